package strata.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.sim.disk.CrashMode;
import strata.sim.disk.DiskTiming;
import strata.sim.disk.DiskWorld;
import strata.sim.disk.SimDisk;
import strata.sim.net.Death;
import strata.sim.net.Host;

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
    private final Host host;
    private final List<Watched> watched = new ArrayList<>();
    private final List<Runnable> whenServing = new ArrayList<>();
    private final List<Consumer<Overheard>> listeners = new ArrayList<>();

    private @Nullable SimProcess process;
    private int lives;
    private long handled;
    // How far the wall clock is off, in milliseconds: it may jump either way.
    private long wallSkewMs;
    private boolean paused;
    private int slowness = 1;
    // The monotonic clock: what it showed at a moment, and how much faster it runs, per mille.
    private long monotonicAnchorUs;
    private long anchorUs;
    private int driftPerMille;
    // What the armed crash point does to the disk when it is reached.
    private @Nullable PlannedCrash planned;
    // What follows when it has stopped; null while nobody has asked it to.
    private @Nullable Runnable whenStopped;
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

    /** A value that is recorded when it changes. */
    private record Watched(String name, Supplier<?> value) {}

    SimNode(SimWorld world, NodeId id, Supplier<Node> program) {
        this.world = world;
        this.id = id;
        this.label = "n" + id;
        this.program = program;
        this.random = world.random("node " + id);
        this.host = world.network().host(id.toString());
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

    /** How many events all its lives have handled, its starts included: else it did not change. */
    public long handled() {
        return handled;
    }

    void countHandled() {
        handled++;
    }

    /** Has somebody hear each answer that leaves the node, with what was asked. */
    public void overhear(Consumer<Overheard> ears) {
        listeners.add(ears);
    }

    List<Consumer<Overheard>> listeners() {
        return listeners;
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
        handled++;
        world.story().tell("node " + id + " starts" + (lives == 1 ? "" : " again"));
        world.trace().line(label, "start", "life " + lives);
        int before = world.recorder().handling(world.recorder().started(label, lives));
        SimProcess started = new SimProcess(world, this, random.fork("life " + lives));
        process = started;
        world.network().started(host, started);
        started.start(program.get());
        world.recorder().handling(before);
        if (process == started) {
            whenServing.forEach(Runnable::run);
        }
    }

    /**
     * Asks the node to stop, as a process is told to: it may hand over first what it leads.
     *
     * @param then done when it has stopped, after the time of grace at the latest
     */
    public void askToStop(long graceUs, Runnable then) {
        SimProcess asked = process;
        if (asked == null || whenStopped != null) {
            return;
        }
        resume();
        whenStopped = then;
        world.story().tell("node " + id + " is asked to stop");
        world.after(graceUs, () -> mayStop(asked));
        asked.tell(
                node -> {
                    if (node.askedToStop()) {
                        asked.mayStop();
                    }
                });
    }

    /** A life that was asked to stop may be stopped now. */
    void mayStop(SimProcess asked) {
        if (process == asked) {
            finishStop();
        }
    }

    /** Stops it at once if it has been asked to stop. */
    public void finishStop() {
        Runnable then = whenStopped;
        if (then != null && stop()) {
            then.run();
        }
    }

    /**
     * Stops the node in good order, without asking it first: all that it wrote stays.
     *
     * @return false when it was down, or died in the attempt
     */
    public boolean stop() {
        SimProcess stopping = process;
        if (stopping == null) {
            return false;
        }
        // A paused process does not even stop.
        resume();
        world.story().tell("node " + id + " is stopped in good order");
        world.trace().line(label, "stop", "in good order");
        stopping.tell(Node::stop);
        if (process != stopping) {
            return false;
        }
        die();
        disk.crash(CrashMode.KEEP_ALL, random);
        disconnect(world.recorder().stopped(label, "in good order"), Death.STOPPED);
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
        boolean wasUp = process != null;
        die();
        String left = disk.crash(mode, chance);
        world.trace().line(label, "crash", mode + ": " + left);
        int crashed = world.recorder().crashed(label, mode.toString(), left);
        if (wasUp) {
            disconnect(crashed, mode.losesPower() ? Death.LOST_POWER : Death.KILLED);
        }
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
     * Makes the monotonic clock run faster or slower from now on; timers keep the moment at which
     * they were due.
     *
     * @param perMille how much faster; 0 is right, -30 is 3 % too slow
     */
    public void driftMonotonicClock(int perMille) {
        Check.that(-500 <= perMille && perMille <= 500, "a drift of %s per mille", perMille);
        monotonicAnchorUs = monotonicUs();
        anchorUs = world.nowUs();
        driftPerMille = perMille;
    }

    /** From now on the process takes no turn; timers and messages wait. */
    public void pause() {
        if (process != null && !paused) {
            paused = true;
            world.trace().line(label, "pause", "");
            world.story().tell("node " + id + " is paused");
            world.recorder().paused(label);
        }
    }

    /** A paused process goes on. */
    public void resume() {
        if (paused) {
            paused = false;
            world.trace().line(label, "resume", "");
            world.story().tell("node " + id + " goes on");
            world.recorder().resumed(label);
            if (process != null) {
                process.resume();
            }
        }
    }

    public boolean isPaused() {
        return paused;
    }

    /** Every turn takes this many times as long; 1 is normal. */
    public void setSlowness(int factor) {
        Check.that(factor >= 1, "slowness %s", factor);
        slowness = factor;
    }

    /**
     * Has a value recorded when it changes: it is looked at after each event that the node handles,
     * if the run is recorded.
     *
     * @param name as pictures show it: {@code epoch}, {@code high watermark}
     * @param value of the present life; it is only looked at while one is under way
     */
    public void watch(String name, Supplier<?> value) {
        watched.add(new Watched(name, value));
    }

    /** Where it is in the network. */
    public Host host() {
        return host;
    }

    /**
     * A connection for a client, whose host in the network has its name; it opens at the first
     * request.
     *
     * @return null while the node is down: so much a client may know, so that it does not knock all
     *     the time
     */
    public @Nullable SimConnection connect(ClientInfo client) {
        if (process == null) {
            return null;
        }
        return new SimConnection(world, this, client);
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
        int stopped = world.recorder().stopped(label, String.valueOf(why.getMessage()));
        disconnect(stopped, Death.KILLED);
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

    /** What the monotonic clock shows, in microseconds. */
    long monotonicUs() {
        long passedUs = world.nowUs() - anchorUs;
        return monotonicAnchorUs + passedUs + passedUs * driftPerMille / 1000;
    }

    /** How long it really takes until the monotonic clock has gone on by so much. */
    long realUs(long monotonic) {
        return driftPerMille == 0 ? monotonic : monotonic * 1000 / (1000 + driftPerMille);
    }

    /** Time passes within a turn. */
    void spend(long us) {
        world.spend(us * slowness);
    }

    /** Records what is watched. */
    void recordWatched() {
        if (world.recorder().isOn()) {
            for (Watched each : watched) {
                world.recorder().state(label, each.name, each.value.get());
            }
        }
    }

    private void die() {
        SimProcess dying = process;
        process = null;
        paused = false;
        whenStopped = null;
        if (dying != null) {
            dying.die();
        }
    }

    /** Ends all connections, for a reason that the record of the run knows. */
    private void disconnect(int cause, Death how) {
        int before = world.recorder().handling(cause);
        world.network().died(host, how);
        world.recorder().handling(before);
    }

    /** The disk waits and leaves its traces in this world. */
    private final class DiskInWorld implements DiskWorld {
        @Override
        public void spend(long us) {
            // A slow processor makes no disk slower: both at once would be a pause for minutes.
            world.spend(us);
        }

        @Override
        public void trace(String kind, String details) {
            world.trace().line(label, kind, details);
        }
    }
}
