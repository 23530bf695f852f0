package strata.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CorruptionTest {
    private static final long SEEDS = 300;

    @ParameterizedTest
    @EnumSource(Anomaly.class)
    void whateverIsPutIntoARightHistoryIsFoundByItsName(Anomaly anomaly) {
        int corrupted = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            OperationRecord clean = RightCluster.run(seed, RightCluster.Ways.strict(true, 120));
            OperationRecord wrong = Corruption.of(anomaly, clean, seed);
            if (wrong == null) {
                continue;
            }
            corrupted++;

            CheckReport report = Checker.check(wrong);

            boolean alwaysLegal = Doctored.ALWAYS_LEGAL.contains(anomaly);
            assertThat(alwaysLegal ? report.anomalies() : report.broken())
                    .as(() -> "put in " + anomaly.label() + "\n" + OperationText.write(wrong))
                    .contains(anomaly);
        }
        assertThat(corrupted).isGreaterThan((int) (SEEDS / 2));
    }
}
