package strata.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static strata.cli.inspect.Inspected.LOG;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.Inspection.Outcome;
import strata.kernel.log.CompressionType;

/** What is shown of a file of batches. */
class LogFileTest {
    @TempDir private Path folder;

    /** The batch that docs/batch.md takes apart. */
    private static byte[] otter() {
        return LogBytes.batch(42)
                .record("otter", "seen", LogBytes.headers("by", "ada"))
                .record("otter", null)
                .bytes();
    }

    private Inspected log(byte[]... batches) {
        return new Inspected(folder).file(LOG, LogBytes.join(batches));
    }

    @Test
    void aFileShowsALineABatch() {
        byte[] packed =
                LogBytes.batch(44).compression(CompressionType.GZIP).record(null, "x").bytes();

        Inspected.Answer answer = log(otter(), packed).answer(LOG);

        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(answer.text())
                .isEqualTo(
                        """
                        00000000000000000000.log: batches of records, 186 B
                           at byte  offsets               records     bytes  codec   greatest time (UTC)
                                 0  42..43                      2        97  none    2026-01-01 00:00:00.300
                                97  44..44                      1        89  gzip    2026-01-01 00:00:00.000
                        2 batches, 3 records, offsets 42..44, 2026-01-01 00:00:00.000 to 2026-01-01 00:00:00.300
                        nothing is wrong
                        """);
    }

    @Test
    void recordsAreATreeWithTheirPlaces() {
        Inspected.Answer answer = log(otter()).detail(Detail.RECORDS).answer(LOG);

        assertThat(answer.lines().subList(1, 4))
                .containsExactly(
                        "batch at 0: offsets 42..43, 2 records, 97 bytes, none, leader epoch 3,"
                                + " CRC 0x6222edad right",
                        "  42 at 61  2026-01-01 00:00:00.000  key \"otter\"  value \"seen\""
                                + "  header \"by\"=\"ada\"",
                        "  43 at 84  2026-01-01 00:00:00.300  key \"otter\"  value null");
    }

    @Test
    void everyFieldIsShownWithItsBytes() {
        Inspected.Answer answer = log(otter()).detail(Detail.HEX).answer(LOG);

        assertThat(answer.text())
                .contains(
                        """
                                 0  00 00 00 00 00 00 00 2a  baseOffset             42
                                 8  00 00 00 55              length                 85: the batch has 97 bytes
                                12  00 00 00 03              partitionLeaderEpoch   3
                                16  02                       magic                  2
                                17  62 22 ed ad              crc                    0x6222edad
                                21  00 00                    attributes             0: none, CreateTime
                                23  00 00 00 01              lastOffsetDelta        1: the last offset is 43
                                27  00 00 01 9b 76 da a8 00  baseTimestamp          1767225600000: 2026-01-01 00:00:00.000
                                35  00 00 01 9b 76 da a9 2c  maxTimestamp           1767225600300: 2026-01-01 00:00:00.300
                                43  ff ff ff ff ff ff ff ff  producerId             -1
                                51  ff ff                    producerEpoch          -1
                                53  ff ff ff ff              baseSequence           -1
                                57  00 00 00 02              count                  2
                                61  2c                       length                 22
                                62  00                       attributes             0
                                63  00                       timestampDelta         0
                                64  00                       offsetDelta            0
                                65  0a                       key length             5
                                66  6f 74 74 65 72           key                    "otter"
                                71  08                       value length           4
                                72  73 65 65 6e              value                  "seen"
                                76  02                       count of headers       1
                                77  04                       header name length     2
                                78  62 79                    header name            "by"
                                80  06                       header value length    3
                                81  61 64 61                 header value           "ada"
                                84  18                       length                 12
                        """);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void recordsOfEveryCodecAreRead(CompressionType codec) {
        byte[] batch =
                LogBytes.batch(7)
                        .compression(codec)
                        .record("k", "v".repeat(3000))
                        .record(null, null)
                        .bytes();

        Inspected.Answer answer = log(batch).check().detail(Detail.RECORDS).answer(LOG);

        assertThat(answer.outcome()).isEqualTo(Outcome.GOOD);
        String place = codec == CompressionType.NONE ? "61" : "+0";
        assertThat(answer.lines().get(2))
                .startsWith("  7 at " + place + "  2026-01-01 00:00:00.000  key \"k\"  value \"vvv")
                .endsWith("v\"… (3000 bytes)");
        assertThat(answer.lines().get(3)).endsWith("key null  value null");
    }

    @Test
    void controlRecordsAreToldByTheirMeaning() {
        byte[] commit = {0, 0, 0, 1};
        byte[] epoch = {0, 0, 0, 0, 0, 9};
        byte[] batch =
                LogBytes.batch(5)
                        .bits(0x30)
                        .producer(77)
                        .raw(commit, epoch, new byte[] {0})
                        .bytes();

        Inspected.Answer answer = log(batch).detail(Detail.RECORDS).answer(LOG);

        assertThat(answer.lines().subList(1, 3))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .endsWith(
                                                "right, producer 77 epoch 0 sequence 0,"
                                                        + " transactional, control"),
                        line -> assertThat(line).endsWith("COMMIT, coordinator epoch 9"));
    }

