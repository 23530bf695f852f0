package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceTest {
    @Test
    void linesStandInFixedColumns() {
        Trace trace = new Trace(() -> 1_250_003, null);

        trace.line("n1", "write", "flights-0 0+61");
        trace.note("here");

        assertThat(trace.lastLines(9))
                .containsExactly(
                        "    1.250003 n1     write      flights-0 0+61",
                        "    1.250003 -      note       here");
    }

    @Test
    void oneOtherCharacterGivesAnotherHash() {
        Trace one = new Trace(() -> 0, null);
        Trace other = new Trace(() -> 0, null);

        one.note("offset 7");
        other.note("offset 8");

        assertThat(one.hash()).hasSize(16).isNotEqualTo(other.hash());
    }

    @Test
    void onlyTheLastLinesAreHeldWhileTheSinkGetsAll() {
        List<String> all = new ArrayList<>();
        Trace trace = new Trace(() -> 0, all::add);

        for (int i = 0; i < 1000; i++) {
            trace.note("line " + i);
        }

        assertThat(all).hasSize(1000);
        assertThat(trace.lastLines(10_000)).hasSize(256).endsWith(all.get(999));
    }
}
