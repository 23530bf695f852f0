package strata.sim.scenario;

import java.util.ArrayDeque;
import java.util.List;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;
import strata.sim.Breach;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.client.ClientLink;
import strata.sim.disk.CrashMode;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.Trigger;

/** Makes a run's faults happen, and starts the node again after each. */
final class FaultInjector implements SimNode.Consequence {
    // A node that its disk has stopped is started again by whoever watches over it.
    private static final long RESTART_AFTER_STOP_US = 100_000;

    private final Stage stage;
    private final SimWorld world;
    private final SimNode node;
    // Crashes at operations of the disk, in their order.
    private final ArrayDeque<Fault> atOperations = new ArrayDeque<>();
    private boolean healed;
    private boolean rotted;
    private boolean refusedRot;
    private long downUs = RESTART_AFTER_STOP_US;
    private int crashes;
    private int struck;

    FaultInjector(Stage stage, List<Fault> faults) {
        this.stage = stage;
        this.world = stage.world();
        this.node = stage.theNode();
        node.afterDeath(this);
        for (Fault fault : faults) {
            switch (fault.trigger()) {
                case Trigger.AtTime at -> world.after(at.us(), () -> strike(fault));
                case Trigger.AtOperation at -> atOperations.add(fault);
            }
        }
        arm();
    }

    /** How many crashes there were. */
    int crashes() {
        return crashes;
    }

    /** How many faults struck. */
    int struck() {
        return struck;
    }

    /** Whether the node found a flipped bit and would not serve what it cannot vouch for. */
    boolean refusedRot() {
        return refusedRot;
    }

    /** Nothing goes wrong from now on, and the node is started if it is down. */
    void heal() {
        healed = true;
        atOperations.clear();
        node.disk().heal();
        world.story().tell("all faults end");
        world.trace().line("world", "heal", "all faults end");
        startSoon(1_000);
    }

    @Override
    public void crashed(CrashMode mode, boolean atItsPoint) {
        crashes++;
        stage.history().crashed(mode);
        if (atItsPoint) {
            struck++;
            Fault done = atOperations.remove();
            startSoon(done.effect() instanceof Effect.Crash crash ? crash.downUs() : 0);
        } else {
            startSoon(downUs);
        }
    }

    @Override
    public void stoppedByDisk(RuntimeException why, boolean faultWasPutIn) {
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

    private void strike(Fault fault) {
        if (healed) {
            return;
        }
        struck++;
        world.trace().line("world", "fault", FaultSchedule.line(fault));
        switch (fault.effect()) {
            case Effect.Crash crash -> {
                downUs = crash.downUs();
                node.crash(crash.mode(), new SeededRandom(crash.tear()));
            }
            case Effect.Restart restart -> restart(restart.downUs());
            case Effect.FailReads fail -> node.disk().failReads(fail.count());
            case Effect.FailWrites fail -> {
                world.story().tell("the disk will fail the next write or flush");
                node.disk().failWrites(fail.count());
            }
            case Effect.FillDisk fill -> {
                world.story().tell("the disk is full");
                node.disk().setFull(true);
                world.after(fill.forUs(), () -> node.disk().setFull(false));
            }
            case Effect.SlowDisk slow -> {
                world.story().tell("the disk is " + slow.factor() + " times as slow");
                node.disk().setSlowness(slow.factor());
                world.after(slow.forUs(), () -> node.disk().setSlowness(1));
            }
            case Effect.FlipBit flip -> flip(flip.pick());
            case Effect.SkewClock skew -> node.skewWallClock(skew.ms());
            case Effect.ResetConnections reset -> stage.links().forEach(ClientLink::reset);
        }
    }

    private void restart(long forUs) {
        if (node.stop()) {
            stage.history().stoppedInGoodOrder();
            startSoon(forUs);
        }
    }

    private void flip(long pick) {
        String where = node.disk().flipBit(pick);
        if (where != null) {
            rotted = true;
            stage.history().rotted();
            world.story().tell("a bit of " + where + " turns");
        }
    }

    /** Puts the next crash at its operation; one that is overdue strikes at the next. */
    private void arm() {
        Fault next = atOperations.peek();
        if (next != null
                && next.trigger() instanceof Trigger.AtOperation at
                && next.effect() instanceof Effect.Crash crash) {
            node.planCrash(crash.mode(), new SeededRandom(crash.tear()));
            node.disk().crashAt(at.point());
        }
    }

    private void startSoon(long us) {
        world.after(
                us,
                () -> {
                    if (!node.isUp() && !refusedRot) {
                        arm();
                        node.start();
                    }
                });
    }
}
