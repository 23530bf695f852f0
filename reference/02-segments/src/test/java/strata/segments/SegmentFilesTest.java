package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SegmentFilesTest {
    @Test
    void aFileIsNamedByTwentyDigitsOfItsBaseOffset() {
        assertThat(SegmentFiles.nameOf(0, SegmentFiles.LOG)).isEqualTo("00000000000000000000.log");
        assertThat(SegmentFiles.nameOf(368_769, SegmentFiles.INDEX))
                .isEqualTo("00000000000000368769.index");
        assertThat(SegmentFiles.nameOf(Long.MAX_VALUE, ".timeindex.deleted"))
                .isEqualTo("09223372036854775807.timeindex.deleted");
    }

    @Test
    void aNameTellsBaseOffsetAndKind() {
        for (long offset : new long[] {0, 7, 368_769, Long.MAX_VALUE}) {
            String name = SegmentFiles.nameOf(offset, ".log.swap");

            assertThat(SegmentFiles.baseOffsetOf(name)).isEqualTo(offset);
            assertThat(SegmentFiles.suffixOf(name)).isEqualTo(".log.swap");
        }
    }

    @Test
    void whatIsNoSegmentsNameHasNoBaseOffset() {
        String[] strangers = {
            "partition.metadata",
            "leader-epoch-checkpoint",
            "0.log",
            "00000000000000000000",
            "000000000000000000000.log",
            "0000000000000000000x.log",
            "-0000000000000000001.log",
            "09223372036854775808.log",
            "99999999999999999999.log",
            "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠.log",
            ""
        };
        for (String name : strangers) {
            assertThat(SegmentFiles.baseOffsetOf(name)).as(name).isEqualTo(-1);
            assertThat(SegmentFiles.suffixOf(name)).as(name).isEmpty();
        }
    }
}
