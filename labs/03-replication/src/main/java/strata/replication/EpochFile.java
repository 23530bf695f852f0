package strata.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.replication.EpochEntry;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * A partition's {@code leader-epoch-checkpoint}. It is replaced as a whole: a crash leaves the old
 * content or the new one.
 */
final class EpochFile {
    private static final String NAME = "leader-epoch-checkpoint";
    // A hundred thousand leaders; what is larger is none of ours.
    private static final long SIZE_MAX = 1L << 22;

    private final Storage storage;
    private final String directory;

    EpochFile(Storage storage, String directory) {
        this.storage = storage;
        this.directory = directory;
    }

    /** The file's name in the storage. */
    String name() {
        return directory + "/" + NAME;
    }

    boolean exists() {
        return storage.exists(name());
    }

    /** What the file says; null when it is missing or damaged. */
    @Nullable
    List<EpochEntry> read() {
        if (!exists()) {
            return null;
        }
        try (StorageFile file = storage.open(name())) {
            if (file.size() > SIZE_MAX) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return EpochText.entries(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        }
    }

    /**
     * Makes the file say these entries, durably, before it returns. The text is {@link
     * EpochText}'s, in UTF-8. It goes to a file of another name first, {@code
     * leader-epoch-checkpoint.tmp}, which may be left there by an earlier crash; and takes the
     * place of the old one when it is durable.
     */
    void write(List<EpochEntry> entries) {
        throw Todo.step("3.1", "write and flush the .tmp file, rename it, sync the directory");
    }
}
