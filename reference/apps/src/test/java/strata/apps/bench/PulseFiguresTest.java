package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PulseFiguresTest {
    @Test
    void whatAPulseSaysIsUnderstood() {
        var figures = new PulseFigures(5_000, 1_250, 48_700);

        assertThat(PulseFigures.parse(figures.line())).contains(figures);
        assertThat(figures.p99Ms()).isEqualTo(1.25);
        assertThat(figures.maxMs()).isEqualTo(48.7);
        assertThat(PulseFigures.parse("[main] WARN something")).isEmpty();
    }
}
