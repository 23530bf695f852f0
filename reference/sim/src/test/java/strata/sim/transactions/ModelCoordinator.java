package strata.sim.transactions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchHeader;
import strata.kernel.request.AddOffsetsToTxn;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;

/** The model's coordinator of transactions and of one group, at once and without timeouts. */
final class ModelCoordinator {
    private static final int MARKS_MAX = 30;

    private final Map<TopicPartition, ModelLog> logs;
    private final ModelMistake mistake;
    private final Map<String, Id> ids = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
    private long nextId = 100;
    private int asked;
    private int finished;

    /** A transactional id. */
    private static final class Id {
        long producerId;
        short epoch;
        // The epoch before, where an end has bumped it; and how that one ended.
        short endedEpoch = -1;
        boolean endedWell;
        boolean ongoing;
        final Set<TopicPartition> partitions = new LinkedHashSet<>();
        final Map<TopicPartition, Long> pending = new LinkedHashMap<>();
    }

    ModelCoordinator(Map<TopicPartition, ModelLog> logs, ModelMistake mistake) {
        this.logs = logs;
        this.mistake = mistake;
    }

    Response answer(Request request) {
        return switch (request) {
            case InitProducerId.Request init -> initialise(init);
            case AddPartitionsToTxn.Request add -> add(add.transactions().get(0));
            case AddOffsetsToTxn.Request add ->
                    new AddOffsetsToTxn.Response(
                            refusal(add.transactionalId(), add.producerId(), add.producerEpoch()));
            case EndTxn.Request end -> end(end);
            case TxnOffsetCommit.Request commit -> commit(commit);
            case OffsetFetch.Request fetch -> fetch(fetch);
            default -> throw new IllegalStateException("unexpected: " + request);
        };
    }

    private Response initialise(InitProducerId.Request request) {
        String name = request.transactionalId();
        if (name == null) {
            return new InitProducerId.Response(ErrorCode.NONE, nextId++, (short) 0);
        }
        Id id = ids.get(name);
        if (id == null) {
            id = new Id();
            id.producerId = nextId++;
            ids.put(name, id);
        } else {
            if (mistake != ModelMistake.BUMPS_NO_EPOCH) {
                id.epoch++;
            }
            if (id.ongoing) {
                finish(id, false);
            }
            id.endedEpoch = -1;
        }
        return new InitProducerId.Response(ErrorCode.NONE, id.producerId, id.epoch);
    }

    private Response add(AddPartitionsToTxn.Transaction asked) {
        ErrorCode error =
                refusal(asked.transactionalId(), asked.producerId(), asked.producerEpoch());
        if (error == ErrorCode.NONE) {
            Id id = Objects.requireNonNull(ids.get(asked.transactionalId()));
            id.ongoing = true;
            id.partitions.addAll(asked.partitions());
        }
        return new AddPartitionsToTxn.Response(
                ErrorCode.NONE, List.of(AddPartitionsToTxn.Result.failed(asked, error)));
    }

    /** Whether a batch may come; a newer client's partition joins by it. */
    ErrorCode joins(Produce.Request request, TopicPartition partition, ByteBuffer batch) {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        String name = request.transactionalId();
        if (!header.isTransactional() || name == null) {
            return ErrorCode.NONE;
        }
        ErrorCode error = refusal(name, header.producerId(), header.producerEpoch());
        Id id = ids.get(name);
        if (error != ErrorCode.NONE || id == null) {
            return ErrorCode.INVALID_PRODUCER_EPOCH;
        }
        if (request.support() == TransactionSupport.ADDS_PARTITIONS) {
            id.ongoing = true;
            id.partitions.add(partition);
        }
        return id.partitions.contains(partition) || mistake == ModelMistake.FENCES_NOBODY
                ? ErrorCode.NONE
                : ErrorCode.INVALID_TXN_STATE;
    }

