package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
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
import strata.sim.transactions.PlantedTransactions.Mistake;

/** What a partition knows of its producers, with one mistake. */
final class PlantedProducers implements ProducerStates {
    private final ProducerStates states;
    private final Mistake mistake;

    PlantedProducers(ProducerStates states, Mistake mistake) {
        this.states = states;
        this.mistake = mistake;
    }

    @Override
    public void recover(SegmentedLog log, Known known, long nowMs) {
        states.recover(log, known, nowMs);
        if (mistake == Mistake.FORGETS_PRODUCERS) {
            states.expire(nowMs + 1_000L * 86_400_000);
        }
    }

    @Override
    public Verdict judge(
            BatchHeader batch, BatchOrigin origin, @Nullable Verification verification) {
        Verdict verdict = states.judge(batch, origin, verification);
        boolean lets =
                switch (mistake) {
                    case KNOWS_NO_DUPLICATES -> verdict instanceof Verdict.Duplicate;
                    case CHECKS_NO_EPOCH ->
                            verdict instanceof Verdict.Refused refused
                                    && refused.refusal().error()
                                            == ErrorCode.INVALID_PRODUCER_EPOCH;
                    default -> false;
                };
        return lets ? Verdict.APPEND : verdict;
    }

    @Override
    public @Nullable Refusal refusalOf(
            long producerId, short producerEpoch, EndMarker marker, TransactionVersion version) {
        return states.refusalOf(producerId, producerEpoch, marker, version);
    }

    @Override
    public @Nullable Verification verification(
            long producerId, short producerEpoch, int baseSequence, TransactionVersion version) {
        return mistake == Mistake.CHECKS_NO_EPOCH
                ? null
                : states.verification(producerId, producerEpoch, baseSequence, version);
    }

    @Override
    public long lastStableOffset(long highWatermark) {
        return switch (mistake) {
            case STABLE_TO_THE_END -> highWatermark;
            case STABLE_BEYOND -> highWatermark + 1;
            default -> states.lastStableOffset(highWatermark);
        };
    }

    @Override
    public boolean hasAborted(long fetchOffset) {
        return mistake != Mistake.TELLS_NO_ABORTS && states.hasAborted(fetchOffset);
    }

    @Override
    public List<AbortedTransaction> aborted(long fetchOffset, long upperBoundOffset) {
        return mistake == Mistake.TELLS_NO_ABORTS
                ? List.of()
                : states.aborted(fetchOffset, upperBoundOffset);
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
