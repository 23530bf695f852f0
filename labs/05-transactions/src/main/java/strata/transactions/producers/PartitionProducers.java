package strata.transactions.producers;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.TransactionFates;
import strata.kernel.transactions.AbortedTransaction;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verdict;
import strata.kernel.transactions.Verification;

/** What a partition knows of its producers. */
public final class PartitionProducers implements ProducerStates {
    private final ProducerStatesSpec spec;
    private final Producers producers = new Producers();
    private final OpenTransactions open = new OpenTransactions();
    private final Verifications verifications = new Verifications();
    private final SnapshotFiles snapshots;
    private final AbortedIndex aborted;
    private final FlushesUnderWay flushes = new FlushesUnderWay();
    // The base offsets of the log's segments.
    private final TreeSet<Long> segments = new TreeSet<>();
    // Null before it has begun.
    private @Nullable SegmentedLog log;
    // Every batch below it is counted. Invariant: none above it is.
    private long endOffset;
    private long highWatermark;

    public PartitionProducers(ProducerStatesSpec spec) {
        this.spec = spec;
        snapshots = new SnapshotFiles(spec.directory(), spec.storage());
        aborted = new AbortedIndex(spec.directory(), spec.storage());
        aborted.find();
    }

    private SegmentedLog log() {
        SegmentedLog there = log;
        if (there == null) {
            throw new IllegalStateException(spec.directory() + " has not begun");
        }
        return there;
    }

    // ---- beginning and files --------------------------------------------------------------------

    @Override
    public void recover(SegmentedLog opened, Known known, long nowMs) {
        Check.that(log == null, "%s has begun", spec.directory());
        log = opened;
        long end = opened.logEndOffset();
        findSegments();
        snapshots.find();
        snapshots.retain(end, segments);
        // What is told of records that were durable is, too; the rest is made anew.
        long durableBelow = Math.min(known.recoveryPoint(), end);
        aborted.begin(segments, durableBelow);
        highWatermark = Math.min(known.highWatermark(), end);
        load(Math.min(durableBelow, highWatermark), nowMs);
        new OlderBatches(opened).find(producers.values());
    }

    private void findSegments() {
        segments.clear();
        log().segments().forEach(segment -> segments.add(segment.baseOffset()));
    }

    /**
     * Makes all that is known anew: by the newest snapshot up to an offset that the log has not
     * left behind (see {@link SnapshotChoice}), and the log after it.
     */
    private void load(long newestSnapshot, long nowMs) {
        throw Todo.step(
                "5.3",
                "what the snapshot tells, without those that have expired; then the log's batches");
    }

    private void forget() {
        producers.clear();
        open.clear();
        verifications.clear();
    }

    private void restore(Producer producer) {
        producers.put(producer);
        if (producer.isOpen()) {
            open.began(producer.id(), producer.openSinceOffset());
        }
    }

    @Override
    public long endOffset() {
        return endOffset;
    }

    @Override
    public void snapshot() {
        if (!snapshots.has(endOffset)) {
            snapshots.write(endOffset, producers.values());
        }
    }

    @Override
    public @Nullable PendingFlush startFlush() {
        return flushes.start(snapshots, aborted, endOffset);
    }

    @Override
    public void flushed(PendingFlush done) {
        flushes.done(done);
    }

    @Override
    public void close() {
        snapshots.close();
        aborted.close();
    }

    // ---- may it be appended? --------------------------------------------------------------------

    @Override
    public Verdict judge(
            BatchHeader batch, BatchOrigin origin, @Nullable Verification verification) {
        throw Todo.step(
                "5.2", "a duplicate first; then epoch, transaction and sequences, in this order");
    }

    private boolean isOpen(long producerId, short producerEpoch) {
        Producer known = producers.get(producerId);
        return known != null && known.isOpen() && known.epoch() == producerEpoch;
    }

    @Override
    public @Nullable Refusal refusalOf(
            long producerId, short producerEpoch, EndMarker marker, TransactionVersion version) {
        return AppendRules.ofMarker(producers.get(producerId), producerEpoch, marker, version);
    }

    @Override
    public @Nullable Verification verification(
            long producerId, short producerEpoch, int baseSequence, TransactionVersion version) {
        throw Todo.step(
                "5.7",
                "none where it is open in this epoch, the epoch is old, or nothing is to be asked");
    }

    // ---- what has happened ----------------------------------------------------------------------

    @Override
    public void appended(ByteBuffer batches) {
        int position = batches.position();
        BatchHeader batch = BatchHeader.at(batches, position);
        while (position < batches.limit()) {
            batch.moveTo(position);
            Check.that(
                    batch.baseOffset() >= endOffset,
                    "a batch at %s, counted up to %s",
                    batch.baseOffset(),
                    endOffset);
            count(batches, batch);
            position += batch.sizeInBytes();
        }
    }

