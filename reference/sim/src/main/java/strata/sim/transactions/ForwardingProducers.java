package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.PendingFlush;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.TransactionFates;
import strata.kernel.transactions.AbortedTransaction;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verdict;
import strata.kernel.transactions.Verification;

/**
 * Producer states as they are; whoever watches them, or breaks them, overrides what it is about.
 */
class ForwardingProducers implements ProducerStates {
    /** Those that are asked. */
    protected final ProducerStates states;

    ForwardingProducers(ProducerStates states) {
        this.states = states;
    }

    @Override
    public void recover(SegmentedLog log, Known about, long nowMs) {
        states.recover(log, about, nowMs);
    }

    @Override
    public long endOffset() {
        return states.endOffset();
    }

    @Override
    public void snapshot() {
        states.snapshot();
    }

    @Override
    public @Nullable PendingFlush startFlush() {
        return states.startFlush();
    }

    @Override
    public void flushed(PendingFlush done) {
        states.flushed(done);
    }

    @Override
    public void close() {
        states.close();
    }

    @Override
    public Verdict judge(
            BatchHeader batch, BatchOrigin origin, @Nullable Verification verification) {
        return states.judge(batch, origin, verification);
    }

    @Override
    public @Nullable Refusal refusalOf(
            long producerId, short producerEpoch, EndMarker marker, TransactionVersion version) {
        return states.refusalOf(producerId, producerEpoch, marker, version);
    }

    @Override
    public @Nullable Verification verification(
            long producerId, short producerEpoch, int baseSequence, TransactionVersion version) {
        return states.verification(producerId, producerEpoch, baseSequence, version);
    }

    @Override
    public void appended(ByteBuffer batches) {
        states.appended(batches);
    }

    @Override
    public void rolled(long baseOffset) {
        states.rolled(baseOffset);
    }

    @Override
    public void segmentsChanged() {
        states.segmentsChanged();
    }

    @Override
    public void truncated(long nowMs) {
        states.truncated(nowMs);
    }

    @Override
    public void startedAt(long offset) {
        states.startedAt(offset);
    }

    @Override
    public void highWatermarkIs(long offset) {
        states.highWatermarkIs(offset);
    }

    @Override
    public void expire(long nowMs) {
        states.expire(nowMs);
    }

    @Override
    public long lastStableOffset(long highWatermark) {
        return states.lastStableOffset(highWatermark);
    }

    @Override
    public boolean hasAborted(long fetchOffset) {
        return states.hasAborted(fetchOffset);
    }

    @Override
    public List<AbortedTransaction> aborted(long fetchOffset, long upperBoundOffset) {
        return states.aborted(fetchOffset, upperBoundOffset);
    }

    @Override
    public TransactionFates fates() {
        return states.fates();
    }

    @Override
    public long firstOpenOffset() {
        return states.firstOpenOffset();
    }

    @Override
    public List<ProducerView> producers() {
        return states.producers();
    }
}
