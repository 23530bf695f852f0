package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.sim.disk.CrashMode;

/** What may befall a node beside crashes: it is paused, slow, and its clocks are wrong. */
final class NodeFaultTest {
    private record Tick() implements Timer {}

    /** Has a timer every 10 of its own milliseconds, and writes down when it came. */
    private final class Ticker implements Node {
        private @Nullable NodeContext context;

        @Override
        public void start(NodeContext given) {
            context = given;
            given.setTimer(new Tick(), 10);
        }

        @Override
        public void handle(Event event) {
            NodeContext here = Objects.requireNonNull(context);
            ticksUs.add(world.nowUs());
            monotonicMs.add(here.clock().monotonicMs());
            wallMs.add(here.clock().wallMs());
            here.setTimer(new Tick(), 10);
        }
    }

    private final SimWorld world = new SimWorld(1);
    private final List<Long> ticksUs = new ArrayList<>();
    private final List<Long> monotonicMs = new ArrayList<>();
    private final List<Long> wallMs = new ArrayList<>();
    private final SimNode node = world.addNode(new NodeId(1), Ticker::new);

    @Test
    void aPausedNodeTakesNoTurnAndItsTimersWait() {
        node.start();
        world.runFor(25_000);
        node.pause();
        world.runFor(500_000);
        assertThat(ticksUs).hasSize(2);

        node.resume();
        world.runFor(1_000);

        assertThat(ticksUs).hasSize(3);
        assertThat(ticksUs.get(2)).isBetween(525_000L, 525_100L);
        world.runFor(10_000);
        assertThat(ticksUs).hasSize(4);
    }

    @Test
    void aCrashEndsAPause() {
        node.start();
        node.pause();
        node.crash(CrashMode.KEEP_ALL, new SeededRandom(1));
        node.start();

        world.runFor(15_000);

        assertThat(ticksUs).hasSize(1);
    }

    @Test
    void aSlowNodesTurnsTakeAMultipleOfTheirTime() {
        node.start();
        world.runFor(15_000);
        long turnUs = ticksUs.get(0) - 10_000;
        node.setSlowness(100);

        world.runFor(20_000);

        // A turn takes 5 to 40 us.
        assertThat(turnUs).isBetween(5L, 40L);
        assertThat(ticksUs.get(1) - ticksUs.get(0) - 10_000).isBetween(500L, 4_000L);
    }

    @Test
    void timersOfAFastClockComeEarlyAndTheNodeCannotTell() {
        node.start();
        node.driftMonotonicClock(50);

        world.runFor(1_050_000);

        long gapUs = (ticksUs.get(100) - ticksUs.get(0)) / 100;
        assertThat(gapUs).isBetween(9_523L, 9_570L);
        long ownMs = monotonicMs.get(100) - monotonicMs.get(0);
        assertThat(ownMs).isBetween(1_000L, 1_005L);
        assertThat(wallMs.get(100) - wallMs.get(0)).isBetween(952L, 957L);
    }

    @Test
    void aMonotonicClockNeverGoesBackWhateverItsDrift() {
        node.start();
        for (int perMille : new int[] {50, -50, 0, -30, 30, -500, 0}) {
            world.runFor(33_333);
            node.driftMonotonicClock(perMille);
        }
        world.runFor(100_000);

        assertThat(monotonicMs).isSorted();
    }

    @Test
    void aWallClockJumpsEitherWay() {
        node.start();
        world.runFor(15_000);
        node.skewWallClock(-3_600_000);
        world.runFor(10_000);

        assertThat(wallMs.get(1)).isLessThan(wallMs.get(0));
        assertThat(monotonicMs.get(1)).isGreaterThan(monotonicMs.get(0));
    }
}
