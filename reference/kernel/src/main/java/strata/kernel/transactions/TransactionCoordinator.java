package strata.kernel.transactions;

import java.util.List;
import strata.kernel.Answer;
import strata.kernel.PartitionCoordinator;

/**
 * The coordinator of the transactional ids of one partition of {@code __transaction_state} (KIP-98,
 * KIP-360, KIP-890).
 *
 * <p>It is asked InitProducerId with a transactional id; AddPartitionsToTxn of one transaction
 * (also what the broker makes of AddOffsetsToTxn: the group's partition of {@code
 * __consumer_offsets}); EndTxn; DescribeTransactions of its own ids; ListTransactions. A
 * transactional id that is empty is {@code INVALID_REQUEST}. It answers with the newest protocol's
 * errors; {@code wire} puts what an older one knows in their place.
 *
 * <p><b>While a decided transaction is not complete</b>, whatever is asked of its id is {@code
 * CONCURRENT_TRANSACTIONS}: come again. Only what is wrong with the request itself comes before,
 * and whose id it is not with who verifies, or ends below V2.
 *
 * <p><b>InitProducerId.</b> A producer id without an epoch, or the other way round: {@code
 * INVALID_REQUEST}. A timeout that is not positive, or above {@code transaction.max.timeout.ms}:
 * {@code INVALID_TRANSACTION_TIMEOUT}. An unknown id gets a new producer id, epoch 0, whatever the
 * producer says that it had. A producer that says what it had (KIP-360) is {@code PRODUCER_FENCED}
 * unless that is the present producer id, or the one before with an exhausted epoch. While a
 * transaction is ongoing: it is aborted under a bumped epoch, so that its producer is fenced, and
 * the answer is {@code CONCURRENT_TRANSACTIONS}. Else the epoch is bumped: of who said nothing,
 * always; of who said the present epoch, too; who said the last one, which was bumped for the same
 * producer (by this request when it named its epoch, or by an end of V2), gets the present one
 * again, as its answer was lost; others are {@code PRODUCER_FENCED}. Epochs are exhausted at 2^15 -
 * 2: then a bump brings a new producer id, with epoch 0. Where the supply has no id: {@code
 * COORDINATOR_LOAD_IN_PROGRESS}.
 *
 * <p><b>AddPartitionsToTxn.</b> Unknown id or another producer id: {@code
 * INVALID_PRODUCER_ID_MAPPING}; another epoch: {@code PRODUCER_FENCED}. To verify only: {@code
 * TRANSACTION_ABORTABLE} for a partition that the transaction does not have. Else they are added;
 * the first ones begin it. What it has already is answered without a record.
 *
 * <p><b>EndTxn.</b> Unknown id or another producer id: {@code INVALID_PRODUCER_ID_MAPPING}. By a
 * client of {@link TransactionVersion#V0} or V1: another epoch is {@code PRODUCER_FENCED}; ongoing:
 * decided; complete the same way: done; everything else {@code INVALID_TXN_STATE}. By one of V2:
 * deciding bumps the epoch (an exhausted one brings a new producer id once it is complete). The
 * epoch before the one of a complete transaction, or the exhausted one of the producer id before,
 * is a repetition: done if it has ended the same way, else {@code INVALID_TXN_STATE}. The present
 * epoch is the next transaction's, where an abort of nothing is decided and complete like any, and
 * a commit of nothing is {@code INVALID_TXN_STATE}. Other epochs are {@code PRODUCER_FENCED}, and
 * so is the exhausted one of the producer id before where it is no repetition. Who is told that it
 * is decided or done is told the producer id and epoch of the next transaction. The answer leaves
 * when the decision is committed; markers go out then and not before.
 *
 * <p><b>Aborts by the coordinator.</b> At {@link TransactionsSpec#version} V2 it aborts as a client
 * of V2 does; below, it bumps the epoch for that: so the producer is fenced in any case. The
 * highest epoch, 2^15 - 1, is never a client's, and stays when it is bumped.
 *
 * <p><b>Markers.</b> {@link #committed} hands those of every decided transaction to the {@link
 * MarkerWriter}, after a failover again. Of a partition's answer: {@code NONE}, {@code
 * UNKNOWN_TOPIC_ID}, {@code UNSUPPORTED_FOR_MESSAGE_FORMAT} and {@code UNSUPPORTED_VERSION} count
 * as done; {@code INVALID_PRODUCER_EPOCH} and {@code TRANSACTION_COORDINATOR_FENCED} end the
 * sending, as another coordinator has taken over; all others are tried again after {@link
 * TransactionSettings#markerRetryMs}. When every partition is done the transaction is complete; a
 * decision that has no partitions is complete at once.
 *
 * <p><b>Time.</b> A transaction that has been ongoing for its whole timeout is aborted under a
 * bumped epoch. The time counts from its first partition; after a failover it counts anew, as with
 * sessions of groups. A step that needs a producer id while there is none, or whose record could
 * not be appended, is tried again after {@link TransactionSettings#markerRetryMs}. An id expires
 * that has no transaction and was last changed {@code transactional.id.expiration.ms} ago, or
 * earlier.
 *
 * <p><b>Records.</b> {@code updatedMs} is the wall time of the command; of what follows from the
 * passing of time, the last one told and the time gone by since. {@code clientVersion} is that of
 * who has added partitions; of a decision {@code V2} if it bumped the epoch as such, else {@code
 * V0}; completing and InitProducerId leave it as it is, {@code V0} in the first record. {@code
 * startedMs} is when the first partition was added, of an abort of nothing when it was decided, and
 * -1 after InitProducerId.
 *
 * <p>What no record tells of, and what dies with the leadership: the epoch before the present one
 * (Kafka's format has no room for it), which partitions have confirmed a marker, deadlines.
 *
 * <p>Invariants: a decision is never changed; no marker leaves before its decision is committed;
 * the pair of producer id and epoch of a transactional id only rises (or the producer id is a new
 * one); at most one transaction of an id is not complete.
 */
public interface TransactionCoordinator
        extends PartitionCoordinator<TransactionCommand, TransactionRecord> {
    /** The transactional ids that it knows, in their order. */
    List<TransactionView> transactions();

    /** No answer yet, nothing to store. */
    static Decision<TransactionRecord, List<Answer>> nothing() {
        return new Decision<>(List.of(), List.of());
    }
}
