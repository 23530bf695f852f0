package strata.sim.scenario;

import java.util.ArrayDeque;
import java.util.List;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;
import strata.sim.Breach;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.disk.CrashMode;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.Trigger;
import strata.sim.history.History;

/** What befalls one node, and how it is started again. */
final class NodeFaults implements SimNode.Consequence {
    // A node that its disk has stopped is started again by whoever watches over it.
    private static final long RESTART_AFTER_STOP_US = 100_000;

    private final Stage stage;
    private final SimWorld world;
    private final SimNode node;
    // Crashes at operations of the disk, in their order.
    private final ArrayDeque<Fault> atOperations = new ArrayDeque<>();
    private boolean rotted;
    private boolean refusedRot;
    private long downUs = RESTART_AFTER_STOP_US;
    // Counts what has ended a life: only the last of them decides when the next life begins.
    private int deaths;
    private int crashes;
    private int crashesAtOperations;

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

    void addAtOperation(Fault fault) {
        atOperations.add(fault);
    }

    /** Puts the next crash at its operation; one that is overdue strikes at the next. */
    void arm() {
        Fault next = atOperations.peek();
        if (next != null
                && next.trigger() instanceof Trigger.AtOperation at
                && next.effect() instanceof Effect.Crash crash) {
            node.planCrash(crash.mode(), new SeededRandom(crash.tear()));
            node.disk().crashAt(at.point());
        }
    }

    /** All that lasts ends; crashes that are still to come stay. */
    void heal() {
        node.disk().heal();
        node.resume();
        node.setSlowness(1);
        node.driftMonotonicClock(0);
        deaths++;
        startSoon(1_000);
        if (node.isUp()) {
            arm();
        }
    }

    /** The same, and nothing is to come any more. */
    void endAll() {
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
            Fault done = atOperations.remove();
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
        if (node.stop()) {
            deaths++;
            History history = stage.historyIfAny();
            if (history != null) {
                history.stoppedInGoodOrder();
            }
            startSoon(forUs);
        }
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
