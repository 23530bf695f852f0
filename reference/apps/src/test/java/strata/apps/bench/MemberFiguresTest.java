package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberFiguresTest {
    @Test
    void aLineIsReadAsItWasWritten() {
        var figures = new MemberFigures(4, 1_234, 98_765, 2, 1_800_000_000_123L);

        assertThat(MemberFigures.parse(figures.line())).contains(figures);
    }

    @Test
    void anyOtherLineIsNone() {
        assertThat(MemberFigures.parse("warm")).isEmpty();
    }
}
