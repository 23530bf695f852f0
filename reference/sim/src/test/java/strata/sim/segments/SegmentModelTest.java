package strata.sim.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import strata.sim.segments.SegmentModelRun.Outcome;
import strata.sim.segments.SegmentModelRun.Seeds;

/**
 * Random operations on a segmented log against a list of records; a seed is a history. Another
 * range of seeds, or of operations: {@code -Dstrata.model.first=1042 -Dstrata.model.seeds=1
 * -Dstrata.model.operations=5000}; {@code -Dstrata.model.threads=1} leaves a processor to others.
 */
@Tag("layer")
final class SegmentModelTest {
    @Test
    void aSegmentedLogIsAListOfRecordsThroughAllThatCanHappenToIt() throws InterruptedException {
        expectNoDifference(Seeds.given(1, 10, 2_000), 1);
    }

    /** 100,000 operations on each of a thousand seeds take a quarter of an hour of a processor. */
    @Test
    @Tag("long")
    @Timeout(value = 8, unit = TimeUnit.HOURS, threadMode = ThreadMode.INFERRED)
    void aThousandHistories() throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = Integer.getInteger("strata.model.threads", processors);
        expectNoDifference(Seeds.given(1_000, 1_000, 100_000), threads);
    }

    private static void expectNoDifference(Seeds seeds, int threads) throws InterruptedException {
        Outcome outcome = SegmentModelRun.run(seeds, threads, System.err);

        System.err.println(outcome);
        assertThat(outcome.differences()).isEmpty();
        assertThat(outcome.operations()).isEqualTo((long) seeds.count() * seeds.operations());
    }
}
