package strata.sim.transactions;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.transactions.AbortedTransaction;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verdict;
import strata.kernel.transactions.Verification;
import strata.sim.transactions.PlantedTransactions.Mistake;

/** What a partition knows of its producers, with one mistake. */
final class PlantedProducers extends ForwardingProducers {
    private final Mistake mistake;

    PlantedProducers(ProducerStates states, Mistake mistake) {
        super(states);
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
}
