package strata.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.cli.inspect.Inspected.INDEX;
import static strata.cli.inspect.Inspected.LOG;
import static strata.cli.inspect.Inspected.TIME_INDEX;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.inspect.Inspection.Outcome;

/** Index files are shown, and held against the log that lies beside them. */
class IndexFileTest {
    // Four batches of three records: offsets 0..2, 3..5, 6..8, 9..11.
    private static final int SIZE = LogBytes.plain(0, 3).length;

    @TempDir private Path folder;
    private Inspected files;

    @BeforeEach
    void writeALog() {
        byte[] log = {};
        for (int base = 0; base < 12; base += 3) {
            log = LogBytes.join(log, later(base));
        }
        files = new Inspected(folder).file(LOG, log);
    }

    /** A batch of three records, each batch with a greater time than the one before. */
    private static byte[] later(int base) {
        byte[] batch = LogBytes.plain(base, 3);
        ByteBuffer.wrap(batch).putLong(35, LogBytes.MIDNIGHT_MS + base);
        return LogBytes.sealed(batch);
    }

    private void assertWrong(String file, byte[] bytes, String... expected) {
        Inspected.Answer answer = files.file(file, bytes).answer(file);

        assertThat(answer.wrong())
                .containsExactlyElementsOf(
                        Arrays.stream(expected)
                                .map(line -> "wrong  " + file + " at byte " + line)
                                .toList());
        assertThat(answer.outcome()).isEqualTo(Outcome.WRONG);
    }

    @Test
    void entriesOfAnOffsetIndex() {
        Inspected.Answer answer =
                files.file(INDEX, LogBytes.index(5, SIZE, 11, 3 * SIZE)).answer(INDEX);

        assertThat(answer.text())
                .isEqualTo(
                        """
                        00000000000000000000.index: offset index, 16 B
                           at byte               offset  byte of the log
                                 0                    5  %d
                                 8                   11  %d
                        2 entries
                        nothing is wrong
                        """
                                .formatted(SIZE, 3 * SIZE));
    }

    @Test
    void entriesOfATimeIndex() {
        Inspected.Answer answer =
                files.file(TIME_INDEX, LogBytes.timeIndex(3, 5, 9, 11)).answer(TIME_INDEX);

        assertThat(answer.text())
                .isEqualTo(
                        """
                        00000000000000000000.timeindex: time index, 24 B
                           at byte               offset  greatest time (UTC)
                                 0                    5  2026-01-01 00:00:00.003
                                12                   11  2026-01-01 00:00:00.009
                        2 entries
                        nothing is wrong
                        """);
    }

    @Test
    void zerosBehindTheEntriesOfALiveNodeAreFine() {
        byte[] allocated = Arrays.copyOf(LogBytes.index(5, SIZE), 1 << 20);

        Inspected.Answer answer = files.file(INDEX, allocated).answer(INDEX);

        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(answer.text())
                .contains("1 entry, then 1048568 bytes of zeros: allocated ahead, which is fine");
    }

    @Test
    void anEntryThatPointsToNoBatch() {
        assertWrong(
                INDEX,
                LogBytes.index(5, SIZE + 1, 11, 3 * SIZE),
                "0: entry 0 points to offset 5 at byte %d of the log: no batch starts there"
                        .formatted(SIZE + 1));
    }

    @Test
    void anEntryThatPointsToAnotherBatch() {
        assertWrong(
                INDEX,
                LogBytes.index(4, SIZE, 11, 3 * SIZE),
                "0: entry 0 points to offset 4 at byte %d of the log: the batch there ends with"
                                .formatted(SIZE)
                        + " offset 5");
    }

    @Test
    void anEntryBehindTheLog() {
        assertWrong(
                INDEX,
                LogBytes.index(5, SIZE, 11, 99 * SIZE),
                "8: entry 1 points to offset 11 at byte %d of the log: the log has %d bytes"
                        .formatted(99 * SIZE, 4 * SIZE + 2));
    }

    @Test
    void entriesThatDoNotRise() {
        assertWrong(
                INDEX,
                LogBytes.index(8, 2 * SIZE, 5, SIZE, 11, 3 * SIZE),
                "0: entry 0 points to offset 8 at byte %d of the log: the next entry does not rise"
                                .formatted(2 * SIZE)
                        + " above it");
    }

    @Test
    void anEntryThatIsNotWhole() {
        assertWrong(
                INDEX,
                Arrays.copyOf(LogBytes.index(5, SIZE, 8, 2 * SIZE), 13),
                "8: 13 bytes are no multiple of 8, the size of an entry");
    }

    @Test
    void aTimeThatTheBatchDoesNotHave() {
        assertWrong(
                TIME_INDEX,
                LogBytes.timeIndex(4, 5),
                ("0: entry 0 says that time %d is reached with offset 5: the batch that ends there"
                                + " has the time %d")
                        .formatted(LogBytes.MIDNIGHT_MS + 4, LogBytes.MIDNIGHT_MS + 3));
    }

    @Test
    void aTimeThatWasReachedBefore() {
        byte[] log = LogBytes.join(later(0), later(3));
        ByteBuffer.wrap(log).putLong(35, LogBytes.MIDNIGHT_MS + 50);
        files.file(LOG, log);

        assertWrong(
                TIME_INDEX,
                LogBytes.timeIndex(3, 5),
                "0: entry 0 says that time %d is reached with offset 5: a batch before it has the"
                                .formatted(LogBytes.MIDNIGHT_MS + 3)
                        + " later time %d".formatted(LogBytes.MIDNIGHT_MS + 50));
    }

    @Test
    void aTimeOfAnOffsetThatNoBatchEndsWith() {
        assertWrong(
                TIME_INDEX,
                LogBytes.timeIndex(3, 4, 9, 12),
                "0: entry 0 says that time %d is reached with offset 4: no batch ends with that"
                                .formatted(LogBytes.MIDNIGHT_MS + 3)
                        + " offset",
                "12: entry 1 says that time %d is reached with offset 12: the log ends before"
                                .formatted(LogBytes.MIDNIGHT_MS + 9)
                        + " offset 12");
    }

    @Test
    void anIndexAloneIsShownUnchecked() {
        Inspected alone =
                new Inspected(folder.resolve("alone"))
                        .file("00000000000000000007.index", LogBytes.index(5, SIZE));

        Inspected.Answer answer = alone.answer("00000000000000000007.index");

        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(answer.notes()).singleElement().asString().contains("the log is not beside it");
        assertThat(answer.lines().get(2)).endsWith(" 12  " + SIZE);
    }

    @Test
    void abortedTransactions() {
        byte[] entries =
                ByteBuffer.allocate(68)
                        .putShort((short) 0)
                        .putLong(77)
                        .putLong(10)
                        .putLong(20)
                        .putLong(21)
                        .putShort((short) 0)
                        .putLong(77)
                        .putLong(15)
                        .putLong(14)
                        .putLong(21)
                        .array();

        Inspected.Answer answer = files.file("a.txnindex", entries).answer("a.txnindex");

        assertThat(answer.lines())
                .contains("         0           77  10..20                21")
                .contains(
                        "wrong  a.txnindex at byte 34: entry 1: a transaction from offset 15 to"
                                + " 14");
    }
}
