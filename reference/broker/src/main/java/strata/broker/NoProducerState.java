package strata.broker;

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

/**
 * Stands in for layer 5 while it is absent: a promise of exactly-once that nobody keeps is refused
 * rather than broken. No client gets a producer id here, as InitProducerId is not advertised. So
 * there is nothing to know, and nothing on the disk.
 */
final class NoProducerState implements ProducerStates {
    static final NoProducerState INSTANCE = new NoProducerState();

    private static final Verdict TRANSACTIONAL =
            new Verdict.Refused(
                    new Refusal(
                            ErrorCode.INVALID_TXN_STATE,
                            "transactions need layer 5 (transactions), which is not present"));
    private static final Verdict IDEMPOTENT =
            new Verdict.Refused(
                    new Refusal(
                            ErrorCode.UNKNOWN_PRODUCER_ID,
                            "idempotent producers need layer 5 (transactions), which is not"
                                    + " present: set enable.idempotence=false"));

    private NoProducerState() {}

    @Override
    public Verdict judge(
            BatchHeader batch, BatchOrigin origin, @Nullable Verification verification) {
        if (batch.isTransactional()) {
            return TRANSACTIONAL;
        }
        return batch.hasProducerId() ? IDEMPOTENT : Verdict.APPEND;
    }

    @Override
    public Refusal refusalOf(
            long producerId, short producerEpoch, EndMarker marker, TransactionVersion version) {
        return new Refusal(ErrorCode.UNSUPPORTED_VERSION, "there are no transactions");
    }

    @Override
    public @Nullable Verification verification(
            long producerId, short producerEpoch, int baseSequence, TransactionVersion version) {
        return null;
    }

    @Override
    public void recover(SegmentedLog log, Known known, long nowMs) {}

    @Override
    public long endOffset() {
        return 0;
    }

    @Override
    public void snapshot() {}

    @Override
    public @Nullable PendingFlush startFlush() {
        return null;
    }

    @Override
    public void flushed(PendingFlush done) {}

    @Override
    public void close() {}

    @Override
    public void appended(ByteBuffer batches) {}

    @Override
    public void rolled(long baseOffset) {}

    @Override
    public void segmentsChanged() {}

    @Override
    public void truncated(long nowMs) {}

    @Override
    public void startedAt(long offset) {}

    @Override
    public void highWatermarkIs(long offset) {}

    @Override
    public void expire(long nowMs) {}

    @Override
    public long lastStableOffset(long highWatermark) {
        return highWatermark;
    }

    @Override
    public boolean hasAborted(long fetchOffset) {
        return false;
    }

    @Override
    public List<AbortedTransaction> aborted(long fetchOffset, long upperBoundOffset) {
        return List.of();
    }

    @Override
    public TransactionFates fates() {
        return TransactionFates.UNKNOWN;
    }

    @Override
    public long firstOpenOffset() {
        return -1;
    }

    @Override
    public List<ProducerView> producers() {
        return List.of();
    }
}
