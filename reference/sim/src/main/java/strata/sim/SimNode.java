package strata.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.kernel.ClientInfo;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.sim.disk.CrashMode;
import strata.sim.disk.DiskTiming;
import strata.sim.disk.DiskWorld;
import strata.sim.disk.SimDisk;

/**
 * A machine: a disk, and the lives of a node on it, one after the other. It may crash and be
 * started again; what a life leaves behind is on the disk.
 */
public final class SimNode {
    private final SimWorld world;
    private final NodeId id;
    private final String label;
    private final Supplier<Node> program;
    private final SeededRandom random;
    private final SimDisk disk;
    private final List<SimConnection> connections = new ArrayList<>();
    private final List<Runnable> whenServing = new ArrayList<>();

    private @Nullable SimProcess process;
    private int lives;
    // How far the wall clock is off, in milliseconds: it may jump either way.
    private long wallSkewMs;
    // What the armed crash point does to the disk when it is reached.
    private @Nullable PlannedCrash planned;
    private Consequence afterDeath = new Consequence() {};

    /** A crash that waits for its point. */
    private record PlannedCrash(CrashMode mode, SeededRandom chance) {}

    /** What follows when a node dies. */
    public interface Consequence {
        /**
         * It crashed; the disk is as the crash left it.
         *
         * @param atItsPoint whether it reached the crash point that was put on its disk
         */
        default void crashed(CrashMode mode, boolean atItsPoint) {}

        /** It stopped because its disk failed, or because it says that the data is corrupt. */
        default void stoppedByDisk(RuntimeException why, boolean faultWasPutIn) {}
    }

    SimNode(SimWorld world, NodeId id, Supplier<Node> program) {
        this.world = world;
        this.id = id;
        this.label = "n" + id;
        this.program = program;
        this.random = world.random("node " + id);
        this.disk = new SimDisk(random.fork("disk"), DiskTiming.DEFAULT, new DiskInWorld());
    }

    public NodeId id() {
        return id;
    }

    public SimDisk disk() {
        return disk;
    }

    /** Whether a process is alive. */
    public boolean isUp() {
        return process != null;
    }

    /** How many times it has been started. */
    public int lives() {
        return lives;
    }

    /** What is to follow when the node dies. */
    public void afterDeath(Consequence consequence) {
        afterDeath = consequence;
    }

    /** Has something done each time the node has started and serves. */
    public void whenServing(Runnable what) {
        whenServing.add(what);
    }

    /** Starts the node on what is on the disk. */
    public void start() {
        lives++;
        world.story().tell("node " + id + " starts" + (lives == 1 ? "" : " again"));
        world.trace().line(label, "start", "life " + lives);
        SimProcess started = new SimProcess(world, this, random.fork("life " + lives));
        process = started;
        started.start(program.get());
        if (process == started) {
            whenServing.forEach(Runnable::run);
        }
    }

    /**
     * Stops the node in good order: all that it wrote stays.
     *
     * @return false when it was down, or died in the attempt
     */
    public boolean stop() {
        SimProcess stopping = process;
        if (stopping == null) {
            return false;
        }
        world.story().tell("node " + id + " is stopped in good order");
        world.trace().line(label, "stop", "in good order");
        stopping.stop();
        if (process != stopping) {
            return false;
        }
        die();
        disk.crash(CrashMode.KEEP_ALL, random);
        return true;
    }

    /**
     * Crashes the machine now.
     *
     * @param chance decides what is torn
     */
    public void crash(CrashMode mode, SeededRandom chance) {
        crash(mode, chance, false);
    }

    private void crash(CrashMode mode, SeededRandom chance, boolean atItsPoint) {
        die();
        String left = disk.crash(mode, chance);
        world.trace().line(label, "crash", mode + ": " + left);
        String how = mode.losesPower() ? "loses power (" + mode + ")" : "is killed (" + mode + ")";
        world.story().tell("node " + id + " " + how + ": " + left);
        afterDeath.crashed(mode, atItsPoint);
    }

    /** What a crash at the disk's {@linkplain SimDisk#crashAt crash point} is to leave behind. */
    public void planCrash(CrashMode mode, SeededRandom chance) {
        planned = new PlannedCrash(mode, chance);
    }

    /** Sets the wall clock off. */
    public void skewWallClock(long ms) {
        wallSkewMs += ms;
    }

    /**
     * Opens a connection.
     *
     * @return null while the node is down
     */
    public @Nullable SimConnection connect(ClientInfo client) {
        SimProcess serving = process;
        if (serving == null) {
            return null;
        }
        SimConnection connection = new SimConnection(world, this, serving, client);
        connections.add(connection);
        return connection;
    }

    /** The process has died at its crash point. */
    void diedAtCrashPoint() {
        PlannedCrash plan = planned;
        planned = null;
        crash(
                plan == null ? CrashMode.KEEP_ALL : plan.mode,
                plan == null ? random.fork("unplanned") : plan.chance,
                true);
    }

    /** The process has stopped itself: its storage failed. The machine goes on. */
    void stoppedByDisk(RuntimeException why) {
        boolean putIn = disk.takeFaultHit();
        die();
        disk.crash(CrashMode.KEEP_ALL, random);
        world.trace().line(label, "stopped", String.valueOf(why.getMessage()));
        world.story().tell("node " + id + " stops: " + String.valueOf(why.getMessage()));
        afterDeath.stoppedByDisk(why, putIn);
    }

    long wallMs() {
        // 2026-01-01T00:00Z: any fixed day will do.
        return 1_767_225_600_000L + world.nowUs() / 1000 + wallSkewMs;
    }

    String label() {
        return label;
    }

    void closed(SimConnection connection) {
        connections.remove(connection);
    }

    private void die() {
        SimProcess dying = process;
        process = null;
        if (dying != null) {
            dying.die();
        }
        List<SimConnection> lost = new ArrayList<>(connections);
        connections.clear();
        lost.forEach(connection -> connection.lost("the node died"));
    }

    /** The disk waits and leaves its traces in this world. */
    private final class DiskInWorld implements DiskWorld {
        @Override
        public void spend(long us) {
            world.spend(us);
        }

        @Override
        public void trace(String kind, String details) {
            world.trace().line(label, kind, details);
        }
    }
}
