package strata.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import strata.sim.SeededRandom;

final class DeltaDebuggingTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void theOnesThatMatterAreLeft() {
        List<Integer> culprits = List.of(3, 58, 97);

        List<Integer> fewest = DeltaDebugging.fewest(HUNDRED, kept -> kept.containsAll(culprits));

        assertThat(fewest).isEqualTo(culprits);
    }

    @Test
    void whatFailsWithoutAnythingNeedsNothing() {
        assertThat(DeltaDebugging.fewest(HUNDRED, kept -> true)).isEmpty();
    }

    @Test
    void whatNeedsAllKeepsAll() {
        List<Integer> seven = HUNDRED.subList(0, 7);

        assertThat(DeltaDebugging.fewest(seven, kept -> kept.size() == 7)).isEqualTo(seven);
        assertThat(DeltaDebugging.fewest(List.of(1), kept -> kept.size() == 1)).containsExactly(1);
        assertThat(DeltaDebugging.fewest(List.<Integer>of(), kept -> false)).isEmpty();
    }

    @Test
    void noSinglePartCanGoFromWhatIsLeft() {
        SeededRandom random = new SeededRandom(5);
        for (int round = 0; round < 200; round++) {
            // Fails with any two of one group, or with all of another: not monotone.
            Set<Integer> some = drawn(random, 6);
            Set<Integer> all = drawn(random, 3);
            DeltaDebugging.Test<Integer> test =
                    kept ->
                            kept.size() % 5 != 4
                                    && (kept.containsAll(all)
                                            || kept.stream().filter(some::contains).count() >= 2);
            if (!test.stillFails(HUNDRED)) {
                continue;
            }

            List<Integer> fewest = DeltaDebugging.fewest(HUNDRED, test);

            assertThat(test.stillFails(fewest)).isTrue();
            for (Integer part : fewest) {
                List<Integer> without = new ArrayList<>(fewest);
                without.remove(part);
                assertThat(test.stillFails(without)).as("%s without %s", fewest, part).isFalse();
            }
        }
    }

    @Test
    void oneInAThousandIsFoundInFewTries() {
        List<Integer> thousand = IntStream.range(0, 1000).boxed().toList();
        int[] tries = {0};

        List<Integer> fewest =
                DeltaDebugging.fewest(
                        thousand,
                        kept -> {
                            tries[0]++;
                            return kept.contains(777);
                        });

        assertThat(fewest).containsExactly(777);
        assertThat(tries[0]).isLessThanOrEqualTo(21);
    }

    @Test
    void aTesterThatHasHadEnoughLeavesWhatFailedLast() {
        int[] tries = {0};

        List<Integer> fewest =
                DeltaDebugging.fewest(
                        HUNDRED, kept -> ++tries[0] < 12 && kept.containsAll(List.of(3, 58, 97)));

        assertThat(fewest).contains(3, 58, 97).hasSizeBetween(4, 99);
    }

    private static Set<Integer> drawn(SeededRandom random, int count) {
        Set<Integer> drawn = new TreeSet<>();
        while (drawn.size() < count) {
            drawn.add(random.nextInt(100));
        }
        return drawn;
    }
}
