package strata.replication.quorum;

import java.util.SplittableRandom;
import strata.kernel.RandomSource;

/** Chance from a seed. */
final class Chance implements RandomSource {
    private final long seed;
    private final SplittableRandom random;

    Chance(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

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
        return new Chance(seed * 31 + purpose.hashCode());
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }
}
