package strata.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.cli.inspect.Inspected.LOG;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.Inspection.Outcome;
import strata.kernel.log.CompressionType;

/** What is wrong with a file of batches is told by file, byte and in words. */
class DamageTest {
    private static final byte[] FIRST = LogBytes.plain(0, 3);
    private static final byte[] SECOND = LogBytes.plain(3, 3);
    private static final byte[] THIRD = LogBytes.plain(6, 3);

    @TempDir private Path folder;

    private Inspected log(byte[]... batches) {
        return new Inspected(folder).file(LOG, LogBytes.join(batches));
    }

    private static byte[] changed(byte[] bytes, int at, int with) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) with;
        return copy;
    }

    private void assertWrong(Inspected files, String... lines) {
        Inspected.Answer answer = files.answer(LOG);

        assertThat(answer.outcome()).isEqualTo(Outcome.WRONG);
        assertThat(answer.wrong())
                .containsExactlyElementsOf(
                        Arrays.stream(lines)
                                .map(line -> "wrong  " + LOG + " at byte " + line)
                                .toList());
    }

    @Test
    void aWrongCrc() {
        byte[] bad = changed(SECOND, SECOND.length - 1, 9);

        assertWrong(
                log(FIRST, bad, THIRD),
                "%d: the batch's CRC is %s, its bytes have %s"
                        .formatted(
                                FIRST.length,
                                Values.crc(crc(SECOND)),
                                Values.crc(crc(LogBytes.sealed(bad.clone())))));
    }

    private static long crc(byte[] batch) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(batch).getInt(17));
    }

    @Test
    void withQuickNoCrcIsComputed() {
        byte[] bad = changed(SECOND, SECOND.length - 1, 9);

        Inspected.Answer answer = log(FIRST, bad, THIRD).quick().answer(LOG);

        assertThat(answer.wrong()).isEmpty();
    }

    @Test
    void anImpossibleLengthAndTheReadingGoesOnBehindIt() {
        byte[] bad = changed(SECOND, 11, 7);

        assertWrong(
                log(FIRST, bad, THIRD),
                "%d: the length 7 is impossible: a header alone has 49; %d bytes up to the next good"
                                .formatted(FIRST.length, SECOND.length)
                        + " batch at byte %d are not read".formatted(FIRST.length + SECOND.length));
    }

    @Test
    void aLengthOfTwoGigabytes() {
        byte[] bad = changed(SECOND, 8, 0x7f);

        Inspected.Answer answer = log(FIRST, bad, THIRD).answer(LOG);

        assertThat(answer.wrong())
                .singleElement()
                .asString()
                .contains("at byte " + FIRST.length + ": a batch of 21307")
                .contains("the next good batch at byte " + (FIRST.length + SECOND.length));
        assertThat(answer.text()).contains("2 batches, 6 records, offsets 0..8");
    }

    @Test
    void anUnknownMagic() {
        assertWrong(
                log(FIRST, changed(SECOND, 16, 3)),
                "%d: no batch starts here: magic 3 is unknown; %d bytes up to the file's end at"
                                .formatted(FIRST.length, SECOND.length)
                        + " byte %d are not read".formatted(FIRST.length + SECOND.length));
    }

    @Test
    void aMessageOfAnOldFormat() {
        byte[] old = new byte[40];
        ByteBuffer.wrap(old).putLong(3).putInt(28).put(16, (byte) 1);

        assertWrong(
                log(FIRST, old, THIRD),
                "%d: magic 1: a message in the format before Kafka 0.11; 40 bytes up to the next"
                                .formatted(FIRST.length)
                        + " good batch at byte %d are not read".formatted(FIRST.length + 40));
    }

    @Test
    void aTornTail() {
        byte[] half = Arrays.copyOf(SECOND, 80);

        assertWrong(
                log(FIRST, half),
                "%d: a batch of %d bytes begins, and 80 are there; 80 bytes up to the file's end"
                                .formatted(FIRST.length, SECOND.length)
                        + " at byte %d are not read".formatted(FIRST.length + 80));
    }

    @Test
    void aTailOfAFewBytes() {
        assertWrong(
                log(FIRST, new byte[5]),
                "%d: 5 bytes are too few for a batch; 5 bytes up to the file's end at byte %d are"
                                .formatted(FIRST.length, FIRST.length + 5)
                        + " not read");
    }

    @Test
    void aTailOfZeros() {
        assertWrong(
                log(FIRST, new byte[4096]),
                "%d: only zeros follow; 4096 bytes up to the file's end at byte %d are not read"
                        .formatted(FIRST.length, FIRST.length + 4096));
    }

    @Test
    void offsetsThatDoNotRise() {
        assertWrong(
                log(FIRST, LogBytes.plain(2, 3)),
                FIRST.length
                        + ": offsets do not rise: the batch has 2..4, the one before it ends with"
                        + " 2");
    }

    @Test
    void aBaseOffsetBeforeTheFilesName() {
        Inspected files =
                new Inspected(folder).file("00000000000000000100.log", LogBytes.plain(99, 3));

        assertThat(files.answer("00000000000000000100.log").wrong())
                .containsExactly(
                        "wrong  00000000000000000100.log at byte 0: the batch has offsets 99..101,"
                                + " before the file's base offset 100");
    }

    @Test
    void moreRecordsThanOffsets() {
        assertWrong(
                log(LogBytes.batch(0).record("k", "v").count(5).bytes()),
                "0: the batch says it has 5 records with the offsets 0..0");
    }

    @Test
    void anUnknownCompression() {
        assertWrong(
                log(LogBytes.batch(0).record("k", "v").bits(6).bytes()),
                "0: the batch's compression, 6, is unknown");
    }

    @Test
    void aLeaderEpochThatFalls() {
        assertWrong(
                log(FIRST, LogBytes.batch(3).leaderEpoch(2).record("k", "v").bytes()),
                FIRST.length + ": the leader epoch falls from 3 to 2");
    }

    @Test
    void recordsThatAreNotWhatTheHeaderSays() {
        byte[] late = LogBytes.batch(0).record("k", "v").maxTimestamp(1_800_000_000_000L).bytes();
        byte[] twice = LogBytes.batch(1).record("k", "v").skip(1).count(2).bytes();

        assertThat(log(late, twice).answer(LOG).wrong()).isEmpty();
        assertWrong(
                log(late, twice).check(),
                "0: the batch's greatest time is 1800000000000, that of its records is"
                        + " 1767225600000",
                (late.length + twice.length) + ": record 1 of 2: ends 1 bytes early");
    }

    @Test
    void packedRecordsThatCannotBeUnpacked() {
        byte[] packed =
                LogBytes.batch(0).compression(CompressionType.ZSTD).record("k", "v").bytes();
        byte[] bad = LogBytes.sealed(changed(packed, 61, 0x55));

        Inspected.Answer answer = log(bad).check().answer(LOG);

        assertThat(answer.wrong())
                .singleElement()
                .asString()
                .startsWith("wrong  " + LOG + " at byte 0: record 0 of 1: ZSTD cannot be");
    }

    @Test
    void ofManyOnlyTheFirstAreTold() {
        byte[][] batches = new byte[100][];
        Arrays.fill(batches, FIRST);

        Inspected.Answer answer = log(batches).detail(Detail.SUMMARY).answer(LOG);

        assertThat(answer.wrong()).hasSize(20);
        assertThat(answer.text()).contains("79 more were found", "99 things are wrong");
    }
}
