package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The check that all others lean on sees damage of every kind, in a segment of Kafka's own. */
final class SegmentDumpTest {

    private static final int BATCH_COUNT = 40;
    private static final int RECORDS_PER_BATCH = 3;
    private static final String LOG = "00000000000000000100.log";
    private static final String INDEX = "00000000000000000100.index";
    private static final String TIME_INDEX = "00000000000000000100.timeindex";

    private Path folder = Workspace.folder();

    @BeforeEach
    void letKafkaWriteASegment() throws IOException {
        folder = Workspace.freshFolder("segment-dump");
        LogConfig config = new LogConfig(Map.of("index.interval.bytes", "500"));
        LogSegment segment = LogSegment.open(folder.toFile(), 100, config, Time.SYSTEM, 0, false);
        for (int i = 0; i < BATCH_COUNT; i++) {
            long offset = 100L + (long) i * RECORDS_PER_BATCH;
            byte[] batch =
                    BatchBytes.valid(Codec.NONE, RECORDS_PER_BATCH, BatchBytes.TIMESTAMP + i);
            ByteBuffer bytes =
                    ByteBuffer.wrap(
                            BatchBytes.changed(
                                    batch, b -> b.putLong(BatchBytes.BASE_OFFSET, offset)));
            segment.append(offset + RECORDS_PER_BATCH - 1, MemoryRecords.readableRecords(bytes));
        }
        segment.onBecomeInactiveSegment();
        segment.close();
    }

    @Test
    void whatKafkaWroteIsAccepted() throws IOException {
        assertThat(Files.size(folder.resolve(INDEX))).isGreaterThan(10 * 8);
        assertThat(Files.size(folder.resolve(TIME_INDEX))).isGreaterThan(10 * 12);
        assertThat(SegmentDump.complaints(folder)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void whatIsDamagedIsNot(String name, String file, UnaryOperator<byte[]> damage, String said)
            throws IOException {
        Path damaged = folder.resolve(file);
        Files.write(damaged, damage.apply(Files.readAllBytes(damaged)));

        List<String> complaints = SegmentDump.complaints(folder);

        assertThat(complaints).anyMatch(c -> c.contains(file) && c.contains(said));
    }

    static Stream<Arguments> damages() {
        int batchBytes = BatchBytes.valid(Codec.NONE, RECORDS_PER_BATCH).length;
        return Stream.of(
                damage("a bit of a value", LOG, flip(batchBytes * 5 + 120), "isvalid: false"),
                damage("a bit of a CRC", LOG, flip(batchBytes + BatchBytes.CRC), "isvalid: false"),
                damage("a bit of an offset", LOG, flip(batchBytes * 2 + 7), "is followed by"),
                damage("a bit of a length", LOG, flip(batchBytes * 3 + 11), "log: "),
                damage("a bit of a magic", LOG, flip(batchBytes * 3 + 16), "magic: 3"),
                damage("a bit of a record's length", LOG, flip(batchBytes * 3 + 61), "throws"),
                damage("a torn tail", LOG, cut(30), "invalid bytes at the end"),
                damage("a tail of zeros", LOG, more(100), "throws"),
                damage("a batch is gone", LOG, without(batchBytes, batchBytes), "is followed by"),
                damage("a bit of an offset", INDEX, flip(8 * 4 + 3), "Index offset: "),
                damage("a bit of a position", INDEX, flip(8 * 4 + 7), "throws"),
                damage(
                        "the position of another batch",
                        INDEX,
                        replace(8 * 4 + 7, 8 * 5 + 7),
                        "throws"),
                damage("half an entry", INDEX, cut(3), "throws"),
                damage("zeros for an entry", INDEX, zero(-8, 8), "entries in"),
                damage("a bit of a time", TIME_INDEX, flip(12 * 4 + 7), "Index timestamp: "),
                damage("a bit of an offset", TIME_INDEX, flip(12 * 4 + 11), "Indexed offset: "),
                damage("times that fall", TIME_INDEX, flip(12 * 4 + 5), "Index timestamp: "),
                damage("half an entry", TIME_INDEX, cut(5), "throws"),
                damage("zeros for an entry", TIME_INDEX, zero(-12, 12), "entries in"),
                damage("the last time is small", TIME_INDEX, zero(-12, 8), "throws"));
    }

    @Test
    void anIndexWithoutItsLogIsNamed() throws IOException {
        Files.delete(folder.resolve(LOG));

        assertThat(SegmentDump.complaints(folder)).hasSize(2).allMatch(c -> c.contains("missing"));
    }

    @Test
    void aDamagedProducerSnapshotIsNamed() throws IOException {
        Files.write(folder.resolve("00000000000000000100.snapshot"), "no snapshot".getBytes(UTF_8));

        assertThat(SegmentDump.complaints(folder)).anyMatch(c -> c.contains(".snapshot"));
    }

    @Test
    void gapsAreFineWhereTheyMayBeAndOffsetsThatFallAreNot() throws IOException {
        int batchBytes = BatchBytes.valid(Codec.NONE, RECORDS_PER_BATCH).length;
        Path log = folder.resolve(LOG);
        byte[] whole = Files.readAllBytes(log);
        Stream.of(INDEX, TIME_INDEX).forEach(index -> Workspace.delete(folder.resolve(index)));

        Files.write(log, without(batchBytes, batchBytes).apply(whole));
        assertThat(SegmentDump.complaintsBesidesGaps(folder)).isEmpty();

        Files.write(log, flip(batchBytes * 20 + 6).apply(whole));
        assertThat(SegmentDump.complaintsBesidesGaps(folder)).isNotEmpty();
    }

    private static Arguments damage(
            String name, String file, UnaryOperator<byte[]> change, String said) {
        return Arguments.of(name + ", " + file.substring(21), file, change, said);
    }

    private static UnaryOperator<byte[]> flip(int index) {
        return bytes -> BatchBytes.changed(bytes, b -> b.put(index, (byte) (b.get(index) ^ 1)));
    }

    private static UnaryOperator<byte[]> zero(int index, int count) {
        return bytes ->
                BatchBytes.changed(
                        bytes, b -> b.put(Math.floorMod(index, b.capacity()), new byte[count]));
    }

    private static UnaryOperator<byte[]> replace(int index, int by) {
        return bytes -> BatchBytes.changed(bytes, b -> b.put(index, b.get(by)));
    }

    private static UnaryOperator<byte[]> cut(int count) {
        return bytes -> Arrays.copyOf(bytes, bytes.length - count);
    }

    private static UnaryOperator<byte[]> more(int count) {
        return bytes -> Arrays.copyOf(bytes, bytes.length + count);
    }

    private static UnaryOperator<byte[]> without(int index, int count) {
        return bytes ->
                ByteBuffer.allocate(bytes.length - count)
                        .put(bytes, 0, index)
                        .put(bytes, index + count, bytes.length - index - count)
                        .array();
    }
}
