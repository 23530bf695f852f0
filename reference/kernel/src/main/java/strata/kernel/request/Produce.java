package strata.kernel.request;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.TopicRef;

/** Produce (key 0): append record batches. */
public final class Produce {
    private Produce() {}

    /**
     * @param acks 0 no answer, 1 the leader has it, -1 every in-sync replica has it; others are
     *     refused
     * @param timeoutMs how long to wait for the replicas
     * @param transactionalId of a transactional producer
     * @param support what of transactions the client's version knows
     */
    public record Request(
            short acks,
            int timeoutMs,
            @Nullable String transactionalId,
            TransactionSupport support,
            List<TopicData> topics)
            implements strata.kernel.request.Request {
        /** Of a client of the newest version. */
        public Request(
                short acks,
                int timeoutMs,
                @Nullable String transactionalId,
                List<TopicData> topics) {
            this(acks, timeoutMs, transactionalId, TransactionSupport.ADDS_PARTITIONS, topics);
        }
    }

    /** Batches for one topic. */
    public record TopicData(TopicRef topic, List<PartitionData> partitions) {}

    /**
     * @param batches as they came, not checked; valid until the turn ends; they may be written to
     *     (the broker sets offsets in place)
     * @param refusal what the protocol's version alone forbids, as zstd before version 7; null for
     *     nothing. The broker answers with it and appends nothing
     */
    public record PartitionData(
            int partition, @Nullable ByteBuffer batches, @Nullable Refusal refusal) {
        public PartitionData(int partition, @Nullable ByteBuffer batches) {
            this(partition, batches, null);
        }
    }

    /**
     * @param endpoints where the leaders are that {@link PartitionResult#currentLeader} names
     */
    public record Response(List<TopicResult> topics, List<Metadata.Broker> endpoints)
            implements strata.kernel.request.Response {
        public Response(List<TopicResult> topics) {
            this(topics, List.of());
        }
    }

    public record TopicResult(TopicRef topic, List<PartitionResult> partitions) {}

    /**
     * @param baseOffset of the first record appended; -1 on an error
     * @param logAppendTimeMs -1 unless the topic stamps by append time
     * @param logStartOffset -1 on an error
     * @param errorMessage for a person; null when there is nothing to add
     * @param currentLeader for one who asked the wrong node (KIP-951); null for not told
     */
    public record PartitionResult(
            int partition,
            ErrorCode error,
            long baseOffset,
            long logAppendTimeMs,
            long logStartOffset,
            @Nullable String errorMessage,
            @Nullable LeaderAndEpoch currentLeader) {
        public PartitionResult(
                int partition,
                ErrorCode error,
                long baseOffset,
                long logAppendTimeMs,
                long logStartOffset,
                @Nullable String errorMessage) {
            this(partition, error, baseOffset, logAppendTimeMs, logStartOffset, errorMessage, null);
        }

        /** The same answer, saying who leads. */
        public PartitionResult withLeader(LeaderAndEpoch leader) {
            return new PartitionResult(
                    partition,
                    error,
                    baseOffset,
                    logAppendTimeMs,
                    logStartOffset,
                    errorMessage,
                    leader);
        }

        /** A partition to which nothing was appended. */
        public static PartitionResult failed(int partition, ErrorCode error, @Nullable String why) {
            return new PartitionResult(partition, error, -1L, -1L, -1L, why);
        }
    }
}
