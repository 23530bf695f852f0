package strata.groups;

import java.util.SplittableRandom;
import strata.kernel.RandomSource;

/** Chance from a seed. A fork depends on its purpose and on what was drawn before. */
public final class Chance implements RandomSource {
    private final SplittableRandom random;

    public Chance(long seed) {
        random = new SplittableRandom(seed);
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
        return new Chance(random.nextLong() ^ purpose.hashCode());
    }
}
