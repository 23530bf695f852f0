package strata.sim.scenario;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;
import strata.sim.Breach;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoint;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.history.History;

/** What befalls one node, and how it is started again. */
final class NodeFaults implements SimNode.Consequence {
    // A node that its disk has stopped is started again by whoever watches over it.
    private static final long RESTART_AFTER_STOP_US = 100_000;
    // As long as a real server lets its node hand over.
    private static final long STOP_US_MAX = 10_000_000;

    private final Stage stage;
    private final SimWorld world;
    private final SimNode node;
    // Crashes at operations of the disk, in their order.
    private final List<AtOperation> atOperations = new ArrayList<>();
    private boolean ended;
    private boolean rotted;
    private boolean refusedRot;
    private long downUs = RESTART_AFTER_STOP_US;
    // Counts what has ended a life: only the last of them decides when the next life begins.
    private int deaths;
    private int crashes;
    private int crashesAtOperations;

    /** A crash that waits for an operation of the disk, counted from the start. */
    private record AtOperation(CrashPoint point, Fault fault) {}

    NodeFaults(Stage stage, SimNode node) {
        this.stage = stage;
        this.world = stage.world();
        this.node = node;
        node.afterDeath(this);
    }

    int crashes() {
        return crashes;
    }

    /** How many crashes struck at an operation of the disk. */
    int crashesAtOperations() {
        return crashesAtOperations;
    }

    boolean refusedRot() {
        return refusedRot;
    }

    /** A crash at an operation that is counted from the start. */
    void addAtOperation(Fault fault, CrashPoint point) {
        int at = atOperations.size();
        while (at > 0 && atOperations.get(at - 1).point.operation() > point.operation()) {
            at--;
        }
        atOperations.add(at, new AtOperation(point, fault));
    }

    /** A crash at an operation that is counted from now on; none once all has ended. */
    void addFromNow(Fault fault, CrashPoint point) {
        if (ended) {
            return;
        }
        long operation = node.disk().operations() + point.operation();
        addAtOperation(fault, new CrashPoint(operation, point.moment()));
        if (node.isUp()) {
            arm();
        }
    }

    /** Puts the next crash at its operation; one that is overdue strikes at the next. */
    void arm() {
        if (!atOperations.isEmpty()
                && atOperations.get(0).fault.effect() instanceof Effect.Crash crash) {
            node.planCrash(crash.mode(), new SeededRandom(crash.tear()));
            node.disk().crashAt(atOperations.get(0).point);
        }
    }

    /** All that lasts ends; crashes that are still to come stay. */
    void heal() {
        node.disk().heal();
        node.resume();
        node.setSlowness(1);
        node.driftMonotonicClock(0);
        node.finishStop();
        deaths++;
        startSoon(1_000);
        if (node.isUp()) {
            arm();
        }
    }

    /** The same, and nothing is to come any more. */
    void endAll() {
        ended = true;
        atOperations.clear();
        heal();
    }

    void strike(Effect.OnNode effect) {
        switch (effect) {
            case Effect.Crash crash -> {
                downUs = crash.downUs();
                node.crash(crash.mode(), new SeededRandom(crash.tear()));
            }
            case Effect.Restart restart -> restart(restart.downUs());
            case Effect.Start start -> start();
            case Effect.Pause pause -> {
                node.pause();
                later(pause.forUs(), node::resume);
            }
            case Effect.SlowNode slow -> {
                tell("node " + node.id() + " is " + slow.factor() + " times as slow");
                node.setSlowness(slow.factor());
                later(slow.forUs(), () -> node.setSlowness(1));
            }
            case Effect.FailReads fail -> node.disk().failReads(fail.count());
            case Effect.FailWrites fail -> {
                tell(disk() + " will fail the next write or flush");
                node.disk().failWrites(fail.count());
            }
            case Effect.FillDisk fill -> {
                tell(disk() + " is full");
                node.disk().setFull(true);
                later(fill.forUs(), () -> node.disk().setFull(false));
            }
            case Effect.SlowDisk slow -> {
                tell(disk() + " is " + slow.factor() + " times as slow");
                node.disk().setSlowness(slow.factor());
                later(slow.forUs(), () -> node.disk().setSlowness(1));
            }
            case Effect.FlipBit flip -> flip(flip.pick());
            case Effect.SkewClock skew -> {
                tell("the wall clock of node " + node.id() + " jumps by " + skew.ms() + " ms");
                node.skewWallClock(skew.ms());
            }
            case Effect.DriftClock drift -> drift(drift);
        }
    }

    @Override
    public void crashed(CrashMode mode, boolean atItsPoint) {
        crashes++;
        deaths++;
        History history = stage.historyIfAny();
        if (history != null) {
            history.crashed(mode);
        }
        if (atItsPoint) {
            crashesAtOperations++;
            Fault done = atOperations.remove(0).fault;
            startSoon(done.effect() instanceof Effect.Crash crash ? crash.downUs() : 0);
        } else {
            startSoon(downUs);
        }
    }

    @Override
    public void stoppedByDisk(RuntimeException why, boolean faultWasPutIn) {
        deaths++;
        boolean corrupt = why instanceof StorageException failure && failure.kind() == Kind.CORRUPT;
        if (corrupt && rotted) {
            refusedRot = true;
            return;
        }
        if (!faultWasPutIn) {
            throw world.breach(
                    new Breach(
                            "unprovoked-stop",
                            "A node stops only when its disk failed",
                            "node " + node.id() + " stops: " + why.getMessage(),
                            List.of(),
                            why));
        }
        startSoon(RESTART_AFTER_STOP_US);
    }

    private void drift(Effect.DriftClock drift) {
        String how = drift.perMille() < 0 ? " ‰ too slow" : " ‰ too fast";
        int size = Math.abs(drift.perMille());
        tell("the clock of node " + node.id() + " runs " + size + how);
        node.driftMonotonicClock(drift.perMille());
        later(drift.forUs(), () -> node.driftMonotonicClock(0));
    }

    private void restart(long forUs) {
        if (world.nodes().size() > 1) {
            node.askToStop(STOP_US_MAX, () -> stopped(forUs));
        } else if (node.stop()) {
            // One alone has nobody to hand over to, and its clients do not reckon with it.
            stopped(forUs);
        }
    }

    private void stopped(long forUs) {
        deaths++;
        History history = stage.historyIfAny();
        if (history != null) {
            history.stoppedInGoodOrder();
        }
        startSoon(forUs);
    }

    private void flip(long pick) {
        String where = node.disk().flipBit(pick);
        if (where != null) {
            rotted = true;
            History history = stage.historyIfAny();
            if (history != null) {
                history.rotted();
            }
            tell("a bit of " + where + " turns");
        }
    }

    private void later(long us, Runnable what) {
        if (us != Effect.UNTIL_HEALED) {
            world.after(us, what);
        }
    }

    private void startSoon(long us) {
        int death = deaths;
        later(
                us,
                () -> {
                    if (death == deaths) {
                        start();
                    }
                });
    }

    private void start() {
        if (!node.isUp() && !refusedRot) {
            arm();
            node.start();
        }
    }

    private void tell(String what) {
        world.story().tell(what);
    }

    private String disk() {
        return "the disk of node " + node.id();
    }
}
