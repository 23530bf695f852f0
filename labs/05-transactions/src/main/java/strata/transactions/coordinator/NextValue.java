package strata.transactions.coordinator;

import java.util.List;
import strata.kernel.TopicPartition;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;

/**
 * What will be true of a transactional id, in the making. What is not said stays as it is; the
 * producer id of before is always noted, as Kafka does.
 */
final class NextValue {
    private final TransactionState state;
    private final long previousProducerId;
    private final long updatedMs;
    private long producerId;
    private long nextProducerId;
    private short producerEpoch;
    private int timeoutMs;
    private List<TopicPartition> partitions;
    private long startedMs;
    private TransactionVersion clientVersion;

    /** Of an id that is known. */
    NextValue(TransactionValue before, TransactionState state, long wallMs) {
        this.state = state;
        updatedMs = wallMs;
        previousProducerId = before.producerId();
        producerId = before.producerId();
        nextProducerId = before.nextProducerId();
        producerEpoch = before.producerEpoch();
        timeoutMs = before.timeoutMs();
        partitions = before.partitions();
        startedMs = before.startedMs();
        clientVersion = before.clientVersion();
    }

    /** Of an id that is not known yet: a producer in its first epoch, without a transaction. */
    NextValue(long producerId, long wallMs) {
        state = TransactionState.EMPTY;
        updatedMs = wallMs;
        previousProducerId = producerId;
        this.producerId = producerId;
        nextProducerId = ProducerIdSupply.NONE;
        partitions = List.of();
        startedMs = -1L;
        clientVersion = TransactionVersion.V0;
    }

    NextValue producer(long id, int epoch) {
        producerId = id;
        producerEpoch = (short) epoch;
        return this;
    }

    NextValue nextProducerId(long id) {
        nextProducerId = id;
        return this;
    }

    NextValue timeoutMs(int ms) {
        timeoutMs = ms;
        return this;
    }

    NextValue partitions(List<TopicPartition> inOrder) {
        partitions = inOrder;
        return this;
    }

    NextValue startedMs(long wallMs) {
        startedMs = wallMs;
        return this;
    }

    NextValue clientVersion(TransactionVersion version) {
        clientVersion = version;
        return this;
    }

    TransactionValue done() {
        return new TransactionValue(
                producerId,
                previousProducerId,
                nextProducerId,
                producerEpoch,
                timeoutMs,
                state,
                partitions,
                updatedMs,
                startedMs,
                clientVersion);
    }
}
