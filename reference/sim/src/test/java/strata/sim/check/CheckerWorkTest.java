package strata.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CheckerWorkTest {
    @Test
    void workGrowsAsTheHistoryDoesUpToAHundredThousandOperations() {
        OperationRecord small = RightCluster.run(1, RightCluster.Ways.strict(true, 20_000));
        OperationRecord large = RightCluster.run(1, RightCluster.Ways.strict(true, 180_000));

        double stepsEachSmall = stepsForEachValue(small);
        double stepsEachLarge = stepsForEachValue(large);

        assertThat(large.list()).hasSizeGreaterThan(100_000);
        assertThat(large.list().size()).isGreaterThan(8 * small.list().size());
        assertThat(stepsEachSmall).isLessThan(10);
        assertThat(stepsEachLarge).isLessThan(1.2 * stepsEachSmall);
    }

    @Test
    void workStaysBoundedWhenEverythingIsWrong() {
        StringBuilder text = new StringBuilder();
        int count = 5_000;
        for (int i = 0; i < count; i++) {
            // Every value twice, every offset with two values, every poll back to the start.
            text.append("p1 send x v").append(i).append('@').append(i).append(" -> fail\n");
            text.append("r1 poll x v").append(i).append('@').append(count - i).append('\n');
            text.append("r2 poll x v").append(i).append('@').append(i).append('\n');
        }
        OperationRecord wrong = OperationText.parse(text.toString());

        CheckReport report = Checker.check(wrong);

        assertThat(report.illegal()).isGreaterThan(3L * count);
        assertThat(report.findings()).hasSize(report.broken().size() * CheckReport.TOLD_MAX);
        assertThat(report.steps()).isLessThan(20L * wrong.list().size());
    }

    private static double stepsForEachValue(OperationRecord record) {
        long values = 0;
        for (Operation operation : record.list()) {
            values += 1 + operation.doing().sent().size() + operation.doing().polled().size();
        }
        return (double) Checker.check(record).steps() / values;
    }
}
