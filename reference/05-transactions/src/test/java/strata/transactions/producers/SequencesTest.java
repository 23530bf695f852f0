package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequencesTest {
    @Test
    void after2To31Minus1Comes0() {
        assertThat(Sequences.after(7, 3)).isEqualTo(10);
        assertThat(Sequences.after(Integer.MAX_VALUE - 1, 1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Sequences.after(Integer.MAX_VALUE, 1)).isZero();
        assertThat(Sequences.after(Integer.MAX_VALUE - 2, 7)).isEqualTo(4);
    }

    @Test
    void beforeUndoesAfter() {
        for (int sequence : new int[] {0, 1, 77, Integer.MAX_VALUE - 3, Integer.MAX_VALUE}) {
            for (int count : new int[] {0, 1, 5, 1_000_000, Integer.MAX_VALUE}) {
                assertThat(Sequences.before(Sequences.after(sequence, count), count))
                        .as("%s and %s", sequence, count)
                        .isEqualTo(sequence);
            }
        }
    }
}
