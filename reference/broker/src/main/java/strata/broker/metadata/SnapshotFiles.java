package strata.broker.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * The snapshots of the metadata log, named as Kafka's: {@code
 * 00000000000000001234-0000000007.checkpoint}, the end of what is in it and the epoch of its last
 * record (KIP-630).
 *
 * <p>Invariant: a file of that name is whole and durable; one that is being written has another.
 */
final class SnapshotFiles {
    private static final String SUFFIX = ".checkpoint";
    private static final String PART = ".part";
    private static final int OFFSET_DIGITS = 20;
    private static final int NAME_LENGTH = 31;
    private static final int READ_BYTES = 256 * 1024;

    private final Storage storage;
    private final String directory;
    private final MetadataBatches batches;
    // Sorted, the latest last.
    private final List<OffsetAndEpoch> ids = new ArrayList<>();

    SnapshotFiles(Storage storage, String directory, MetadataBatches batches) {
        this.storage = storage;
        this.directory = directory;
        this.batches = batches;
        for (String name : storage.list(directory)) {
            if (name.endsWith(PART) || name.equals("quorum-state.tmp")) {
                storage.delete(directory + "/" + name);
            }
            OffsetAndEpoch id = parsed(name);
            if (id != null) {
                ids.add(id);
            }
        }
        ids.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    }

    /** All, the latest last. */
    List<OffsetAndEpoch> all() {
        return new ArrayList<>(ids);
    }

    /** {@link OffsetAndEpoch#NOTHING} for none. */
    OffsetAndEpoch latest() {
        return ids.isEmpty() ? OffsetAndEpoch.NOTHING : ids.get(ids.size() - 1);
    }

    boolean has(OffsetAndEpoch id) {
        return ids.contains(id);
    }

    /** Opens one, to read. */
    StorageFile open(OffsetAndEpoch id) {
        return storage.open(nameOf(id));
    }

    /** Starts one, under the name of one that is not whole. */
    StorageFile start(OffsetAndEpoch id) {
        String name = nameOf(id) + PART;
        storage.delete(name);
        return storage.open(name);
    }

    /** One that was started is whole and flushed: it gets its name, durably. */
    void finish(OffsetAndEpoch id) {
        storage.rename(nameOf(id) + PART, nameOf(id));
        storage.syncDirectory(directory);
        ids.remove(id);
        ids.add(id);
        ids.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    }

    /** One that was started comes to nothing. */
    void abandon(OffsetAndEpoch id) {
        storage.delete(nameOf(id) + PART);
    }

    void delete(OffsetAndEpoch id) {
        ids.remove(id);
        storage.delete(nameOf(id));
    }

    /**
     * Gives all facts in a snapshot.
     *
     * @throws CorruptDataException when it is damaged; some facts may have been given by then
     */
    void read(OffsetAndEpoch id, Consumer<MetadataRecord> facts) {
        boolean footer = false;
        try (StorageFile file = open(id)) {
            long position = 0;
            while (position < file.size()) {
                ByteBuffer batch = batchAt(file, position, id);
                position += batch.remaining();
                if (BatchHeader.at(batch, 0).isControl()) {
                    footer =
                            MetadataBatches.is(
                                    MetadataBatches.Control.SNAPSHOT_FOOTER,
                                    batches.controlType(batch));
                } else {
                    batches.replay(batch, Long.MAX_VALUE, (offset, fact) -> facts.accept(fact));
                }
            }
        }
        if (!footer) {
            throw new CorruptDataException(nameOf(id) + " has no end");
        }
    }

    private ByteBuffer batchAt(StorageFile file, long position, OffsetAndEpoch id) {
        ByteBuffer head = ByteBuffer.allocate(BatchHeader.SIZE);
        file.read(head, position);
        long size = head.hasRemaining() ? -1 : BatchHeader.at(head.flip(), 0).sizeInBytes();
        if (size < BatchHeader.SIZE || size > Math.min(file.size() - position, 4L * READ_BYTES)) {
            throw new CorruptDataException(nameOf(id) + " is damaged at byte " + position);
        }
        ByteBuffer batch = ByteBuffer.allocate((int) size);
        file.read(batch, position);
        batch.flip();
        long base = BatchHeader.at(batch, 0).baseOffset();
        if (batches.soundBytes(batch, base) != size) {
            throw new CorruptDataException(nameOf(id) + " is damaged at byte " + position);
        }
        return batch;
    }

    private String nameOf(OffsetAndEpoch id) {
        return String.format(
                Locale.ROOT, "%s/%020d-%010d%s", directory, id.offset(), id.epoch(), SUFFIX);
    }

    private static @Nullable OffsetAndEpoch parsed(String name) {
        boolean formed =
                name.length() == NAME_LENGTH + SUFFIX.length()
                        && name.endsWith(SUFFIX)
                        && name.charAt(OFFSET_DIGITS) == '-';
        if (!formed) {
            return null;
        }
        try {
            return new OffsetAndEpoch(
                    Long.parseLong(name.substring(0, OFFSET_DIGITS)),
                    Integer.parseInt(name.substring(OFFSET_DIGITS + 1, NAME_LENGTH)));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
