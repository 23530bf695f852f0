package strata.lessons;

import java.util.List;

/** The fields of a record batch as a tree, with carets under the bytes that are wrong. */
final class BatchPicture {
    private BatchPicture() {}

    /** The batch that came, up to what differs from the one that was expected. */
    static List<String> ofDifference(byte[] expected, byte[] got) {
        return BytePicture.ofDifference(expected, got);
    }
}
