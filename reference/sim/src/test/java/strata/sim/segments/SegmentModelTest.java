package strata.sim.segments;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import strata.broker.Layers;
import strata.sim.SeededRandom;

/** Random operations on a segmented log against a list of records; a seed is a history. */
@Tag("layer")
final class SegmentModelTest {
    private static final int OPERATIONS = Integer.getInteger("strata.model.operations", 2_000);

    @Test
    void aSegmentedLogIsAListOfRecordsThroughAllThatCanHappenToIt() {
        run(1, Integer.getInteger("strata.model.seeds", 10));
    }

    /** The whole of it: 100,000 operations on each of a thousand seeds take hours on one core. */
    @Test
    @Tag("long")
    @Timeout(
            value = 8,
            unit = java.util.concurrent.TimeUnit.HOURS,
            threadMode = ThreadMode.INFERRED)
    void aThousandHistories() {
        run(1_000, 1_000 + Integer.getInteger("strata.model.seeds", 1_000) - 1);
    }

    private static void run(int first, int last) {
        Layers layers = Layers.load(SegmentModelTest.class.getClassLoader());
        for (int seed = first; seed <= last; seed++) {
            SeededRandom random = new SeededRandom(seed);
            SegmentOperations operations = new SegmentOperations(layers, random);
            try {
                for (int i = 0; i < OPERATIONS; i++) {
                    operations.next();
                }
                operations.end();
            } catch (RuntimeException | Error failure) {
                throw new AssertionError(
                        "seed " + seed + ": " + failure + "\n" + operations.story(), failure);
            }
        }
    }
}
