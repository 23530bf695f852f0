package strata.apps.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBackTest {
    private static final PlayRecord A = new PlayRecord(0, 0, "k", "a", List.of("h=1"));
    private static final PlayRecord B = new PlayRecord(0, 1, "", "b", List.of());
    private static final PlayRecord C = new PlayRecord(1, 0, "k", "c", List.of());

    @Test
    void theSameInAnyOrderIsNoDifference() {
        assertThat(ReadBack.difference(List.of(A, B, C), List.of(C, A, B))).isEmpty();
    }

    @Test
    void whatDidNotComeBackIsCountedAndNamed() {
        assertThat(ReadBack.difference(List.of(A, B, C), List.of(C)))
                .isEqualTo(
                        "2 of 3 acknowledged records did not come back; the first of them:\n"
                                + "    partition 0, offset 0: k = a   {h=1}");
    }

    @Test
    void aChangedValueOrHeaderIsADifference() {
        PlayRecord changed = new PlayRecord(0, 0, "k", "a", List.of("h=2"));

        assertThat(ReadBack.difference(List.of(A), List.of(changed)))
                .contains("written partition 0, offset 0: k = a   {h=1}")
                .contains("read    partition 0, offset 0: k = a   {h=2}");
    }

    @Test
    void whatNobodyWroteAndWhatCameTwiceIsADifference() {
        assertThat(ReadBack.difference(List.of(A), List.of(A, B)))
                .isEqualTo("a record came back that nobody wrote: partition 0, offset 1: b");
        assertThat(ReadBack.difference(List.of(A, B), List.of(A, A, B)))
                .startsWith("a record came twice");
    }
}
