package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransactionFiguresTest {
    private static final TransactionFigures FIGURES =
            new TransactionFigures(3_000, 20_000_000, 4_500, 12_345, 1_500);

    @Test
    void aLineIsReadAsItWasWritten() {
        assertThat(TransactionFigures.parse(FIGURES.line())).contains(FIGURES);
    }

    @Test
    void anyOtherLineIsNone() {
        assertThat(TransactionFigures.parse("warm")).isEmpty();
    }

    @Test
    void transactionsAreCountedByTheSecondAndTimesToldInMilliseconds() {
        assertThat(FIGURES.perSecond()).isEqualTo(150);
        assertThat(FIGURES.p50Ms()).isEqualTo(4.5);
        assertThat(FIGURES.p99Ms()).isEqualTo(12.345);
        assertThat(FIGURES.stallMs()).isEqualTo(1.5);
    }
}