    /** Counts a batch; a control batch is whole in the buffer. */
    private void count(ByteBuffer buffer, BatchHeader batch) {
        endOffset = batch.nextOffset();
        if (!batch.hasProducerId()) {
            return;
        }
        if (batch.isControl()) {
            ByteBuffer whole = buffer.duplicate().position(batch.position());
            try (RecordIterator records = spec.format().records(whole, Compression.UNSUPPORTED)) {
                // A compaction may have left the batch without its record.
                if (records.hasNext()) {
                    Record record = records.next();
                    EndMarker marker = EndMarker.of(record.key(), record.value());
                    if (marker != null) {
                        ended(batch, marker, record.timestampMs());
                    }
                }
            }
        } else {
            wrote(batch);
        }
    }

    private void wrote(BatchHeader batch) {
        Producer producer = producers.getOrMake(batch.producerId());
        producer.wrote(batch);
        if (batch.isTransactional()) {
            if (!producer.isOpen()) {
                producer.began(batch.baseOffset());
                open.began(producer.id(), batch.baseOffset());
            }
            verifications.over(producer.id());
        }
    }

    private void ended(BatchHeader batch, EndMarker marker, long timestampMs) {
        throw Todo.step(
                "5.5",
                "the transaction has its marker; an aborted one is indexed with the LSO after it");
    }

    @Override
    public void rolled(long baseOffset) {
        Check.that(
                baseOffset >= endOffset,
                "a segment at %s, counted up to %s",
                baseOffset,
                endOffset);
        endOffset = baseOffset;
        segments.add(baseOffset);
        snapshot();
    }

    @Override
    public void segmentsChanged() {
        findSegments();
        if (hasAborted(0)) {
            aborted.rehome(segments);
        }
        snapshots.retain(endOffset, segments);
    }

    @Override
    public void truncated(long nowMs) {
        long end = log().logEndOffset();
        if (end < endOffset) {
            findSegments();
            if (hasAborted(end)) {
                aborted.truncateTo(end);
            }
            snapshots.retain(end, segments);
            highWatermark = Math.min(highWatermark, end);
            load(highWatermark, nowMs);
            new OlderBatches(log()).find(producers.values());
        }
    }

    @Override
    public void startedAt(long offset) {
        forget();
        if (hasAborted(0)) {
            aborted.truncateTo(0);
        }
        snapshots.deleteAll();
        findSegments();
        endOffset = offset;
        highWatermark = offset;
    }

    @Override
    public void highWatermarkIs(long offset) {
        highWatermark = offset;
        if (open.hasUncommitted()) {
            open.highWatermarkIs(offset);
        }
    }

    @Override
    public void expire(long nowMs) {
        throw Todo.step(
                "5.3",
                "who has written nothing for so long, and has no open transaction, is forgotten");
    }

    private boolean isExpired(Producer producer, long nowMs) {
        return !producer.isOpen()
                && nowMs - producer.lastTimestampMs() >= spec.settings().expirationMs();
    }

    // ---- what readers see -----------------------------------------------------------------------

    @Override
    public long lastStableOffset(long atHighWatermark) {
        long stable = open.lastStableOffset(atHighWatermark);
        // Of a transaction whose beginning was deleted the rest can be read.
        return Math.min(atHighWatermark, Math.max(stable, log().logStartOffset()));
    }

    @Override
    public boolean hasAborted(long fetchOffset) {
        return aborted.lastOffset() >= fetchOffset;
    }

    @Override
    public List<AbortedTransaction> aborted(long fetchOffset, long upperBoundOffset) {
        return hasAborted(fetchOffset) ? aborted.search(fetchOffset, upperBoundOffset) : List.of();
    }

    @Override
    public TransactionFates fates() {
        return new TransactionFates() {
            @Override
            public boolean known() {
                return true;
            }

            @Override
            public boolean aborted(long producerId, long offset) {
                return PartitionProducers.this.aborted(offset, offset + 1).stream()
                        .anyMatch(each -> each.producerId() == producerId);
            }
        };
    }

    @Override
    public long firstOpenOffset() {
        return open.firstOpenOffset();
    }

    @Override
    public List<ProducerView> producers() {
        return producers.values().stream().map(Producer::view).toList();
    }

    /** What is known of a producer; null for nothing. */
    @Nullable
    ProducerView producer(long producerId) {
        Producer producer = producers.get(producerId);
        return producer == null ? null : producer.view();
    }
}
