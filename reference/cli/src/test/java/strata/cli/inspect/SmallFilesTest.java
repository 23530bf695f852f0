package strata.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.inspect.Inspection.Outcome;

/** Files of text, and snapshots of the producers' state. */
class SmallFilesTest {
    @TempDir private Path folder;
    private Inspected files;

    @BeforeEach
    void openTheFolder() {
        files = new Inspected(folder);
    }

    private Inspected.Answer answer(String name, String text) {
        return files.text(name, text).answer(name);
    }

    @Test
    void leaderEpochs() {
        Inspected.Answer answer = answer("leader-epoch-checkpoint", "0\n2\n0 0\n3 500\n");

        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(answer.text())
                .contains(
                        """
                             epoch          from offset
                                 0                    0
                                 3                  500
                        """);
    }

    @Test
    void epochsThatDoNotRise() {
        assertThat(answer("leader-epoch-checkpoint", "0\n2\n3 0\n3 500\n").wrong())
                .containsExactly(
                        "wrong  leader-epoch-checkpoint at byte 8: line 4: epoch 3 from offset 500"
                                + " does not rise above epoch 3 from 0");
    }

    @Test
    void anOffsetCheckpoint() {
        Inspected.Answer answer =
                answer("replication-offset-checkpoint", "0\n2\nflights 0 12\nflights 1 x\n");

        assertThat(answer.text()).contains("flights                                           0");
        assertThat(answer.wrong())
                .containsExactly(
                        "wrong  replication-offset-checkpoint at byte 17: line 4 is not a topic, a"
                                + " partition and an offset: flights 1 x");
    }

    @Test
    void aCheckpointOfFewerLinesThanItSays() {
        assertThat(answer("cleaner-offset-checkpoint", "0\n2\nflights 0 12\n").wrong())
                .containsExactly(
                        "wrong  cleaner-offset-checkpoint at byte 2: line 2 says that 2 lines"
                                + " follow, and 1 do");
    }

    @Test
    void aCheckpointThatIsEmptyYet() {
        assertThat(answer("cleaner-offset-checkpoint", "").outcome()).isEqualTo(Outcome.GOOD);
    }

    @Test
    void theTopicsId() {
        Inspected.Answer good =
                answer("partition.metadata", "version: 0\ntopic_id: vd15zIUQTCCc5wdQCszh_Q");
        Inspected.Answer bad = answer("partition.metadata", "version: 0\ntopic_id: vd15zIUQTC");

        assertThat(good.text()).contains("topic_id         vd15zIUQTCCc5wdQCszh_Q\nnothing is");
        assertThat(bad.wrong())
                .containsExactly(
                        "wrong  partition.metadata at byte 0: topic_id is no id: vd15zIUQTC");
    }

    @Test
    void whoseDataItIs() {
        Inspected.Answer answer = answer("meta.properties", "# kept\nversion=2\nnode.id=1\n?\n");

        assertThat(answer.wrong())
                .containsExactly(
                        "wrong  meta.properties at byte 27: a line that is no key and value with =",
                        "wrong  meta.properties at byte 0: version is 2, not 1",
                        "wrong  meta.properties at byte 0: cluster.id is missing");
    }

    @Test
    void theMarkOfACleanStop() {
        assertThat(answer(".kafka_cleanshutdown", "{\"version\":0,\"brokerEpoch\":5}").text())
                .contains("brokerEpoch      5");
        assertThat(answer(".kafka_cleanshutdown", "{\"version\":").wrong())
                .singleElement()
                .asString()
                .endsWith("it is no JSON");
    }

    private static byte[] snapshot() {
        ByteBuffer bytes = ByteBuffer.allocate(56);
        bytes.putShort((short) 1).putInt(0).putInt(1);
        bytes.putLong(77).putShort((short) 4).putInt(9).putLong(120).putInt(3);
        bytes.putLong(LogBytes.MIDNIGHT_MS).putInt(2).putLong(-1);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 6, 50);
        return bytes.putInt(2, (int) crc.getValue()).array();
    }

    @Test
    void producersInASnapshot() {
        String name = "00000000000000000121.snapshot";
        Inspected.Answer answer = files.file(name, snapshot()).answer(name);

        assertThat(answer.text())
                .isEqualTo(
                        """
                        00000000000000000121.snapshot: snapshot of the producers' state, 56 B
                           at byte     producer  epoch   sequence  last offset  time (UTC)               transaction
                                10           77      4          9          120  2026-01-01 00:00:00.000            -
                        nothing is wrong
                        """);
    }

    @Test
    void aSnapshotWithAWrongCrcOrCount() {
        byte[] bytes = snapshot();
        bytes[9] = 2;

        assertThat(files.file("a.snapshot", bytes).answer("a.snapshot").wrong())
                .satisfiesExactly(
                        line -> assertThat(line).contains("at byte 2: the CRC is 0x"),
                        line ->
                                assertThat(line)
                                        .endsWith(
                                                "at byte 6: a count of 2 producers, and 46 bytes"
                                                        + " for them"));
    }

    @Test
    void aFileOfWhichNothingIsKnown() {
        assertThat(answer("notes.txt", "hello").outcome()).isEqualTo(Outcome.NOTHING);
    }
}
