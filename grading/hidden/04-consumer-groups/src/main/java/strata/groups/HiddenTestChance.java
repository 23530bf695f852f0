package strata.groups;

import java.util.SplittableRandom;
import strata.kernel.RandomSource;

/** Chance for the code under test, drawn from a test's own. */
public final class HiddenTestChance implements RandomSource {
    private final SplittableRandom random;

    public HiddenTestChance(SplittableRandom random) {
        this.random = random;
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
        return new HiddenTestChance(random.split());
    }
}
