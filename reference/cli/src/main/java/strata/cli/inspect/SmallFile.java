package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import strata.kernel.Nullable;

/** Files that are read whole, as they are small unless something is wrong. */
final class SmallFile {
    private static final int WHOLE_BYTES_MAX = 16 << 20;

    private SmallFile() {}

    /** All bytes; null, with a finding, when there are too many. */
    static @Nullable ByteBuffer bytes(SourceFile file, String name, Findings findings) {
        long size = file.size();
        if (size > WHOLE_BYTES_MAX) {
            findings.wrong(name, Finding.WHOLE, size + " bytes are too many for such a file");
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        file.read(bytes, 0);
        return bytes.flip();
    }

    /** All of it as text; null, with a finding, when it is none. */
    static @Nullable String text(SourceFile file, String name, Findings findings) {
        ByteBuffer bytes = bytes(file, name, findings);
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            findings.wrong(name, bytes.position(), "the file is no text in UTF-8");
            return null;
        }
    }
}
