package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumerFiguresTest {
    private static final String HEADER =
            "start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec,"
                    + " rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec";
    private static final String LINE =
            "2026-11-23 01:02:03:004, 2026-11-23 01:02:05:504, 381.4697, 152.5879, 4000000,"
                    + " 1600000.0000, 500, 2000, 190.7349, 2000000.0000";

    @Test
    void readingIsCountedFromTheAssignmentOn() {
        var figures = ConsumerFigures.parse(List.of(HEADER, LINE)).orElseThrow();

        assertThat(figures).isEqualTo(new ConsumerFigures(4_000_000, 381.4697, 500, 2_000));
        assertThat(figures.recordsPerSecond()).isEqualTo(2_000_000);
    }

    @Test
    void passesAddUp() {
        var figures = ConsumerFigures.parse(List.of(LINE)).orElseThrow();

        var both = ConsumerFigures.none().and(figures).and(figures);

        assertThat(both.records()).isEqualTo(8_000_000);
        assertThat(both.recordsPerSecond()).isEqualTo(2_000_000);
        assertThat(both.rebalanceMs()).isEqualTo(1_000);
    }

    @Test
    void aRunThatEndedWithoutAResultHasNoFigures() {
        assertThat(ConsumerFigures.parse(List.of(HEADER, "Could not find a coordinator")))
                .isEmpty();
    }
}