    @Test
    void valuesThatAreNoTextAreHexAndNoneReachesTheTerminal() {
        byte[] batch =
                LogBytes.batch(0)
                        .raw(
                                new byte[] {(byte) 0xff, 0},
                                "a\u001b[31m\n\"b\u202e".getBytes(UTF_8),
                                new byte[] {0})
                        .record("ä\n", "\u202e")
                        .bytes();

        Inspected.Answer answer = log(batch).detail(Detail.RECORDS).answer(LOG);

        assertThat(answer.lines().get(2)).endsWith("key 0xff00  value 0x611b5b33316d0a2262e280ae");
        assertThat(answer.lines().get(3)).endsWith("key \"ä\\n\"  value \"\\u202e\"");
    }

    @Test
    void offsetsChooseBatchesAndRecords() {
        Inspected files =
                log(LogBytes.plain(0, 5), LogBytes.plain(5, 5), LogBytes.plain(10, 5))
                        .offsets("6..7");

        assertThat(files.detail(Detail.BATCHES).answer(LOG).text())
                .contains(" 5..9 ")
                .doesNotContain(" 0..4 ", "10..14");
        assertThat(files.detail(Detail.RECORDS).answer(LOG).lines())
                .filteredOn(line -> line.startsWith("  "))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("  6 at "),
                        line -> assertThat(line).startsWith("  7 at "));
    }

    @Test
    void theLimitEndsTheReading() {
        Inspected files = log(LogBytes.plain(0, 5), LogBytes.plain(5, 5)).limit(1);

        Inspected.Answer answer = files.answer(LOG);

        assertThat(answer.text())
                .contains(" 0..4 ", "--limit is reached")
                .doesNotContain(" 5..9 ", "2 batches");
    }

    @Test
    void aProgramGetsOneObjectALine() {
        byte[] bytes = {(byte) 0xff};
        byte[] batch =
                LogBytes.batch(1)
                        .record("k", null, LogBytes.headers("h", null))
                        .raw(bytes, bytes, new byte[] {0})
                        .bytes();

        Inspected.Answer answer = log(batch).detail(Detail.RECORDS).json().answer(LOG);

        long crc = Integer.toUnsignedLong(ByteBuffer.wrap(batch).getInt(17));
        assertThat(answer.lines())
                .isEqualTo(
                        List.of(
                                        "{'type':'batch','file':'00000000000000000000.log','position':0,"
                                            + "'sizeInBytes':82,'baseOffset':1,'lastOffset':2,"
                                            + "'count':2,'partitionLeaderEpoch':3,'magic':2,'crc':'"
                                                + Values.crc(crc)
                                                + "','crcRight':true,'compression':'none',"
                                                + "'timestampType':'CreateTime','transactional':false,"
                                                + "'control':false,'deleteHorizon':false,"
                                                + "'baseTimestamp':1767225600000,"
                                                + "'maxTimestamp':1767225600300,'producerId':-1,"
                                                + "'producerEpoch':-1,'baseSequence':-1}",
                                        "{'type':'record','file':'00000000000000000000.log',"
                                            + "'batchPosition':0,'position':61,'plainPosition':null,"
                                            + "'sizeInBytes':11,'offset':1,"
                                            + "'timestamp':1767225600000,'sequence':-1,"
                                            + "'key':{'sizeInBytes':1,'text':'k'},'value':null,"
                                            + "'headers':[{'name':{'sizeInBytes':1,'text':'h'},"
                                            + "'value':null}],'control':null}",
                                        "{'type':'record','file':'00000000000000000000.log',"
                                            + "'batchPosition':0,'position':72,'plainPosition':null,"
                                            + "'sizeInBytes':10,'offset':2,"
                                            + "'timestamp':1767225600300,'sequence':-1,"
                                            + "'key':{'sizeInBytes':1,'base64':'/w=='},"
                                            + "'value':{'sizeInBytes':1,'base64':'/w=='},"
                                            + "'headers':[],'control':null}",
                                        "{'type':'file','file':'00000000000000000000.log',"
                                                + "'sizeInBytes':82,'startOffset':1,'endOffset':3,"
                                                + "'batches':1,'records':2,"
                                                + "'firstTimestamp':1767225600000,"
                                                + "'maxTimestamp':1767225600300}",
                                        "{'type':'total','wrong':0,'notes':0}")
                                .stream()
                                .map(line -> line.replace('\'', '"'))
                                .toList());
    }
}
