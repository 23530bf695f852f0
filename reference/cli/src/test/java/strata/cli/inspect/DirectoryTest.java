package strata.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.cli.inspect.Inspected.INDEX;
import static strata.cli.inspect.Inspected.LOG;
import static strata.cli.inspect.Inspected.TIME_INDEX;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.Inspection.Outcome;

/** Directories: of one partition, and of a node. */
class DirectoryTest {
    private static final byte[] FIRST = LogBytes.join(LogBytes.plain(0, 3), LogBytes.plain(3, 3));
    private static final int SIZE = LogBytes.plain(0, 3).length;
    private static final String SECOND_LOG = "00000000000000000006.log";

    @TempDir private Path folder;
    private Inspected files;

    @BeforeEach
    void openTheFolder() {
        files = new Inspected(folder);
    }

    /** Two segments, as a node leaves them. */
    private void writeAPartition(String prefix) {
        files.file(prefix + LOG, FIRST)
                .file(prefix + INDEX, LogBytes.index(5, SIZE))
                .file(prefix + TIME_INDEX, LogBytes.timeIndex(600, 2))
                .file(prefix + SECOND_LOG, LogBytes.plain(6, 4))
                .file(prefix + "00000000000000000006.index", new byte[1 << 20])
                .file(prefix + "00000000000000000006.timeindex", new byte[1200])
                .text(prefix + "leader-epoch-checkpoint", "0\n1\n3 0\n")
                .text(
                        prefix + "partition.metadata",
                        "version: 0\ntopic_id: vd15zIUQTCCc5wdQCszh_Q");
    }

    @Test
    void aPartitionIsATableOfItsSegments() {
        writeAPartition("flights-0/");

        Inspected.Answer answer = files.answer("flights-0");

        assertThat(answer.text())
                .isEqualTo(
                        """
                           offsets        end       size  batches   records  first time (UTC)     greatest time         index   times  state
                                 0          6      240 B        2         6  2026-01-01 00:00:00  2026-01-01 00:00:00       1       1  closed
                                 6         10      140 B        1         4  2026-01-01 00:00:00  2026-01-01 00:00:00       0       0  active
                        topic id vd15zIUQTCCc5wdQCszh_Q

                        partition                        segments    offsets        end       size  batches  greatest time (UTC)  state
                        flights-0                               2          0         10      380 B        3  2026-01-01 00:00:00  good
                        nothing is wrong
                        """);
    }

    @Test
    void batchesOfAllSegments() {
        writeAPartition("");

        Inspected.Answer answer = files.detail(Detail.BATCHES).answer();

        assertThat(answer.lines())
                .filteredOn(line -> line.contains(".."))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("none"));
    }

    @Test
    void segmentsOfOtherOffsetsAreNotRead() {
        writeAPartition("");
        files.file(LOG, new byte[100]);

        Inspected.Answer answer = files.detail(Detail.BATCHES).offsets("7..8").answer();

        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(answer.text()).contains(" 6..9 ", "not all segments were read");
    }

    @Test
    void aSegmentThatIsMissingInTheMiddle() {
        files.file(LOG, FIRST)
                .file("00000000000000000012.log", LogBytes.plain(12, 3))
                .file("00000000000000000006.index", LogBytes.index(8, 0));

        Inspected.Answer answer = files.answer();

        assertThat(answer.wrong())
                .containsExactly(
                        "wrong  00000000000000000006.index: its log, of the same number, is"
                                + " missing",
                        "wrong  00000000000000000012.log at byte 0: offsets 6 to 11 are missing:"
                                + " 00000000000000000000.log ends before them, and nothing was"
                                + " compacted here; a segment is gone");
    }

    @Test
    void compactionLeavesGapsThatAreFine() {
        files.file(LOG, LogBytes.batch(0).record("a", "1").skip(4).record("b", "1").bytes())
                .file("00000000000000000012.log", LogBytes.plain(12, 3));

        assertThat(files.answer().outcome()).isEqualTo(Outcome.GOOD);
    }

    @Test
    void segmentsThatOverlap() {
        files.file(LOG, FIRST).file("00000000000000000005.log", LogBytes.plain(5, 3));

        assertThat(files.answer().wrong())
                .containsExactly(
                        "wrong  00000000000000000005.log at byte 0: it begins with offset 5, and"
                                + " 00000000000000000000.log ends with 5: offsets do not rise");
    }

    @Test
    void filesOnTheirWayOutOrInAreShownAndNeverWrong() {
        writeAPartition("");
        files.file(LOG + ".deleted", FIRST)
                .file(LOG + ".cleaned", Arrays.copyOf(FIRST, 200))
                .file(SECOND_LOG + ".swap", LogBytes.plain(6, 4))
                .text("leader-epoch-checkpoint.tmp", "")
                .text("notes.txt", "hello");

        Inspected.Answer answer = files.answer();

        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(answer.text()).contains("cleaned\n", "deleted\n", "swap\n");
        assertThat(answer.notes())
                .satisfiesExactly(
                        line -> assertThat(line).contains("leader-epoch-checkpoint.tmp: left over"),
                        line -> assertThat(line).contains("notes.txt: a foreign file"),
                        line -> assertThat(line).contains(".cleaned at byte 120: a batch of"));
    }

    @Test
    void whatIsWrongWithAnIndexMarksItsSegment() {
        writeAPartition("");
        files.file(INDEX, LogBytes.index(5, SIZE + 3));

        Inspected.Answer answer = files.answer();

        assertThat(answer.outcome()).isEqualTo(Outcome.WRONG);
        assertThat(answer.lines().get(1)).endsWith("damaged");
        assertThat(answer.wrong()).singleElement().asString().contains("no batch starts there");
    }

    @Test
    void aNodesDirectoryIsATableOfItsPartitions() {
        writeAPartition("flights-0/");
        files.file("flights-1/" + LOG, new byte[0])
                .text("meta.properties", "version=1\nnode.id=1\ncluster.id=c\ndirectory.id=d\n")
                .text("recovery-point-offset-checkpoint", "0\n2\nflights 0 11\nflights 9 5\n")
                .text(".kafka_cleanshutdown", "{\"version\":0,\"brokerEpoch\":5}")
                .text(".lock", "");

        Inspected.Answer answer = files.answer();

        assertThat(answer.text())
                .isEqualTo(
                        """
                        %s: its node was stopped in good order
                        version          1
                        node.id          1
                        cluster.id       c
                        directory.id     d
                        partition                        segments    offsets        end       size  batches  greatest time (UTC)  state
                        flights-0                               2          0         10      380 B        3  2026-01-01 00:00:00  good
                        flights-1                               1          0          0        0 B        0  -                    good
                        wrong  recovery-point-offset-checkpoint: line 3: flights-0 is at 11, behind its log's end, 10
                        note   recovery-point-offset-checkpoint: line 4: flights-9 is not here
                        1 thing is wrong
                        """
                                .formatted(folder));
    }

    @Test
    void aDirectoryOfSomethingElse() {
        files.text("notes.txt", "hello");

        assertThat(files.answer().outcome()).isEqualTo(Outcome.NOTHING);
    }
}
