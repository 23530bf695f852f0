package strata.broker;

import java.util.SplittableRandom;
import strata.kernel.RandomSource;

/** Chance for whatever purpose, all out of one source. */
public record OneRandom(SplittableRandom random) implements RandomSource {
    @Override
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public RandomSource fork(String purpose) {
        return this;
    }
}
