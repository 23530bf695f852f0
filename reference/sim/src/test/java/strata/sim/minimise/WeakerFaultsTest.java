package strata.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoint;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.Target;
import strata.sim.fault.Trigger;

final class WeakerFaultsTest {
    @Test
    void aCrashThatTearsMayBecomeAStopOrACrashThatKeepsAll() {
        Fault crash =
                Fault.at(5, Target.node(2), new Effect.Crash(CrashMode.TEAR_TAIL, 77, 40_000));

        assertThat(lines(crash))
                .startsWith(
                        "at 0.000005 n2 restart down-us=40000",
                        "at 0.000005 n2 crash mode=KEEP_ALL tear=77 down-us=40000",
                        "at 0.000005 n2 crash mode=LOSE_UNFLUSHED tear=77 down-us=40000")
                .contains("at 0.000005 n2 crash mode=TEAR_TAIL tear=77 down-us=1000");
    }

    @Test
    void aCrashAtAnOperationStaysACrash() {
        Fault crash =
                new Fault(
                        new Trigger.AtOperation(new CrashPoint(9, CrashPoint.Moment.DURING)),
                        Target.node(1),
                        new Effect.Crash(CrashMode.KEEP_ALL, 0, 1_000));

        assertThat(lines(crash)).isEmpty();
    }

    @Test
    void aSplitMayBeOfFewerHostsAndAtLastACutOfOneWay() {
        Fault split =
                Fault.at(
                        0,
                        Target.ALL,
                        new Effect.Split(List.of(List.of("1"), List.of("2", "3")), 300_000));

        assertThat(lines(split))
                .contains(
                        "at 0.000000 split 1 | 3 for-us=300000",
                        "at 0.000000 split 1 | 2 for-us=300000",
                        "at 0.000000 split 1 | 2 3 for-us=150000");
        Fault pair = split.with(new Effect.Split(List.of(List.of("1"), List.of("2")), 300_000));
        assertThat(lines(pair))
                .startsWith(
                        "at 0.000000 1>2 cut for-us=300000", "at 0.000000 2>1 cut for-us=300000");
    }

    @Test
    void weakeningComesToAnEnd() {
        Set<Fault> seen = new LinkedHashSet<>();
        ArrayDeque<Fault> open = new ArrayDeque<>();
        open.add(Fault.at(9, Target.node(1), new Effect.Crash(CrashMode.TEAR_TAIL, 5, 9_000)));
        open.add(Fault.at(9, Target.node(1), new Effect.SlowNode(50, 40_000)));
        open.add(Fault.at(9, Target.node(1), new Effect.DriftClock(-50, 40_000)));
        open.add(Fault.at(9, Target.node(1), new Effect.SkewClock(-1_800_000)));
        open.add(
                Fault.at(
                        9,
                        Target.ALL,
                        new Effect.Split(
                                List.of(List.of("1", "101"), List.of("2"), List.of("3")), 8_000)));

        while (!open.isEmpty()) {
            Fault fault = open.remove();
            for (Fault weaker : WeakerFaults.weakerThan(fault)) {
                assertThat(weaker).isNotEqualTo(fault);
                if (seen.add(weaker)) {
                    open.add(weaker);
                }
            }
            assertThat(seen).hasSizeLessThan(5_000);
        }

        assertThat(seen).isNotEmpty();
    }

    private static List<String> lines(Fault fault) {
        return WeakerFaults.weakerThan(fault).stream().map(FaultSchedule::line).toList();
    }
}
