package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.broker.controller.BrokerLifecycle.Origin;
import strata.kernel.Nullable;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * The file that says under which broker epoch the node runs, and in which memory its writes wait to
 * be flushed. A process that was killed has lost nothing while that memory is the same: it comes
 * back as one that stopped in good order, and keeps its place among the eligible leaders (KIP-966
 * speaks of unclean shutdowns; Kafka takes every one without a clean stop file for such).
 *
 * <p>A broker epoch comes from the controller, so a process may be killed after it was given one
 * and before it knew. Therefore the file also has the incarnation with which the process is about
 * to register: the next process goes on as that one, and is given the same epoch.
 *
 * <p>Invariant: what the file says was so, or there is no file.
 */
final class RunMark {
    // Not hidden: who empties the directory is to take it away, too.
    static final String FILE = "run-mark";

    private static final int MAX_BYTES = 1024;
    private static final Pattern CONTENT =
            Pattern.compile(
                    "\\{\"version\":0,\"brokerEpoch\":([0-9]{1,18}),\"memoryId\":\"([^\"]+)\""
                            + "(?:,\"registersAs\":\"([0-9a-f-]{36})\")?\\}");

    private final Storage storage;

    /** What the file says of this memory. */
    private record Content(long brokerEpoch, @Nullable UUID registersAs) {}

    RunMark(Storage storage) {
        this.storage = storage;
    }

    /**
     * As what a process registers; durable where a later one has to know.
     *
     * @param stoppedWith the broker epoch with which the last run stopped in good order; -1 when it
     *     did not
     * @param drawn the incarnation of a process that has to be told from all before
     */
    Origin begin(long stoppedWith, UUID drawn) {
        String memoryId = storage.memoryId();
        Content last = memoryId.isEmpty() ? null : read(memoryId);
        long lastEpoch = last == null ? -1 : last.brokerEpoch;
        long previous = stoppedWith >= 0 ? stoppedWith : lastEpoch;
        UUID unconfirmed = last == null ? null : last.registersAs;
        if (unconfirmed != null && previous == lastEpoch) {
            return new Origin(previous, unconfirmed);
        }
        if (previous >= 0 && !memoryId.isEmpty()) {
            store(content(previous, memoryId) + ",\"registersAs\":\"" + drawn + "\"}");
        }
        return new Origin(previous, drawn);
    }

    /** The node runs under this epoch from now on. */
    void write(long brokerEpoch) {
        String memoryId = storage.memoryId();
        if (!memoryId.isEmpty()) {
            store(content(brokerEpoch, memoryId) + "}");
        }
    }

    private @Nullable Content read(String memoryId) {
        if (!storage.exists(FILE)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
        try (StorageFile file = storage.open(FILE)) {
            file.read(bytes, 0);
        }
        Matcher content = CONTENT.matcher(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        if (!content.matches() || !content.group(2).equals(memoryId)) {
            return null;
        }
        String registersAs = content.group(3);
        return new Content(
                Long.parseLong(content.group(1)),
                registersAs == null ? null : UUID.fromString(registersAs));
    }

    private static String content(long brokerEpoch, String memoryId) {
        return "{\"version\":0,\"brokerEpoch\":"
                + brokerEpoch
                + ",\"memoryId\":\""
                + memoryId
                + "\"";
    }

    private void store(String text) {
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
