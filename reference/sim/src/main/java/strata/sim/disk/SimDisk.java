package strata.sim.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashPoint.Moment;

/**
 * The disk of one simulated machine, with its page cache. It outlives the processes that use it:
 * each {@linkplain #mount mounts} it, dies in a {@linkplain #crash crash}, and the next one mounts
 * what the crash left.
 *
 * <p>Every operation that changes something has a number, counted from 1 over the disk's whole
 * life, so that a crash can be put {@linkplain #crashAt at any of them}. Faults are put in by hand,
 * or by the run's fault schedule; left alone, a disk never fails.
 */
public final class SimDisk {
    private static final long CAPACITY_BYTES = 256L << 20;

    private final Directory root = new Directory();
    private final DiskWorld world;
    private final DiskTiming timing;
    private final SeededRandom latency;
    private final SeededRandom parts;

    private @Nullable SimStorage mounted;
    private @Nullable CrashPoint crashPoint;
    private int powerLosses;
    private int interruptedBytes = -1;
    private long operations;
    private long usedBytes;
    private int slicesHeld;
    private int failingReads;
    private int failingWrites;
    private boolean full;
    private int slowness = 1;
    private boolean faultHit;
    private final List<Consumer<DiskAction>> watchers = new ArrayList<>();

    /** A disk on its own: its operations take no time. */
    public SimDisk(SeededRandom random) {
        this(random, DiskTiming.DEFAULT, DiskWorld.NONE);
    }

    /** A disk that is part of a world. */
    public SimDisk(SeededRandom random, DiskTiming timing, DiskWorld world) {
        this.world = world;
        this.timing = timing;
        this.latency = random.fork("latency");
        this.parts = random.fork("parts");
    }

    /** The storage of a new process; that of the one before is dead from now on. */
    public Storage mount() {
        SimStorage storage = new SimStorage(this, root);
        mounted = storage;
        return storage;
    }

    /** How many operations have changed the disk so far; the next has this number plus one. */
    public long operations() {
        return operations;
    }

    /** How many bytes all files hold. */
    public long usedBytes() {
        return usedBytes;
    }

    /** How many slices the present process holds and has not released. */
    public int slicesHeld() {
        return slicesHeld;
    }

    /** Whether a fault that was put in has made an operation fail since this was last asked. */
    public boolean takeFaultHit() {
        boolean hit = faultHit;
        faultHit = false;
        return hit;
    }

    /** Whether the process using the disk died at a {@linkplain #crashAt crash point}. */
    public boolean processDied() {
        SimStorage storage = mounted;
        return storage != null && storage.isDead();
    }

    /** Kills the process at a point: {@link SimCrash} unwinds whatever is at work there. */
    public void crashAt(CrashPoint point) {
        crashPoint = point;
        interruptedBytes = -1;
    }

    /**
     * Kills the process in the middle of a write, of which a given part is in the page cache.
     *
     * @param bytes how many bytes of it, at most; all when it is shorter
     */
    public void crashInWrite(long operation, int bytes) {
        crashPoint = new CrashPoint(operation, Moment.DURING);
        interruptedBytes = bytes;
    }

    /** Takes {@link #crashAt} back. */
    public void forgetCrashPoint() {
        crashPoint = null;
    }

    /**
     * The process dies, if it has not yet, and the disk is as the crash leaves it.
     *
     * @param chance decides what is torn
     * @return what was lost, for a person
     */
    public String crash(CrashMode mode, SeededRandom chance) {
        if (mounted != null) {
            mounted.die();
            mounted = null;
        }
        slicesHeld = 0;
        crashPoint = null;
        if (!mode.losesPower()) {
            return "the page cache keeps everything";
        }
        powerLosses++;
        Losses losses = new Losses();
        root.settle(mode, chance);
        root.losePower(mode, chance, losses, "");
        usedBytes = sizeOf(root);
        return losses.toString();
    }

    /** As long as the machine has power, the same. */
    String memoryId() {
        return "power " + powerLosses;
    }

    /** The next reads fail, as many as this. */
    public void failReads(int count) {
        failingReads = count;
    }

    /** The next writes or flushes fail with an I/O error, as many as this. */
    public void failWrites(int count) {
        failingWrites = count;
    }

    /** No space is left, or there is some again. */
    public void setFull(boolean isFull) {
        full = isFull;
    }

    /** Every operation takes this many times as long; 1 is normal. */
    public void setSlowness(int factor) {
        Check.that(factor >= 1, "slowness %s", factor);
        slowness = factor;
    }

    /** Ends all faults; what a flipped bit changed stays changed. */
    public void heal() {
        failingReads = 0;
        failingWrites = 0;
        full = false;
        slowness = 1;
        crashPoint = null;
    }

    /**
     * Turns one bit of what is durable.
     *
     * @param pick any number: chooses the file and the bit
     * @return the file and position; null when nothing is durable yet
     */
    public @Nullable String flipBit(long pick) {
        SortedMap<String, FileContent> files = new TreeMap<>();
        collect(root, "", files);
        files.values().removeIf(file -> file.durableSize() == 0);
        if (files.isEmpty()) {
            return null;
        }
        List<String> names = List.copyOf(files.keySet());
        String name = names.get((int) Long.remainderUnsigned(pick, names.size()));
        return flipBitOf(name, Long.divideUnsigned(pick, names.size()));
    }

