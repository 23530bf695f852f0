package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmthTest {
    private static final int GRANULE = Warmth.GRANULE_BYTES;

    private final Warmth warmth = new Warmth();

    @Test
    void nothingIsWarmBeforeItIsMarked() {
        assertThat(warmth.isMarked(0, 1, 0)).isFalse();
        assertThat(warmth.isMarked(100L * GRANULE, 1, -5)).isFalse();
        assertThat(warmth.isMarked(5, 0, 1)).as("nothing at all").isTrue();
    }

    @Test
    void aPartIsWarmWhenAllOfItIs() {
        warmth.mark(GRANULE, 2L * GRANULE, 7);

        assertThat(warmth.isMarked(GRANULE, 2L * GRANULE, 7)).isTrue();
        assertThat(warmth.isMarked(GRANULE + 5, 1, 7)).isTrue();
        assertThat(warmth.isMarked(GRANULE - 1, 2, 7)).isFalse();
        assertThat(warmth.isMarked(3L * GRANULE - 1, 2, 7)).isFalse();
    }

    @Test
    void warmthPasses() {
        warmth.mark(0, 10, 7);

        assertThat(warmth.isMarked(0, 10, 7)).isTrue();
        assertThat(warmth.isMarked(0, 10, 8)).isFalse();
        warmth.mark(0, 10, 9);
        assertThat(warmth.isMarked(0, 10, 8)).isTrue();
    }

    @Test
    void granulesAreRoundedOutwards() {
        assertThat(Warmth.floor(GRANULE - 1)).isZero();
        assertThat(Warmth.floor(GRANULE)).isEqualTo(GRANULE);
        assertThat(Warmth.ceiling(0)).isZero();
        assertThat(Warmth.ceiling(1)).isEqualTo(GRANULE);
        assertThat(Warmth.ceiling(GRANULE)).isEqualTo(GRANULE);
    }
}
