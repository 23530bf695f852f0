package strata.sim;

import java.util.List;
import strata.kernel.Check;
import strata.kernel.RandomSource;

/**
 * All chance of a run, from one seed: SplitMix64 (Steele, Lea, Flood 2014), written out here so
 * that a seed means the same run on every JDK.
 *
 * <p>A fork depends on where its source began and on its purpose, not on how much was drawn before:
 * one more draw in one place shifts no other place.
 */
public final class SeededRandom implements RandomSource {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long origin;
    private long state;

    public SeededRandom(long seed) {
        this.origin = mixed(seed + GOLDEN_GAMMA);
        this.state = origin;
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mixed(state);
    }

    @Override
    public int nextInt(int bound) {
        Check.that(bound >= 1, "a random bound of %s", bound);
        // Multiply-shift: the bias is below bound / 2^32.
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    @Override
    public SeededRandom fork(String purpose) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return new SeededRandom(mixed(origin ^ hash));
    }

    /** A number from {@code low} to {@code high}, both inclusive. */
    public long between(long low, long high) {
        Check.that(low <= high, "no number from %s to %s", low, high);
        return low + Long.remainderUnsigned(nextLong(), high - low + 1);
    }

    /** True in {@code percent} of 100 draws. */
    public boolean chance(int percent) {
        return nextInt(100) < percent;
    }

    /** One of the choices, each as likely. */
    public <T> T oneOf(List<T> choices) {
        return choices.get(nextInt(choices.size()));
    }

    /** A number that follows from two others. */
    static long hashed(long key, long number) {
        return mixed(mixed(key + GOLDEN_GAMMA) ^ (number * GOLDEN_GAMMA + GOLDEN_GAMMA));
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
