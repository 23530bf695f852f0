package strata.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;

final class FaultScheduleTest {
    private static final long SECOND_US = 1_000_000;
    private static final Cast CLUSTER = new Cast(3, 2);

    private static FaultBudget everything() {
        return FaultBudget.none()
                .crashes(3, CrashMode.values())
                .restarts(3)
                .failedReads(3)
                .failedWrites(3)
                .fullDisks(3)
                .slowDisks(3)
                .flippedBits(3)
                .clockJumps(3)
                .resetConnections(3)
                .pauses(4)
                .slowNodes(3)
                .clockDrifts(3)
                .splits(3)
                .cuts(4)
                .slowLinks(3)
                .resetsOfOne(3);
    }

    @Test
    void everyKindOfFaultIsReadAsItWasWritten() {
        Set<Class<?>> kinds = new LinkedHashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            List<Fault> faults = everything().draw(new SeededRandom(seed), SECOND_US, CLUSTER);
            FaultSchedule drawn = FaultSchedule.of("s", seed, faults);

            assertThat(FaultSchedule.parse(drawn.toText())).isEqualTo(drawn);
            faults.forEach(fault -> kinds.add(fault.effect().getClass()));
        }
        // All but those that only a told story holds: start, heal.
        assertThat(kinds).hasSize(Effect.class.getDeclaredClasses().length - 3 - 2);
    }

    @Test
    void choicesDropsAndDelaysAreReadAsTheyWereWritten() {
        Map<String, Long> choices = new LinkedHashMap<>();
        choices.put("clients", 3L);
        choices.put("segment-bytes", -17L);
        FaultSchedule whole =
                FaultSchedule.of("s", 8, List.of(Fault.at(1, Target.ALL, new Effect.Heal())))
                        .withChoices(choices)
                        .withDrops(
                                List.of(
                                        new FaultSchedule.Drop("c102", 4, 17),
                                        new FaultSchedule.Drop("p1", 1, 1)))
                        .withDelays(
                                List.of(
                                        new FaultSchedule.Delay(
                                                new Target.Way("1", "p1"), 17, 3200)));

        assertThat(FaultSchedule.parse(whole.toText())).isEqualTo(whole);
        assertThat(whole.toText())
                .isEqualTo(
                        """
                        strata-faults 2
                        scenario s
                        seed 8
                        choice clients 3
                        choice segment-bytes -17
                        drop c102 4..17
                        drop p1 1..1
                        at 0.000001 heal
                        delay 1>p1 #17 3200
                        """);
    }

    @Test
    void whatLastsUntilAHealSaysSo() {
        String text =
                "strata-faults 2\nseed 1\nat 0.500000 split 1 | 2 3 101 for-us=until-healed\n";

        FaultSchedule read = FaultSchedule.parse(text);

        List<List<String>> groups = List.of(List.of("1"), List.of("2", "3", "101"));
        assertThat(read.faults())
                .containsExactly(
                        Fault.at(
                                500_000,
                                Target.ALL,
                                new Effect.Split(groups, Effect.UNTIL_HEALED)));
        assertThat(read.toText()).endsWith("at 0.500000 split 1 | 2 3 101 for-us=until-healed\n");
    }

    @Test
    void aScheduleOfVersion1StillMeansNode1() {
        String text =
                """
                strata-faults 1
                scenario toy-tally
                seed 8123
                at 0.250000 crash mode=TEAR_TAIL tear=77 down-us=40000
                at operation 381 DURING crash mode=KEEP_ALL tear=5 down-us=1000
                at 1.500000 slow-disk factor=20 for-us=300000
                at 1.600000 reset-connections
                """;

        FaultSchedule read = FaultSchedule.parse(text);

        assertThat(read.seed()).isEqualTo(8123);
        assertThat(read.faults()).hasSize(4);
        assertThat(read.faults().subList(0, 3))
                .allMatch(fault -> fault.target().equals(Target.node(1)));
        assertThat(read.faults().get(3).target()).isEqualTo(Target.ALL);
        assertThat(FaultSchedule.parse(read.toText())).isEqualTo(read);
    }

    @Test
    void aBudgetIsNeverExceededAndHasOneCrashAtLeast() {
        FaultBudget budget = FaultBudget.none().crashes(3, CrashMode.KEEP_ALL).slowDisks(1);
        for (int seed = 0; seed < 200; seed++) {
            List<Fault> faults = budget.draw(new SeededRandom(seed), SECOND_US);

            long crashes = faults.stream().filter(f -> f.effect() instanceof Effect.Crash).count();
            assertThat(crashes).isBetween(1L, 3L);
            assertThat(faults.size() - crashes).isBetween(0L, 1L);
        }
    }

    @Test
    void faultsStrikeAllNodesAndWaysAndNoClientsDisk() {
        Set<String> targets = new LinkedHashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            for (Fault fault : everything().draw(new SeededRandom(seed), SECOND_US, CLUSTER)) {
                targets.add(fault.target().toString());
                if (fault.effect() instanceof Effect.Split split) {
                    assertThat(split.groups()).allMatch(group -> !group.isEmpty());
                    assertThat(split.groups().stream().flatMap(List::stream))
                            .containsExactlyInAnyOrder("1", "2", "3", "101", "102");
                }
            }
        }
        assertThat(targets)
                .contains("n1", "n2", "n3", "1>2", "3>1", "101>2", "3>102")
                .doesNotContain("n101", "n102", "101>102");
    }

    @Test
    void waysOfActorsAreStruckWhereTheirScenarioSaysSo() {
        Cast withProducer = new Cast(3, 0, List.of("p1"));
        Set<String> targets = new LinkedHashSet<>();
        boolean split = false;
        for (int seed = 0; seed < 100; seed++) {
            for (Fault fault : everything().draw(new SeededRandom(seed), SECOND_US, withProducer)) {
                targets.add(fault.target().toString());
                split |= fault.effect().toString().contains("p1");
            }
        }
        assertThat(targets).contains("p1>1", "3>p1", "1>2");
        assertThat(split).isTrue();
    }

    @Test
    void powerIsLostOnNoMoreNodesThanTheBudgetSays() {
        FaultBudget budget =
                FaultBudget.none().crashes(6, CrashMode.values()).losingPowerOnAtMost(1);
        boolean spared = false;
        for (int seed = 0; seed < 200; seed++) {
            List<Fault> faults = budget.draw(new SeededRandom(seed), SECOND_US, CLUSTER);

            Set<Target> lossy = new LinkedHashSet<>();
            for (Fault fault : faults) {
                if (fault.effect() instanceof Effect.Crash crash && crash.mode().losesPower()) {
                    lossy.add(fault.target());
                }
                spared |= faults.size() > 1 && !lossy.contains(fault.target());
            }
            assertThat(lossy).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(spared).isTrue();
    }

    @Test
    void anotherKindsBudgetShiftsNoFault() {
        FaultBudget few = FaultBudget.none().crashes(3, CrashMode.values()).pauses(4).cuts(4);
        for (int seed = 0; seed < 20; seed++) {
            List<Fault> fromFew = few.draw(new SeededRandom(seed), SECOND_US, CLUSTER);

            List<Fault> fromAll = everything().draw(new SeededRandom(seed), SECOND_US, CLUSTER);

            // The same budget of these three, and more of others before, between and after them.
            assertThat(fromAll).containsAll(fromFew);
        }
    }

    @Test
    void aBudgetIsToldInWords() {
        FaultBudget budget = FaultBudget.none().crashes(2, CrashMode.KEEP_ALL).splits(1);

        assertThat(budget.told()).isEqualTo("at most 2 crashes [KEEP_ALL], 1 splits");
        assertThat(FaultBudget.none().told()).isEqualTo("no faults");
    }

    @Test
    void aLineThatIsWrongIsNamed() {
        assertThatThrownBy(() -> FaultSchedule.parse("strata-faults 1\nseed 1\nat noon crash\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> FaultSchedule.parse("something else"))
                .hasMessageContaining("not a fault schedule");
        for (String wrong :
                List.of(
                        "at 1.000000 cut for-us=5",
                        "at 1.000000 n1 cut for-us=5",
                        "at 1.000000 pause for-us=5",
                        "at 1.000000 1>2 heal",
                        "at 1.000000 split 1 2 3 for-us=5",
                        "drop p1 0..4",
                        "drop p1 9..4",
                        "delay n1 #4 5",
                        "delay 1>2 4 5")) {
            assertThatThrownBy(() -> FaultSchedule.parse("strata-faults 2\n" + wrong))
                    .as(wrong)
                    .hasMessageContaining("line 2");
        }
    }
}
