package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * The file that says under which broker epoch the node runs, and in which memory its writes wait to
 * be flushed. A process that was killed has lost nothing while that memory is the same: it comes
 * back as one that stopped in good order, and keeps its place among the eligible leaders (KIP-966
 * speaks of unclean shutdowns; Kafka takes every one without a clean stop file for such).
 *
 * <p>Invariant: what the file says was so, or there is no file.
 */
final class RunMark {
    // Not hidden: who empties the directory is to take it away, too.
    static final String FILE = "run-mark";

    private static final int MAX_BYTES = 1024;
    private static final Pattern CONTENT =
            Pattern.compile(
                    "\\{\"version\":0,\"brokerEpoch\":([0-9]{1,18}),\"memoryId\":\"([^\"]+)\"\\}");

    private final Storage storage;

    RunMark(Storage storage) {
        this.storage = storage;
    }

    /** The broker epoch of a run that ended without any loss; -1 when that is not known. */
    long lastBrokerEpoch() {
        String memoryId = storage.memoryId();
        if (memoryId.isEmpty() || !storage.exists(FILE)) {
            return -1;
        }
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
        try (StorageFile file = storage.open(FILE)) {
            file.read(bytes, 0);
        }
        Matcher content = CONTENT.matcher(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        return content.matches() && content.group(2).equals(memoryId)
                ? Long.parseLong(content.group(1))
                : -1;
    }

    /** The node runs under this epoch from now on. */
    void write(long brokerEpoch) {
        String memoryId = storage.memoryId();
        if (memoryId.isEmpty()) {
            return;
        }
        String text =
                "{\"version\":0,\"brokerEpoch\":"
                        + brokerEpoch
                        + ",\"memoryId\":\""
                        + memoryId
                        + "\"}";
        String fresh = FILE + ".new";
        storage.delete(fresh);
        try (StorageFile file = storage.open(fresh)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.flush();
        }
        storage.rename(fresh, FILE);
        storage.syncDirectory("");
    }
}
