package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import strata.kernel.RandomSource;

class SeededRandomTest {
    @Test
    void aForkGivesTheSameNumbersWhateverWasDrawnBefore() {
        SeededRandom random = new SeededRandom(8123);
        RandomSource early = random.fork("timers");

        random.nextLong();
        RandomSource late = random.fork("timers");

        assertThat(late.nextLong()).isEqualTo(early.nextLong());
        assertThat(random.fork("ids").nextLong()).isNotEqualTo(random.fork("timers").nextLong());
    }

    @Test
    void numbersStayBelowTheirBoundAndReachAllOfIt() {
        SeededRandom random = new SeededRandom(1);
        Set<Integer> drawn = new LinkedHashSet<>();

        for (int count = 0; count < 1_000; count++) {
            drawn.add(random.nextInt(7));
        }

        assertThat(drawn).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        assertThat(random.nextInt(1)).isZero();
    }

    @Test
    void noTwoNodesDrawTheSame() {
        assertThat(SeededRandom.fresh().nextLong()).isNotEqualTo(SeededRandom.fresh().nextLong());
    }
}
