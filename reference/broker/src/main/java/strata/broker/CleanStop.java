package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private final Storage storage;

    CleanStop(Storage storage) {
        this.storage = storage;
    }

    /**
     * Takes the file away, durably: from now on a crash may leave anything behind.
     *
     * @return whether it was there
     */
    boolean take() {
        if (!storage.exists(FILE)) {
            return false;
        }
        storage.delete(FILE);
        storage.syncDirectory("");
        return true;
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