    /** Turns one bit of the durable part of a file; {@code pick} chooses which. */
    public String flipBitOf(String name, long pick) {
        FileContent file = fileNamed(name);
        long bit = Long.remainderUnsigned(pick, 8L * file.durableSize());
        file.flipBit(bit);
        return name + " at byte " + bit / 8;
    }

    /** The bytes of a file as a process would read them now: for tests and invariants. */
    public byte[] contentOf(String name) {
        FileContent file = fileNamed(name);
        ByteBuffer bytes = ByteBuffer.allocate(file.size());
        file.read(bytes, 0);
        return bytes.array();
    }

    /**
     * Copies bytes of a file as a process would read them now, at no cost: for invariants.
     *
     * @return how many bytes were copied
     */
    public int look(String name, ByteBuffer into, long position) {
        return fileNamed(name).read(into, (int) position);
    }

    /**
     * The names of the files right in a directory, sorted; none when there is no such directory.
     */
    public List<String> fileNamesIn(String directory) {
        List<String> names = new ArrayList<>();
        if (SimStorage.find(root, directory) instanceof Directory found) {
            found.entries()
                    .forEach(
                            (name, entry) -> {
                                if (entry instanceof FileContent) {
                                    names.add(directory + "/" + name);
                                }
                            });
        }
        return names;
    }

    /** How many bytes a file holds; 0 when there is none of that name. */
    public long sizeOf(String name) {
        return SimStorage.find(root, name) instanceof FileContent file ? file.size() : 0;
    }

    /** The names of all files, sorted: for tests and invariants. */
    public List<String> fileNames() {
        SortedMap<String, FileContent> files = new TreeMap<>();
        collect(root, "", files);
        return List.copyOf(files.keySet());
    }

    /** Shows somebody each operation that changes the disk, before it is done. */
    public void watch(Consumer<DiskAction> eyes) {
        watchers.add(eyes);
    }

    /**
     * A process's operation: counts it, crashes or fails it where a fault was put, takes its time,
     * and does it.
     */
    void perform(SimStorage by, Step step) {
        perform(by, step, true);
    }

    /** The same beside the process, which does not wait for it. */
    void performBeside(SimStorage by, Step step) {
        perform(by, step, false);
    }

    private void perform(SimStorage by, Step step, boolean waits) {
        by.mustLive();
        if (step.kind() != DiskOperation.READ) {
            operations++;
            watchers.forEach(watcher -> watcher.accept(step.action()));
            crashIfDue(by, step);
        }
        if (waits) {
            int bytes = step.action().bytes();
            world.spend(timing.costUs(step.kind(), bytes, latency) * slowness);
        }
        failIfDue(step);
        if (step.kind() != DiskOperation.READ && world != DiskWorld.NONE) {
            world.trace(step.kind().label(), step.action().details());
        }
        step.whole().run();
    }

    /** How long a flush off the loop takes, in virtual microseconds. */
    public long flushCostUs() {
        return timing.costUs(DiskOperation.FLUSH, 0, latency) * slowness;
    }

    void grow(long bytes) {
        usedBytes += bytes;
    }

    void sliceTaken() {
        slicesHeld++;
    }

    void sliceReleased(SimStorage by) {
        if (by == mounted) {
            slicesHeld--;
        }
    }

    boolean isFullFor(int bytes) {
        return full || usedBytes + bytes > CAPACITY_BYTES;
    }

    SeededRandom parts() {
        return parts;
    }

    private void crashIfDue(SimStorage by, Step step) {
        CrashPoint point = crashPoint;
        if (point == null || operations < point.operation()) {
            return;
        }
        crashPoint = null;
        String where = point.moment() == Moment.BEFORE ? "before " : "in the middle of ";
        DiskAction what = step.action();
        world.trace("crash", where + "operation " + operations + ": " + what);
        if (point.moment() == Moment.DURING) {
            step.part().run(interruptedBytes);
        }
        by.die();
        throw new SimCrash("the process dies " + where + what);
    }

    private void failIfDue(Step step) {
        if (step.kind() == DiskOperation.READ && failingReads > 0) {
            failingReads--;
            throw fault(Kind.IO, "read error: " + step.action().details());
        }
        boolean writes = step.kind() == DiskOperation.WRITE;
        if ((writes || step.kind() == DiskOperation.FLUSH) && failingWrites > 0) {
            failingWrites--;
            throw fault(Kind.IO, step.kind().label() + " error: " + step.action().details());
        }
        if ((writes || step.kind() == DiskOperation.CREATE) && isFullFor(step.action().bytes())) {
            if (writes && parts.chance(50)) {
                step.part().run(-1);
            }
            throw fault(Kind.FULL, "no space left: " + step.action());
        }
    }

    private StorageException fault(Kind kind, String message) {
        faultHit = true;
        world.trace("fault", message);
        return new StorageException(kind, message);
    }

    private FileContent fileNamed(String name) {
        if (SimStorage.find(root, name) instanceof FileContent file) {
            return file;
        }
        throw new IllegalArgumentException("no file " + name);
    }

    private static void collect(Directory in, String path, SortedMap<String, FileContent> files) {
        in.entries()
                .forEach(
                        (name, entry) -> {
                            switch (entry) {
                                case Directory below -> collect(below, path + name + "/", files);
                                case FileContent file -> files.put(path + name, file);
                            }
                        });
    }

    static long sizeOf(Entry entry) {
        return switch (entry) {
            case FileContent file -> file.size();
            case Directory directory ->
                    directory.entries().values().stream().mapToLong(SimDisk::sizeOf).sum();
        };
    }
}
