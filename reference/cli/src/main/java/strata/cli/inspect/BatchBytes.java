package strata.cli.inspect;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;

/** Brings a batch into memory, if that is not more than anybody would write. */
final class BatchBytes {
    /** Sixteen times what a broker takes by default and more; the heap of this program is small. */
    static final int WHOLE_BYTES_MAX = 32 << 20;

    private BatchBytes() {}

    /** The whole batch; null, with a finding, when it is too large or the file was cut. */
    static @Nullable ByteBuffer read(
            SourceFile file, Piece.Found found, Findings findings, String name) {
        long size = found.sizeInBytes();
        if (size > WHOLE_BYTES_MAX) {
            findings.note(
                    name,
                    found.position(),
                    "the records of a batch of %d bytes are not read: more than %d"
                            .formatted(size, WHOLE_BYTES_MAX));
            return null;
        }
        ByteBuffer batch = ByteBuffer.allocate((int) size);
        if (file.read(batch, found.position()) < size) {
            findings.note(name, found.position(), "the file was cut while it was read");
            return null;
        }
        return batch.flip();
    }
}
