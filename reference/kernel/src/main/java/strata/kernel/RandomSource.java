package strata.kernel;

/** A source of randomness; in the simulator all of it comes from one seed. */
public interface RandomSource {
    /** A number from 0 (inclusive) to {@code bound} (exclusive); {@code bound} is at least 1. */
    int nextInt(int bound);

    /** Any long. */
    long nextLong();

    /**
     * A source of its own for one purpose: draws from it do not shift the draws of any other. Two
     * forks of the same source for the same purpose give the same numbers.
     */
    RandomSource fork(String purpose);
}
