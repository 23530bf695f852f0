package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PulseFiguresTest {
    @Test
    void whatAPulseSaysIsUnderstood() {
        var figures = new PulseFigures(5_000, 1_250, 48_700, 51_000, 900);

        assertThat(PulseFigures.parse(figures.line())).contains(figures);
        assertThat(figures.p99Ms()).isEqualTo(1.25);
        assertThat(figures.maxMs()).isEqualTo(48.7);
        assertThat(figures.stallMs()).isEqualTo(0.9);
        assertThat(PulseFigures.parse("[main] WARN something")).isEmpty();
    }

    @Test
    void aMachineThatStoodStillIsNotTheBrokersFault() {
        var alone = new PulseFigures(5_000, 1_250, 48_700, 51_000, 90_000);
        var calm = new PulseFigures(5_000, 1_250, 63_000, 65_000, 2_000);
        var stalled = new PulseFigures(5_000, 1_250, 63_000, 65_000, 61_000);

        assertThat(Sample.ofPulse(alone, calm).isDisturbed()).isFalse();
        assertThat(Sample.ofPulse(alone, stalled).isDisturbed()).isTrue();
    }

    @Test
    void theLongestStallIsToldOnce() {
        var stalls = new Stalls();
        stalls.note(3_000_000);
        stalls.note(7_000_000);
        stalls.note(1_000_000);

        assertThat(stalls.takeLongestMicros()).isEqualTo(7_000);
        assertThat(stalls.takeLongestMicros()).isZero();
    }
}
