package strata.log;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.log.HiddenTestBatch.text;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.log.RecordHeader;

/**
 * What the hidden tests hold a student's bytes against is Kafka's own: these batches were made by
 * the builder in kafka-clients 4.3.1.
 */
final class HiddenTestBatchTest {
    @Test
    void aBatchWithHeadersAndNullsIsKafkas() {
        List<RecordHeader> headers =
                List.of(
                        new RecordHeader("größe", text("x")),
                        new RecordHeader("", null),
                        new RecordHeader("h", text("")));
        HiddenTestBatch batch =
                HiddenTestBatch.at(300)
                        .add(1_767_225_600_000L, text("key"), text("value"), List.of())
                        .add(1_767_225_599_000L, null, text(""), headers)
                        .add(1_767_225_700_000L, text(""), null, List.of());

        assertIs(
                batch.bytes(),
                "000000000000012c00000060ffffffff027aa0e85f0000000000020000019b76daa80000"
                    + "00019b76dc2ea0ffffffffffffffffffffffffffff000000031c000000066b65790a7661"
                    + "6c7565002c00cf0f020100060e6772c3b6c39f65027800010268001000c09a0c04000100");
    }

    @Test
    void aTransactionalBatchIsKafkas() {
        HiddenTestBatch batch =
                HiddenTestBatch.at(1L << 40)
                        .epoch(5)
                        .attributes(HiddenTestBatch.TRANSACTIONAL)
                        .producer(77, (short) 3, 11);
        for (int i = 0; i < 3; i++) {
            batch.add(1000 + 1_000_000L * i, text("k" + i), text("v".repeat(70 * i)), List.of());
        }

        assertIs(
                batch.bytes(),
                "000001000000000000000127000000050235a30c7d00100000000200000000000003e800"
                        + "000000001e8868000000000000004d00030000000b0000000310000000046b300000a201"
                        + "0080897a02046b318c017676767676767676767676767676767676767676767676767676"
                        + "767676767676767676767676767676767676767676767676767676767676767676767676"
                        + "767676767676767600b002008092f40104046b3298027676767676767676767676767676"
                        + "767676767676767676767676767676767676767676767676767676767676767676767676"
                        + "767676767676767676767676767676767676767676767676767676767676767676767676"
                        + "767676767676767676767676767676767676767676767676767676767676767676767676"
                        + "76767676767676767676767676767676767600");
    }

    @Test
    void aBatchStampedByItsBrokerIsKafkas() {
        HiddenTestBatch batch =
                HiddenTestBatch.at(0)
                        .epoch(9)
                        .attributes(HiddenTestBatch.LOG_APPEND_TIME)
                        .add(10, null, text("a"), List.of())
                        .add(5, null, text("b"), List.of());

        ByteBuffer stamped = HiddenTestBatch.seal(batch.bytes().putLong(35, 4242));

        assertIs(
                stamped,
                "000000000000000000000041000000090278b0658a000800000001000000000000000a00"
                        + "00000000001092ffffffffffffffffffffffffffff000000020e000000010261000e0009"
                        + "0201026200");
    }

    @Test
    void theJudgeReadsWhatWasWrittenAndNothingElse() {
        HiddenTestBatch batch = HiddenTestBatch.at(7);
        batch.add(5, text("k"), null, List.of(new RecordHeader("h", null)));
        byte[] good = HiddenTestBatch.copy(batch.bytes());

        assertThat(HiddenTestJudge.records(good, 0)).isEqualTo(batch.records());
        assertThat(HiddenTestJudge.of(good, 0, good.length).error()).isNull();
        assertThat(HiddenTestJudge.goodEnds(good, 7)).containsExactly(good.length);
        assertThat(HiddenTestJudge.goodEnds(good, 8)).isEmpty();
        for (int at = HiddenTestBatch.HEADER_BYTES; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            assertThat(HiddenTestJudge.of(bad, 0, bad.length).error())
                    .as("byte %s", at)
                    .isNotNull();
            assertThat(HiddenTestJudge.goodEnds(bad, 7)).as("byte %s", at).isEmpty();
        }
    }

    private static void assertIs(ByteBuffer batch, String expectedHex) {
        String hex = HexFormat.of().formatHex(HiddenTestBatch.copy(batch));
        assertThat(hex).isEqualTo(expectedHex);
    }
}
