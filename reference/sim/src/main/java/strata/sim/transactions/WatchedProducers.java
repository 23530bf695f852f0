package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.FileSlice;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.ProducerView;
import strata.sim.Breach;
import strata.sim.broker.GzipCompression;

/** What a partition knows of its producers, under watch. */
final class WatchedProducers extends ForwardingProducers {
    private final ProducerStatesSpec spec;
    private final ProducerClaims claims;
    private final DecisionClaims decisions;
    // As last told to readers; of nothing that was truncated since.
    private long stableOffset = -1;
    private long highWatermark = -1;
    private @Nullable SegmentedLog opened;
    // Of the last batch; -1 where that is not known.
    private int lastEpoch = -1;
    // Producers with a transaction that was open when the leader of that epoch took over.
    private final Set<Long> openAtMove = new LinkedHashSet<>();

    WatchedProducers(
            ProducerStatesSpec spec,
            ProducerStates states,
            ProducerClaims claims,
            DecisionClaims decisions) {
        super(states);
        this.spec = spec;
        this.claims = claims;
        this.decisions = decisions;
    }

    @Override
    public void recover(SegmentedLog log, Known about, long nowMs) {
        states.recover(log, about, nowMs);
        opened = log;
        compare();
    }

    @Override
    public void appended(ByteBuffer batches) {
        noteMoves(batches);
        states.appended(batches);
        int epoch = -1;
        boolean ofProducers = false;
        int at = batches.position();
        while (at < batches.limit()) {
            BatchHeader header = BatchHeader.at(batches, at);
            epoch = header.partitionLeaderEpoch();
            ofProducers |= header.hasProducerId();
            if (header.isControl() && header.hasProducerId()) {
                look(header, batches.slice(at, header.sizeInBytes()));
            }
            at += header.sizeInBytes();
        }
        if (ofProducers) {
            claims.lived(spec.directory(), states.endOffset(), epoch, states.producers());
        }
    }

    private void noteMoves(ByteBuffer batches) {
        int at = batches.position();
        while (at < batches.limit()) {
            BatchHeader header = BatchHeader.at(batches, at);
            int epoch = header.partitionLeaderEpoch();
            if (lastEpoch >= 0 && epoch > lastEpoch) {
                openAtMove.clear();
                for (ProducerView producer : states.producers()) {
                    if (producer.openSinceOffset() >= 0) {
                        openAtMove.add(producer.producerId());
                    }
                }
            }
            lastEpoch = epoch;
            if (header.hasProducerId() && openAtMove.remove(header.producerId())) {
                Moves.Next next = header.isControl() ? Moves.Next.MARKER : Moves.Next.BATCH;
                decisions.moves().leader(spec.directory(), epoch, header.producerId(), next);
            }
            at += header.sizeInBytes();
        }
    }

    private void look(BatchHeader header, ByteBuffer batch) {
        try (RecordIterator records = spec.format().records(batch, new GzipCompression())) {
            Record first = records.next();
            EndMarker marker = EndMarker.of(first.key(), first.value());
            if (marker != null) {
                decisions.marked(
                        spec.directory(),
                        header.producerId(),
                        header.producerEpoch(),
                        marker.committed());
            }
        }
    }

    @Override
    public void truncated(long nowMs) {
        states.truncated(nowMs);
        forget();
        compare();
    }

    @Override
    public void startedAt(long offset) {
        states.startedAt(offset);
        forget();
    }

    /** Compares what it has made of its log with what others know at the end of the same log. */
    private void compare() {
        SegmentedLog log = opened;
        long end = states.endOffset();
        if (log == null || end <= log.logStartOffset()) {
            return;
        }
        FileSlice last = log.read(end - 1, end, 1, true);
        if (last != null) {
            ByteBuffer header = ByteBuffer.allocate(Math.min(last.count(), BatchHeader.SIZE));
            last.read(header, 0);
            last.release();
            int epoch = BatchHeader.at(header, 0).partitionLeaderEpoch();
            lastEpoch = epoch;
            openAtMove.clear();
            claims.lived(spec.directory(), end, epoch, states.producers());
        }
    }

    private void forget() {
        stableOffset = -1;
        highWatermark = -1;
    }

    @Override
    public long lastStableOffset(long mark) {
        long stable = states.lastStableOffset(mark);
        if (stable > mark) {
            throw broken(
                    "stable-beyond-high-watermark",
                    "The last stable offset is not above the high watermark",
                    stable,
                    mark);
        }
        if (mark >= highWatermark && stable < stableOffset) {
            throw broken(
                    "stable-went-back",
                    "What readers of committed records were shown stays stable",
                    stable,
                    mark);
        }
        stableOffset = stable;
        highWatermark = mark;
        return stable;
    }

    private RuntimeException broken(String name, String claim, long stable, long mark) {
        throw claims.world()
                .breach(
                        Breach.of(
                                name,
                                claim,
                                String.format(
                                        Locale.ROOT,
                                        "%s: last stable offset %d with high watermark %d; before"
                                                + " it was %d with %d",
                                        spec.directory(),
                                        stable,
                                        mark,
                                        stableOffset,
                                        highWatermark),
                                spec.directory()));
    }
}
