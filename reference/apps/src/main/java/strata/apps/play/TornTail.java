package strata.apps.play;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What a crash in the middle of a write leaves at the end of a log file: the first bytes of a batch
 * that nobody was told to be there.
 *
 * @param file it was appended to
 * @param goodBytes how long the file was before
 * @param tornBytes how many bytes came
 * @param batchBytes how many the batch would have had
 */
record TornTail(Path file, long goodBytes, int tornBytes, int batchBytes) {
    /**
     * Appends one: the first batch of the file once more, with the next offset, torn in the middle.
     *
     * @param baseOffset the next offset
     */
    static TornTail append(Path file, long baseOffset) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int batchBytes = bytes.length < 12 ? 0 : FirstBatch.sizeOf(bytes);
            if (batchBytes < 12 || batchBytes > bytes.length) {
                throw new PlayFault(
                        PlayFault.FAILED,
                        file.getFileName() + " does not begin with a whole batch");
            }
            byte[] torn = Arrays.copyOf(bytes, batchBytes * 2 / 3);
            ByteBuffer.wrap(torn).putLong(0, baseOffset);
            Files.write(file, torn, StandardOpenOption.APPEND);
            return new TornTail(file, bytes.length, torn.length, batchBytes);
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "cannot write " + file + ": " + e, e);
        }
    }

    /** After a recovery the file ends where its last whole batch does; else the story ends. */
    void requireGone() {
        long now;
        try {
            now = Files.size(file);
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "cannot read " + file + ": " + e, e);
        }
        if (now != goodBytes) {
            throw new PlayFault(
                    PlayFault.FAILED,
                    ("the whole batches of %s end at byte %d, and the file at byte %d: recovery"
                                    + " should cut it there (step 1.7)")
                            .formatted(file.getFileName(), goodBytes, now));
        }
    }
}
