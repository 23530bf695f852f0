package strata.sim;

import strata.kernel.Check;

/**
 * Chance without a stream: what is drawn for one thing is a hash of the seed, of names and of a
 * number. So leaving something out, or drawing once more, shifts nothing else.
 *
 * <p>The world's is at {@link SimWorld#keyed}: {@code world.keyed("delay").of("1>2").between(17,
 * 30, 400)} is the same number whatever else was drawn.
 */
public final class KeyedChance {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long key;

    KeyedChance(long key) {
        this.key = key;
    }

    /** The chance of a seed, for one purpose. */
    public static KeyedChance of(long seed, String purpose) {
        return new KeyedChance(SeededRandom.hashed(seed, 0)).of(purpose);
    }

    /** The chance of something below this, by its name. */
    public KeyedChance of(String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return new KeyedChance(SeededRandom.hashed(key, hash));
    }

    /** Any long: the one of this number. */
    public long longAt(long number) {
        return SeededRandom.hashed(key, number);
    }

    /** A number from {@code low} to {@code high}, both inclusive: the one of this number. */
    public long between(long number, long low, long high) {
        Check.that(low <= high, "no number from %s to %s", low, high);
        return low + Long.remainderUnsigned(longAt(number), high - low + 1);
    }

    /** True for {@code percent} of 100 numbers. */
    public boolean chance(long number, int percent) {
        return between(number, 0, 99) < percent;
    }

    /** A source of its own for the thing of this number: for whoever has to draw several times. */
    public SeededRandom at(long number) {
        return new SeededRandom(longAt(number));
    }
}
