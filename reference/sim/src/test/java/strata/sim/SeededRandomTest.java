package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeededRandomTest {
    @Test
    void aSeedMeansTheSameNumbersForEver() {
        SeededRandom random = new SeededRandom(8123);

        long first = random.nextLong();

        assertThat(first).isEqualTo(new SeededRandom(8123).nextLong());
        // Written down once: another JDK, or an edit of the generator, must not change it unseen.
        assertThat(Long.toHexString(new SeededRandom(0).nextLong())).isEqualTo("a706dd2f4d197e6f");
    }

    @Test
    void drawsDoNotShiftAFork() {
        SeededRandom drawnFrom = new SeededRandom(7);
        drawnFrom.nextLong();

        long forked = drawnFrom.fork("faults").nextLong();

        assertThat(forked).isEqualTo(new SeededRandom(7).fork("faults").nextLong());
        assertThat(forked).isNotEqualTo(new SeededRandom(7).fork("values").nextLong());
    }

    @Test
    void numbersStayWithinTheirBounds() {
        SeededRandom random = new SeededRandom(3);

        for (int i = 0; i < 1000; i++) {
            assertThat(random.nextInt(7)).isBetween(0, 6);
            assertThat(random.between(-3, 4)).isBetween(-3L, 4L);
        }
    }
}
