package strata.segments;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.log.BatchHeader;
import strata.kernel.segments.TransactionFates;

/**
 * Knows what became of transactions while a compaction goes over a log below the last stable
 * offset, batch by batch. All batches of a producer between two of its markers are of one
 * transaction, so one question tells the fate of all of them.
 */
final class TransactionWalk {
    private final TransactionFates fates;

    /**
     * By producer id: whether its transaction was aborted, of those of which a batch has come by,
     * but not yet the marker. That batch may be a bare header: it is a batch of its transaction as
     * well, for whoever reads the log anew.
     */
    private final Map<Long, Boolean> aborted = new LinkedHashMap<>();

    TransactionWalk(TransactionFates fates) {
        this.fates = fates;
    }

    /** A batch comes by, after all those before it. */
    BatchRole next(BatchHeader batch) {
        if (!fates.known() || !batch.hasProducerId()) {
            return BatchRole.ANY;
        }
        long producerId = batch.producerId();
        if (batch.isControl()) {
            boolean nothingLeft = aborted.remove(producerId) == null;
            return nothingLeft ? BatchRole.LAST_OF_TRANSACTION : BatchRole.ANY;
        }
        if (!batch.isTransactional()) {
            return BatchRole.ANY;
        }
        Boolean fate = aborted.get(producerId);
        if (fate == null) {
            fate = fates.aborted(producerId, batch.baseOffset());
            aborted.put(producerId, fate);
        }
        return fate ? BatchRole.ABORTED : BatchRole.COMMITTED;
    }

    /** Whether transactional batches can be told apart at all. */
    boolean knows() {
        return fates.known();
    }
}
