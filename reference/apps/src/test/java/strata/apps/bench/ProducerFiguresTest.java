package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProducerFiguresTest {
    private static final String WINDOW =
            "582528 records sent, 582528.0 records/sec (55.55 MB/sec), 614.5 ms avg latency,"
                    + " 898.0 ms max latency.";
    private static final String TOTAL =
            "3000000 records sent, 349324.639031 records/sec (33.31 MB/sec), 685.40 ms avg latency,"
                    + " 1305.00 ms max latency, 608 ms 50th, 1095 ms 95th, 1239 ms 99th, 1285 ms"
                    + " 99.9th.";
    private static final String STEADY =
            "2000000 steady state records sent, 424989.375266 records/sec (40.53 MB/sec), 601.76 ms"
                    + " avg latency, 927.00 ms max latency, 582 ms 50th, 865 ms 95th, 895 ms 99th,"
                    + " 919 ms 99.9th.";

    @Test
    void steadyStateIsToldFromTheWholeRun() {
        var lines =
                List.of(
                        "Warmup first 1000000 records. Steady state results will print after.",
                        WINDOW,
                        "In steady state.",
                        TOTAL,
                        STEADY);

        var summaries = ProducerFigures.parse(lines).orElseThrow();

        assertThat(summaries.total())
                .isEqualTo(new ProducerFigures(3_000_000, 349_324.639031, 33.31, 608, 1239));
        assertThat(summaries.steady())
                .isEqualTo(new ProducerFigures(2_000_000, 424_989.375266, 40.53, 582, 895));
    }

    @Test
    void withoutWarmupTheWholeRunIsTheSteadyState() {
        var summaries = ProducerFigures.parse(List.of(WINDOW, TOTAL)).orElseThrow();

        assertThat(summaries.steady()).isEqualTo(summaries.total());
    }

    @Test
    void aRunThatEndedWithoutASummaryHasNoFigures() {
        var lines = List.of(WINDOW, "org.apache.kafka.common.errors.TimeoutException: Expiring");

        assertThat(ProducerFigures.parse(lines)).isEmpty();
    }

    @Test
    void onlyInterimLinesCountAsWindows() {
        assertThat(ProducerFigures.windowRecords(WINDOW)).contains(582_528L);
        assertThat(ProducerFigures.windowRecords(TOTAL)).isEmpty();
        assertThat(ProducerFigures.windowRecords(STEADY)).isEmpty();
    }
}
