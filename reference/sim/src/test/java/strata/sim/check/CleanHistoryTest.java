package strata.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import strata.sim.SeededRandom;
import strata.sim.Verdict;

final class CleanHistoryTest {
    private static final long SEEDS = 3000;
    private static final long STRICT_SEEDS = 1000;
    private static final int STEPS = 120;

    @Test
    void whoeverDoesOneThingAfterTheOtherOnARightLogShowsNoAnomalyAtAll() {
        for (long seed = 0; seed < STRICT_SEEDS; seed++) {
            OperationRecord clean = RightCluster.run(seed, RightCluster.Ways.strict(false, STEPS));

            CheckReport report = Checker.check(clean);

            assertThat(report.verdict()).as(shown(seed, report)).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aRightLogIsNeverAccusedWhateverItsClientsDo() {
        Set<Anomaly> legal = EnumSet.noneOf(Anomaly.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            OperationRecord clean = RightCluster.run(seed, anyWays(seed));

            CheckReport report = Checker.check(clean);

            assertThat(report.broken()).as(shown(seed, report)).isEmpty();
            legal.addAll(report.anomalies());
        }
        // The clients do enough to show what the protocol allows.
        assertThat(legal)
                .contains(
                        Anomaly.G0,
                        Anomaly.G1C,
                        Anomaly.INT_SEND_SKIP,
                        Anomaly.G1A,
                        Anomaly.DUPLICATE,
                        Anomaly.NONMONOTONIC_SEND,
                        Anomaly.POLL_SKIP,
                        Anomaly.NONMONOTONIC_POLL,
                        Anomaly.INCONSISTENT_OFFSETS,
                        Anomaly.LOST_WRITE,
                        Anomaly.UNSEEN);
    }

    @Test
    void aStrictConfigurationAllowsOnlyWhatComesOfInterleaving() {
        Set<Anomaly> legal = EnumSet.noneOf(Anomaly.class);
        for (long seed = 0; seed < STRICT_SEEDS; seed++) {
            OperationRecord clean = RightCluster.run(seed, RightCluster.Ways.strict(true, STEPS));

            legal.addAll(Checker.check(clean).anomalies());
        }
        assertThat(legal).containsOnly(Anomaly.G0, Anomaly.G1C, Anomaly.INT_SEND_SKIP);
    }

    private static Supplier<String> shown(long seed, CheckReport report) {
        return () -> "seed " + seed + ": " + report.told();
    }

    /** Some of everything that may happen. */
    static RightCluster.Ways anyWays(long seed) {
        SeededRandom random = new SeededRandom(seed).fork("ways");
        return new RightCluster.Ways(
                true,
                random.chance(50),
                random.chance(50),
                random.chance(50),
                random.chance(30),
                STEPS);
    }
}
