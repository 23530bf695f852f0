package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogSegment;

/**
 * A small log whose every byte is known: its segments are written by Kafka's own class, here. Each
 * batch has two records and a time of its own, a second after the one before; each but the first of
 * a segment has entries in both indexes.
 *
 * @param segmentCount how many segments
 * @param batchCount how many batches in each
 */
record HandMadeLog(int segmentCount, int batchCount) {

    static final int RECORDS_PER_BATCH = 2;

    private static final long START_MS = 1_700_000_000_000L;

    /** Writes the log's files into a folder. */
    void writeTo(Path folder) {
        LogConfig config = new LogConfig(Map.of("index.interval.bytes", "1"));
        try {
            for (int i = 0; i < segmentCount; i++) {
                LogSegment segment =
                        LogSegment.open(
                                folder.toFile(), baseOffset(i), config, Time.SYSTEM, 0, false);
                for (byte[] batch : batches().subList(i * batchCount, (i + 1) * batchCount)) {
                    long offset = ByteBuffer.wrap(batch).getLong();
                    segment.append(
                            offset + RECORDS_PER_BATCH - 1,
                            MemoryRecords.readableRecords(ByteBuffer.wrap(batch)));
                }
                segment.onBecomeInactiveSegment();
                segment.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All batches, in the order of their offsets. */
    List<byte[]> batches() {
        List<byte[]> batches = new ArrayList<>();
        for (int i = 0; i < segmentCount * batchCount; i++) {
            long time = timeMs(i);
            int number = i;
            SimpleRecord[] records =
                    IntStream.range(0, RECORDS_PER_BATCH)
                            .mapToObj(
                                    j ->
                                            new SimpleRecord(
                                                    time,
                                                    ("k" + j).getBytes(UTF_8),
                                                    ("v" + number).getBytes(UTF_8)))
                            .toArray(SimpleRecord[]::new);
            ByteBuffer bytes = MemoryRecords.withRecords(Compression.NONE, records).buffer();
            byte[] batch = new byte[bytes.remaining()];
            bytes.get(batch);
            long offset = (long) i * RECORDS_PER_BATCH;
            batches.add(
                    BatchBytes.changed(
                            batch,
                            b ->
                                    b.putLong(BatchBytes.BASE_OFFSET, offset)
                                            .putInt(BatchBytes.LEADER_EPOCH, 0)));
        }
        return batches;
    }

    /** The time of both records of a batch. */
    long timeMs(int batch) {
        return START_MS + batch * 1_000L;
    }

    long endOffset() {
        return (long) segmentCount * batchCount * RECORDS_PER_BATCH;
    }

    long baseOffset(int segment) {
        return (long) segment * batchCount * RECORDS_PER_BATCH;
    }

    /** The name of a segment's file. */
    String file(int segment, String suffix) {
        return "%020d%s".formatted(baseOffset(segment), suffix);
    }
}
