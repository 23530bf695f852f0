package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/**
 * The file {@code quorum-state}: one line of JSON, as Kafka's, {@code
 * {"leaderId":1,"leaderEpoch":7,"votedId":1,"data_version":0}}; -1 stands for nobody.
 *
 * <p>Invariant: at every moment, a crash leaves the old content or the new one, whole.
 */
final class QuorumStateFile {
    private static final String NAME = "quorum-state";
    private static final int SIZE_MAX = 4096;
    private static final int NOBODY = -1;
    private static final List<String> KEYS =
            List.of("\"leaderId\"", "\"leaderEpoch\"", "\"votedId\"", "\"data_version\"");

    private final Storage storage;
    private final String directory;

    QuorumStateFile(Storage storage, String directory) {
        this.storage = storage;
        this.directory = directory;
    }

    /**
     * What was stored last, durably from now on; null when there is no file.
     *
     * @throws StorageException of kind {@code CORRUPT} when it is not what this class writes
     */
    @Nullable
    ElectionState read() {
        if (!storage.exists(name())) {
            return null;
        }
        // The process before may have died between its renaming and its syncing: what is read here
        // is told to others, and a loss of power may not take it back.
        storage.syncDirectory(directory);
        String text;
        try (StorageFile file = storage.open(name())) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(SIZE_MAX, file.size()));
            file.read(bytes, 0);
            text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
        ElectionState state = parsed(text.strip());
        if (state == null) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    name()
                            + " is damaged: it says for whom this node has voted, and without it"
                            + " the node could vote twice in an epoch. It is: "
                            + text.substring(0, Math.min(100, text.length())));
        }
        return state;
    }

    // The keys stand in this order, as nobody but this class writes the file.
    private static @Nullable ElectionState parsed(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return null;
        }
        String[] fields = text.substring(1, text.length() - 1).split(",", -1);
        int[] values = new int[KEYS.size()];
        for (int i = 0; i < values.length; i++) {
            String[] field = i < fields.length ? fields[i].split(":", -1) : new String[0];
            if (field.length != 2 || !field[0].strip().equals(KEYS.get(i))) {
                return null;
            }
            try {
                values[i] = Integer.parseInt(field[1].strip());
            } catch (NumberFormatException e) {
                return null;
            }
        }
        boolean bad = values[0] < NOBODY || values[1] < 0 || values[2] < NOBODY || values[3] != 0;
        return bad || fields.length != values.length
                ? null
                : new ElectionState(values[1], node(values[0]), node(values[2]));
    }

    /** Stores it, durably, before it returns. */
    void write(ElectionState state) {
        // LAB 3.9 write it beside, flush, rename it into place, make the new name durable
        String text =
                String.format(
                        Locale.ROOT,
                        "{\"leaderId\":%d,\"leaderEpoch\":%d,\"votedId\":%d,\"data_version\":0}\n",
                        number(state.leader()),
                        state.epoch(),
                        number(state.votedFor()));
        String beside = name() + ".tmp";
        storage.delete(beside);
        try (StorageFile file = storage.open(beside)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.flush();
        }
        storage.rename(beside, name());
        storage.syncDirectory(directory);
    }

    private String name() {
        return directory + "/" + NAME;
    }

    private static @Nullable NodeId node(int id) {
        return id == NOBODY ? null : new NodeId(id);
    }

    private static int number(@Nullable NodeId node) {
        return node == null ? NOBODY : node.number();
    }
}
