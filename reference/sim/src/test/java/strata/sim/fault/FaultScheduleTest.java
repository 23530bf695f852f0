package strata.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;

final class FaultScheduleTest {
    private static final long SECOND_US = 1_000_000;

    @Test
    void everyKindOfFaultIsReadAsItWasWritten() {
        FaultBudget all =
                FaultBudget.none()
                        .crashes(4, CrashMode.values())
                        .restarts(3)
                        .failedReads(3)
                        .failedWrites(3)
                        .fullDisks(3)
                        .slowDisks(3)
                        .flippedBits(3)
                        .clockJumps(3)
                        .resetConnections(3);
        for (int seed = 0; seed < 50; seed++) {
            FaultSchedule drawn =
                    new FaultSchedule("s", seed, all.draw(new SeededRandom(seed), SECOND_US));

            assertThat(FaultSchedule.parse(drawn.toText())).isEqualTo(drawn);
        }
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
    void anotherKindsBudgetShiftsNoFault() {
        FaultBudget few = FaultBudget.none().crashes(3, CrashMode.values());
        FaultBudget more = FaultBudget.none().crashes(3, CrashMode.values()).slowDisks(5);

        List<Fault> fromMore = more.draw(new SeededRandom(9), SECOND_US);

        assertThat(fromMore).containsAll(few.draw(new SeededRandom(9), SECOND_US));
    }

    @Test
    void aLineThatIsWrongIsNamed() {
        assertThatThrownBy(() -> FaultSchedule.parse("strata-faults 1\nseed 1\nat noon crash\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> FaultSchedule.parse("something else"))
                .hasMessageContaining("not a fault schedule");
    }
}
