package strata.lessons.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.DiskAction;
import strata.sim.disk.DiskTiming;
import strata.sim.disk.DiskWorld;
import strata.sim.disk.SimDisk;

/** A simulated disk with one log's directory on it; it writes down what is done to it. */
public final class TestDisk {
    /** The log's directory. */
    public static final String DIRECTORY = "flights-0";

    // An operation takes a microsecond a byte, so the time that a read takes is what it reads.
    private static final DiskTiming US_PER_BYTE = new DiskTiming(0, 1, 0, 0);

    private final SimDisk disk;
    private final List<String> operations = new ArrayList<>();
    private Storage storage;
    private long bytesRead;
    private int reads;
    // Whether the operation at hand changes the disk: a disk announces no reads.
    private boolean changing;

    /** An empty one. */
    public TestDisk() {
        DiskWorld meter =
                new DiskWorld() {
                    @Override
                    public void spend(long us) {
                        if (!changing) {
                            bytesRead += us;
                            reads++;
                        }
                        changing = false;
                    }

                    @Override
                    public void trace(String kind, String details) {}
                };
        disk = new SimDisk(new SeededRandom(1), US_PER_BYTE, meter);
        disk.watch(this::note);
        storage = disk.mount();
    }

    /** The disk itself, to put faults in. */
    public SimDisk disk() {
        return disk;
    }

    /** The disk, as the present process sees it. */
    public Storage storage() {
        return storage;
    }

    /** A new process mounts the disk: what the one before had open, it cannot use any more. */
    public Storage mount() {
        storage = disk.mount();
        return storage;
    }

    /** The process dies, or the machine loses power. Says what was lost. */
    public String crash(CrashMode mode, long seed) {
        return disk.crash(mode, new SeededRandom(seed));
    }

    /** The name of a file in the storage; the number in 20 digits, whatever step 2.1 makes. */
    public static String fileName(long baseOffset, String suffix) {
        return DIRECTORY + "/" + digits(baseOffset) + suffix;
    }

    /** 20 digits. */
    public static String digits(long offset) {
        String number = Long.toString(offset);
        return "0".repeat(20 - number.length()) + number;
    }

    /** What a process would read in a file now. */
    public byte[] bytes(long baseOffset, String suffix) {
        String name = fileName(baseOffset, suffix);
        if (!disk.fileNames().contains(name)) {
            throw new AssertionError("the file " + brief(name) + " is missing");
        }
        return disk.contentOf(name);
    }

    /** Puts a file on the disk, durably, as if somebody had left it there. */
    public void put(long baseOffset, String suffix, byte[] bytes) {
        StorageFile file = storage.open(fileName(baseOffset, suffix));
        file.truncate(0);
        file.write(ByteBuffer.wrap(bytes), 0);
        file.flush();
        file.close();
        storage.syncDirectory(DIRECTORY);
        storage.syncDirectory("");
        forget();
    }

    /** The names of the files in the log's directory, sorted, without zeros: {@code 412.index}. */
    public List<String> names() {
        return storage.list(DIRECTORY).stream().map(TestDisk::brief).toList();
    }

    /** Starts counting operations and bytes anew. */
    public void forget() {
        operations.clear();
        bytesRead = 0;
        reads = 0;
        changing = false;
    }

    /**
     * What has changed the disk since then, in order, names without directory and zeros: {@code
     * [write 0.log 0+85, flush 0.log, rename 0.log to 0.log.deleted, sync the directory]}.
     */
    public List<String> changes() {
        return List.copyOf(operations);
    }

    /** How many bytes were read since then, of all files. */
    public long bytesRead() {
        return bytesRead;
    }

    /** How many reads that were. */
    public int reads() {
        return reads;
    }

    private void note(DiskAction operation) {
        changing = true;
        operations.add(brief(operation.toString()));
    }

    /** Without directory and zeros. */
    public static String brief(String text) {
        return text.replaceAll(DIRECTORY + "/\\b", "").replaceAll("\\b0{1,19}(?=[0-9]+\\.)", "");
    }
}
