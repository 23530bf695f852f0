package strata.transactions.coordinator;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.request.Response;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;

/** A decision in the making. */
final class Draft {
    private final short recordVersion;
    private final List<TransactionRecord> events = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    /**
     * @param version the cluster's, as it is now
     */
    Draft(TransactionVersion version) {
        recordVersion = version.recordVersion();
    }

    /** Something is true of a transactional id from now on. */
    void store(String transactionalId, TransactionValue value) {
        events.add(new TransactionRecord(transactionalId, value, recordVersion));
    }

    /** A transactional id is not known any more. */
    void remove(String transactionalId) {
        events.add(TransactionRecord.tombstone(transactionalId));
    }

    /** Answers one who waits; each is answered once. */
    void answer(Asked asked, Response response) {
        answers.add(new Answer(asked.waiter(), response));
    }

    /** How many records it stores. */
    int eventCount() {
        return events.size();
    }

    /** The decision made of it. */
    Decision<TransactionRecord, List<Answer>> decision() {
        return new Decision<>(List.copyOf(events), List.copyOf(answers));
    }
}
