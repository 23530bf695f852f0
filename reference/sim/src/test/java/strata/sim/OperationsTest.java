package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each operation has a time and a chance of its own. */
final class OperationsTest {
    @Test
    void anOperationLeftOutChangesNoOthersTimeOrContent() {
        List<String> all = done(7, 0, 0);
        List<String> some = done(7, 3, 5);

        assertThat(all).hasSizeGreaterThan(20);
        all.subList(2, 5).clear();
        assertThat(some).isEqualTo(all);
    }

    @Test
    void anotherActorsOperationsAreOthers() {
        assertThat(new SimWorld(7).operations("p1").chance(1).nextLong())
                .isNotEqualTo(new SimWorld(7).operations("p2").chance(1).nextLong())
                .isNotEqualTo(new SimWorld(8).operations("p1").chance(1).nextLong())
                .isNotEqualTo(new SimWorld(7).operations("p1").chance(2).nextLong())
                .isEqualTo(new SimWorld(7).operations("p1").chance(1).nextLong());
    }

    @Test
    void noneIsBegunOnceTheyAreOver() {
        SimWorld world = new SimWorld(1);
        List<Long> numbers = new ArrayList<>();
        Operations operations = world.operations("p1");
        operations.begin(1_000, 2_000, (number, chance) -> numbers.add(number));
        world.runFor(50_000);
        long begun = operations.count();

        operations.end();
        world.runFor(50_000);

        assertThat(operations.goOn()).isFalse();
        assertThat(numbers).hasSize((int) begun);
        assertThat(operations.count()).isEqualTo(begun);
    }

    private static List<String> done(long seed, long from, long to) {
        SimWorld world = new SimWorld(seed);
        Operations operations = world.operations("p1");
        if (from > 0) {
            operations.leaveOut(from, to);
        }
        List<String> done = new ArrayList<>();
        operations.begin(
                1,
                20_000,
                (number, chance) -> {
                    // However much one draws, another does not notice.
                    for (long i = 0; i < number; i++) {
                        chance.nextLong();
                    }
                    done.add(number + " at " + world.nowUs() + ": " + chance.nextLong());
                });
        world.runFor(1_000_000);
        return done;
    }
}
