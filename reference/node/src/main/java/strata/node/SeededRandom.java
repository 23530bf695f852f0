package strata.node;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import strata.kernel.Check;
import strata.kernel.RandomSource;

/** Numbers from one 64-bit seed by SplitMix64 (Steele, Lea and Flood 2014). Not for secrets. */
final class SeededRandom implements RandomSource {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long seed;
    private long state;

    SeededRandom(long seed) {
        this.seed = seed;
        this.state = seed;
    }

    /** A source that no other node has. */
    static SeededRandom fresh() {
        return new SeededRandom(systemEntropy());
    }

    // SecureRandom reads the same bytes, but loading it would be a good part of a node's start.
    private static long systemEntropy() {
        try (DataInputStream in = new DataInputStream(new FileInputStream("/dev/urandom"))) {
            return in.readLong();
        } catch (IOException e) {
            return new SecureRandom().nextLong();
        }
    }

    @Override
    public int nextInt(int bound) {
        Check.that(bound >= 1, "a bound of %s", bound);
        // The upper 32 bits, scaled down: the bias is below bound / 2^32.
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mixed(state);
    }

    @Override
    public RandomSource fork(String purpose) {
        long forked = seed;
        for (int index = 0; index < purpose.length(); index++) {
            forked = mixed(forked + GOLDEN_GAMMA + purpose.charAt(index));
        }
        return new SeededRandom(mixed(forked ^ purpose.length()));
    }

    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