    private ErrorCode refusal(String name, long producerId, short epoch) {
        Id id = ids.get(name);
        if (id == null || id.producerId != producerId) {
            return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
        }
        if (mistake == ModelMistake.FENCES_ANYBODY && ++asked % 40 == 0) {
            return ErrorCode.PRODUCER_FENCED;
        }
        return id.epoch == epoch || mistake == ModelMistake.FENCES_NOBODY
                ? ErrorCode.NONE
                : ErrorCode.PRODUCER_FENCED;
    }

    private Response end(EndTxn.Request request) {
        Id id = ids.get(request.transactionalId());
        boolean isRepeated =
                id != null
                        && request.version().bumpsEpochs()
                        && id.endedEpoch == request.producerEpoch();
        ErrorCode error =
                isRepeated
                        ? ErrorCode.NONE
                        : refusal(
                                request.transactionalId(),
                                request.producerId(),
                                request.producerEpoch());
        if (id == null || error != ErrorCode.NONE) {
            return EndTxn.Response.failed(error);
        }
        if (isRepeated || !id.ongoing) {
            return id.endedWell == request.committed()
                    ? new EndTxn.Response(ErrorCode.NONE, id.producerId, id.epoch)
                    : EndTxn.Response.failed(ErrorCode.INVALID_TXN_STATE);
        }
        if (request.version().bumpsEpochs()) {
            id.endedEpoch = id.epoch++;
        }
        id.endedWell = request.committed();
        finish(id, request.committed() && mistake != ModelMistake.ABORTS_COMMITS);
        return new EndTxn.Response(ErrorCode.NONE, id.producerId, id.epoch);
    }

    private void finish(Id id, boolean committed) {
        if (mistake != ModelMistake.MARKS_NO_MORE || ++finished < MARKS_MAX) {
            for (TopicPartition partition : id.partitions) {
                Objects.requireNonNull(logs.get(partition))
                        .mark(id.producerId, id.epoch, committed);
            }
        }
        boolean counts =
                committed
                        ? mistake != ModelMistake.LOSES_OFFSETS
                        : mistake == ModelMistake.COMMITS_OFFSETS_AT_ONCE;
        if (counts) {
            offsets.putAll(id.pending);
        }
        id.pending.clear();
        id.partitions.clear();
        id.ongoing = false;
    }

    private Response commit(TxnOffsetCommit.Request request) {
        TxnOffsetCommit.Transaction of = request.transaction();
        ErrorCode error = refusal(of.transactionalId(), of.producerId(), of.producerEpoch());
        if (error == ErrorCode.NONE) {
            Id id = Objects.requireNonNull(ids.get(of.transactionalId()));
            id.ongoing = true;
            for (OffsetCommit.Topic topic : request.topics()) {
                for (OffsetCommit.Partition each : topic.partitions()) {
                    String name = ((TopicRef.Named) topic.topic()).name();
                    id.pending.put(new TopicPartition(name, each.partition()), each.offset());
                }
            }
        }
        return TxnOffsetCommit.failed(request, error);
    }

    private Response fetch(OffsetFetch.Request request) {
        OffsetFetch.Group group = request.groups().get(0);
        List<OffsetFetch.TopicResult> topics = new ArrayList<>();
        for (OffsetFetch.Topic topic : Objects.requireNonNull(group.topics())) {
            String name = ((TopicRef.Named) topic.topic()).name();
            List<OffsetFetch.PartitionResult> results = new ArrayList<>();
            for (int number : topic.partitions()) {
                Long offset = offsets.get(new TopicPartition(name, number));
                results.add(
                        new OffsetFetch.PartitionResult(
                                number, offset == null ? -1 : offset, -1, "", ErrorCode.NONE));
            }
            topics.add(new OffsetFetch.TopicResult(name, TopicId.ZERO, results));
        }
        return new OffsetFetch.Response(
                List.of(new OffsetFetch.GroupResult(group.groupId(), ErrorCode.NONE, topics)));
    }
}
