package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * The file that says that the node was stopped in good order: every log flushed and closed. It is
 * Kafka's, in name and content.
 *
 * <p>Invariant: while a node runs, the file is not there.
 */
final class CleanStop {
    static final String FILE = ".kafka_cleanshutdown";

    private static final int MAX_BYTES = 1024;
    private static final Pattern BROKER_EPOCH = Pattern.compile("\"brokerEpoch\":([0-9]{1,18})");

    private final Storage storage;

    CleanStop(Storage storage) {
        this.storage = storage;
    }

    /**
     * How the last run ended.
     *
     * @param clean whether in good order
     * @param brokerEpoch which it had; -1 when it did not end in good order, or did not say
     */
    record Found(boolean clean, long brokerEpoch) {}

    /** Takes the file away, durably: from now on a crash may leave anything behind. */
    Found take() {
        if (!storage.exists(FILE)) {
            return new Found(false, -1);
        }
        long brokerEpoch = brokerEpoch();
        storage.delete(FILE);
        storage.syncDirectory("");
        return new Found(true, brokerEpoch);
    }

    private long brokerEpoch() {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
        try (StorageFile file = storage.open(FILE)) {
            file.read(bytes, 0);
        }
        Matcher matcher =
                BROKER_EPOCH.matcher(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /**
     * Says, durably, that all was flushed and closed.
     *
     * @param brokerEpoch the broker's, as the metadata log gave it
     */
    void write(long brokerEpoch) {
        String text = "{\"version\":0,\"brokerEpoch\":" + brokerEpoch + "}";
        try (StorageFile file = storage.open(FILE)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.flush();
        }
        storage.syncDirectory("");
    }
}
