package strata.sim.transactions;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.CompressionType;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.RecordFormat;
import strata.kernel.log.TimestampType;
import strata.kernel.request.Fetch.AbortedTransaction;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerView;
import strata.sim.broker.GzipCompression;

/** One partition of the model: a log in memory, its producers, and its aborted transactions. */
final class ModelLog {
    private static final int BATCHES = 5;

    private final RecordFormat format;
    private final ModelMistake mistake;
    private final List<byte[]> batches = new ArrayList<>();
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final List<Aborted> aborted = new ArrayList<>();
    private long end;

    /** A producer. */
    private static final class Row {
        short epoch = -1;
        int lastSequence = -1;
        long openSince = -1;
        final List<Batch> last = new ArrayList<>();
    }

    private record Batch(int first, int last, long offset) {}

    private record Aborted(long producerId, long first, long marker) {}

    /** What is answered to a batch. */
    record Answer(ErrorCode error, long offset) {}

    ModelLog(RecordFormat format, ModelMistake mistake) {
        this.format = format;
        this.mistake = mistake;
    }

    long end() {
        return end;
    }

    long lastStableOffset() {
        long stable = end;
        for (Row row : rows.values()) {
            if (row.openSince >= 0) {
                stable = Math.min(stable, row.openSince);
            }
        }
        return mistake == ModelMistake.SHOWS_WHAT_IS_OPEN ? end : stable;
    }

    Answer append(ByteBuffer batch) {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        Row row = rows.computeIfAbsent(header.producerId(), id -> new Row());
        int first = header.baseSequence();
        int last = first + header.lastOffsetDelta();
        if (header.producerEpoch() == row.epoch) {
            for (Batch before : row.last) {
                if (before.first == first && before.last == last) {
                    if (mistake != ModelMistake.APPENDS_AGAIN) {
                        return new Answer(ErrorCode.NONE, before.offset);
                    }
                }
            }
        }
        if (header.producerEpoch() < row.epoch && mistake != ModelMistake.FENCES_NOBODY) {
            return new Answer(ErrorCode.INVALID_PRODUCER_EPOCH, -1);
        }
        if (header.producerEpoch() > row.epoch) {
            row.last.clear();
            row.lastSequence = -1;
            row.epoch = header.producerEpoch();
        }
        boolean isLenient =
                mistake == ModelMistake.APPENDS_AGAIN || mistake == ModelMistake.FENCES_NOBODY;
        if (first != row.lastSequence + 1 && !isLenient) {
            return new Answer(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, -1);
        }
        row.lastSequence = mistake == ModelMistake.COUNTS_BADLY ? last - 1 : last;
        row.last.add(new Batch(first, last, end));
        while (row.last.size() > BATCHES) {
            row.last.remove(0);
        }
        if (header.isTransactional() && row.openSince < 0) {
            row.openSince = end;
        }
        return new Answer(ErrorCode.NONE, add(batch));
    }

    /** Ends a producer's transaction here. */
    void mark(long producerId, short epoch, boolean committed) {
        Row row = rows.computeIfAbsent(producerId, id -> new Row());
        if (row.openSince >= 0 && !committed && mistake != ModelMistake.FORGETS_ABORTS) {
            aborted.add(new Aborted(producerId, row.openSince, end));
        }
        if (epoch > row.epoch) {
            row.epoch = epoch;
            row.last.clear();
            row.lastSequence = -1;
        }
        row.openSince = -1;
        EndMarker marker = new EndMarker(committed, 0);
        BatchSpec spec =
                new BatchSpec(
                        end,
                        CompressionType.NONE,
                        TimestampType.CREATE_TIME,
                        0,
                        new ProducerStamp(producerId, epoch, -1, true),
                        true);
        add(
                format.newBatch(spec, new GzipCompression())
                        .add(0L, marker.key(), marker.value(), List.of())
                        .build());
    }

    private long add(ByteBuffer batch) {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        long base = end;
        header.setBaseOffset(base);
        header.setPartitionLeaderEpoch(0);
        end = header.nextOffset();
        byte[] bytes = new byte[header.sizeInBytes()];
        batch.duplicate().get(bytes);
        batches.add(bytes);
        return base;
    }

    /** The batches from an offset up to another. */
    byte[] read(long from, long to) {
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        for (byte[] batch : batches) {
            BatchHeader header = BatchHeader.at(ByteBuffer.wrap(batch), 0);
            if (header.nextOffset() > from && header.nextOffset() <= to) {
                found.writeBytes(batch);
            }
        }
        return found.toByteArray();
    }

    List<AbortedTransaction> abortedFrom(long offset) {
        List<AbortedTransaction> found = new ArrayList<>();
        for (Aborted each : aborted) {
            if (each.marker >= offset) {
                found.add(new AbortedTransaction(each.producerId, each.first));
            }
        }
        return found;
    }

    List<ProducerView> producers() {
        List<ProducerView> views = new ArrayList<>();
        rows.forEach(
                (id, row) ->
                        views.add(
                                new ProducerView(
                                        id, row.epoch, row.lastSequence, -1L, 0, row.openSince)));
        return views;
    }
}
