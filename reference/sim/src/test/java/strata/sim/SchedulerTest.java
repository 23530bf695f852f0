package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.Check;

final class SchedulerTest {
    private final Scheduler scheduler = new Scheduler();
    private final List<String> done = new ArrayList<>();

    @Test
    void whatIsDueFirstIsDoneFirstAndTiesInTheOrderTheyWereAskedFor() {
        scheduler.at(20, () -> done.add("late"));
        scheduler.at(10, () -> done.add("a"));
        scheduler.at(10, () -> done.add("b"));

        while (scheduler.step()) {
            done.add("@" + scheduler.nowUs());
        }

        assertThat(done).containsExactly("a", "@10", "b", "@10", "late", "@20");
    }

    @Test
    void whatWasCancelledIsNeverDone() {
        scheduler.at(10, () -> done.add("cancelled")).cancel();

        assertThat(scheduler.step()).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void timeNeverGoesBack() {
        scheduler.passTo(50);

        assertThatThrownBy(() -> scheduler.at(49, () -> {})).isInstanceOf(Check.CheckFailed.class);
    }
}
