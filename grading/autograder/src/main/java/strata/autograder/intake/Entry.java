package strata.autograder.intake;

import java.io.IOException;

/**
 * A file of a submission, wherever it is.
 *
 * @param path from the root of the folder or archive, with slashes
 * @param type what it is
 * @param content reads it, up to a number of bytes
 */
record Entry(String path, Type type, Content content) {
    enum Type {
        FILE,
        LINK,
        SPECIAL
    }

    /** Reads at most so many bytes; one more than allowed tells that it is too large. */
    @FunctionalInterface
    interface Content {
        byte[] read(int bytesMax) throws IOException;
    }

    static final Content NONE = bytesMax -> new byte[0];
}
