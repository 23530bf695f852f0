package strata.examples.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.examples.register.Linearizability.Conflict;
import strata.examples.register.Linearizability.Moment;
import strata.sim.SeededRandom;

final class LinearizabilityTest {
    private static final int HISTORIES = 20_000;
    private static final int OPERATIONS_MAX = 7;

    /**
     * An operation.
     *
     * @param end {@code Long.MAX_VALUE} when it never ended
     */
    private record Operation(boolean writes, long value, long begin, long end) {}

    @Test
    void aReadOfTheOldValueAfterAReadOfTheNewOneIsAConflict() {
        Linearizability seen = new Linearizability();
        seen.writeBegan(1, at(0));
        assertThat(seen.ended(1, at(1), at(2))).isNull();

        Conflict conflict = seen.ended(0, at(3), at(4));

        assertThat(conflict).isNotNull();
        assertThat(Objects.requireNonNull(conflict).why())
                .isEqualTo(
                        "0 was before 1: the register began empty, then moment 1."
                                + " 1 was before 0: moment 2, then moment 3.");
    }

    @Test
    void aReadMaySeeAWriteThatIsUnderWayOrNot() {
        Linearizability seen = new Linearizability();
        seen.writeBegan(1, at(0));

        assertThat(seen.ended(0, at(1), at(2))).isNull();
        assertThat(seen.ended(1, at(3), at(4))).isNull();
        assertThat(seen.ended(1, at(0), at(5))).isNull();
    }

    @Test
    void aValueThatNobodyWroteIsAConflict() {
        assertThat(new Linearizability().ended(7, at(0), at(1))).isNotNull();
    }

    /** The proof that it is exact: every order is tried. */
    @Test
    void itAgreesWithTryingEveryOrder() {
        SeededRandom random = new SeededRandom(1);
        int linearizable = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Operation> history = drawn(random);

            boolean passes = passes(history);

            assertThat(passes).as("%s", history).isEqualTo(someOrderFits(history, 0));
            linearizable += passes ? 1 : 0;
        }
        assertThat(linearizable).isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    private static boolean passes(List<Operation> history) {
        record Step(long order, Operation operation) {}
        List<Step> steps = new ArrayList<>();
        for (Operation each : history) {
            steps.add(new Step(each.begin, each));
            if (each.end < Long.MAX_VALUE) {
                steps.add(new Step(each.end, each));
            }
        }
        steps.sort(Comparator.comparingLong(Step::order));
        Linearizability seen = new Linearizability();
        for (Step step : steps) {
            Operation each = step.operation;
            if (step.order == each.begin && each.writes) {
                seen.writeBegan(each.value, at(each.begin));
            } else if (step.order == each.end
                    && seen.ended(each.value, at(each.begin), at(each.end)) != null) {
                return false;
            }
        }
        return true;
    }

    /** Whether the operations can be put in an order that keeps to time and to a register. */
    private static boolean someOrderFits(List<Operation> left, long value) {
        if (left.stream().allMatch(each -> each.end == Long.MAX_VALUE)) {
            return true;
        }
        long firstEnd = left.stream().mapToLong(Operation::end).min().orElseThrow();
        for (Operation next : left) {
            boolean mayBeNext = next.begin < firstEnd && (next.writes || next.value == value);
            // A read that never ended has seen nothing.
            if (mayBeNext && (next.writes || next.end < Long.MAX_VALUE)) {
                List<Operation> others = new ArrayList<>(left);
                others.remove(next);
                if (someOrderFits(others, next.value)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Operation> drawn(SeededRandom random) {
        int count = (int) random.between(2, OPERATIONS_MAX);
        List<Long> moments = new ArrayList<>();
        for (long moment = 0; moment < 2L * count; moment++) {
            moments.add(moment);
        }
        List<Operation> history = new ArrayList<>();
        long written = 0;
        for (int i = 0; i < count; i++) {
            long one = moments.remove(random.nextInt(moments.size()));
            long other = moments.remove(random.nextInt(moments.size()));
            long begin = Math.min(one, other);
            long end = random.chance(10) ? Long.MAX_VALUE : Math.max(one, other);
            if (written == 0 || random.chance(50)) {
                history.add(new Operation(true, ++written, begin, end));
            } else {
                history.add(new Operation(false, random.between(0, written), begin, end));
            }
        }
        return history;
    }

    private static Moment at(long order) {
        return new Moment(order, "moment " + order);
    }
}
