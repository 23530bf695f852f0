package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.DiskAction;
import strata.sim.disk.DiskOperation;
import strata.sim.disk.DiskTiming;
import strata.sim.disk.DiskWorld;
import strata.sim.disk.SimDisk;

/** A simulated disk with one log on it, which processes open one after the other. */
final class TestDisk {
    /** The log's file. */
    static final String FILE = "flights-0/00000000000000000000.log";

    // An operation takes a microsecond a byte, so that the time spent is the bytes looked at.
    private static final DiskTiming US_PER_BYTE = new DiskTiming(0, 1, 0, 0);

    private final List<String> operations = new ArrayList<>();
    private final SimDisk disk;
    private Storage storage;
    private long bytesMoved;

    TestDisk() {
        DiskWorld meter =
                new DiskWorld() {
                    @Override
                    public void spend(long us) {
                        bytesMoved += us;
                    }

                    @Override
                    public void trace(String kind, String details) {}
                };
        disk = new SimDisk(new SeededRandom(1), US_PER_BYTE, meter);
        disk.watch(this::note);
        storage = disk.mount();
    }

    /** The disk itself, to put faults in. */
    SimDisk disk() {
        return disk;
    }

    /** The disk, as the present process sees it. */
    Storage storage() {
        return storage;
    }

    /** A new process opens the log, of which nothing is known to be durable. */
    PartitionLog open() {
        return open(0);
    }

    /** A new process opens the log, all of which was durable up to an offset. */
    PartitionLog open(long recoveryPoint) {
        storage = disk.mount();
        return new AppendLogLayer()
                .open(
                        new LogContext(storage, Compression.UNSUPPORTED),
                        new LogSpec("flights-0", 0, recoveryPoint));
    }

    /** Puts a file on the disk, durably, as if a log had written it. */
    void put(byte[] bytes) {
        storage = disk.mount();
        StorageFile file = storage.open(FILE);
        file.truncate(0);
        file.write(ByteBuffer.wrap(bytes), 0);
        flushFile();
        forget();
    }

    /** Makes the file and its name durable, without the log's help. */
    void flushFile() {
        storage.open(FILE).flush();
        storage.syncDirectory("flights-0");
        storage.syncDirectory("");
    }

    /** The process dies, or the machine loses power. Says what was lost. */
    String crash(CrashMode mode, long seed) {
        return disk.crash(mode, new SeededRandom(seed));
    }

    /** What a process would read in the file now. */
    byte[] bytes() {
        return disk.contentOf(FILE);
    }

    /** Starts counting operations and bytes anew. */
    void forget() {
        operations.clear();
        bytesMoved = 0;
    }

    /** What was done to the file since then, in order: {@code [write the file 0+85]}. */
    List<String> operations() {
        return List.copyOf(operations);
    }

    private void note(DiskAction operation) {
        if (operation.name().equals(FILE) && operation.kind() != DiskOperation.CREATE) {
            operations.add(operation.toString().replace(FILE, "the file"));
        }
    }

    /** How many bytes were read (or written) since then. */
    long bytesMoved() {
        return bytesMoved;
    }
}
