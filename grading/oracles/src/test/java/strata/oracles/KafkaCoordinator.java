package strata.oracles;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import kafka.coordinator.transaction.CoordinatorEpochAndTxnMetadata;
import kafka.coordinator.transaction.TransactionConfig;
import kafka.coordinator.transaction.TransactionCoordinator;
import kafka.coordinator.transaction.TransactionMarkerChannelManager;
import kafka.coordinator.transaction.TransactionStateManager;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.ProducerIdAndEpoch;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Timer;
import org.apache.kafka.coordinator.transaction.ProducerIdManager;
import org.apache.kafka.coordinator.transaction.TransactionLog;
import org.apache.kafka.coordinator.transaction.TransactionMetadata;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.TxnTransitMetadata;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.common.TransactionVersion;
import scala.Function1;
import scala.Option;
import scala.Some;
import scala.runtime.BoxedUnit;
import scala.util.Either;
import scala.util.Right;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;

/**
 * Apache Kafka's own transaction coordinator, with a log in memory: what it stores is committed at
 * once, and markers are under way until {@link #delivered}.
 */
final class KafkaCoordinator implements AutoCloseable {
    /** What it stored, as bytes. */
    record Stored(ByteBuffer key, ByteBuffer value) {}

    final List<Stored> log = new ArrayList<>();
    short level = 2;
    long nowMs = 1_000_000L;
    long nextProducerId = 1_000L;
    private final Map<String, TransactionMetadata> ids = new TreeMap<>();
    private final Map<String, TxnTransitMetadata> completions = new TreeMap<>();
    private final Metrics metrics = new Metrics();
    private final TransactionCoordinator coordinator;
    private final States states;

    KafkaCoordinator(int maxTimeoutMs) {
        TransactionConfig config =
                new TransactionConfig(
                        604_800_000,
                        maxTimeoutMs,
                        1,
                        (short) 1,
                        1 << 20,
                        1 << 20,
                        1,
                        10_000,
                        3_600_000,
                        false,
                        30_000);
        Time time = new PlantedTime();
        states = new States(config, time);
        coordinator =
                new TransactionCoordinator(
                        config,
                        null,
                        () -> (ProducerIdManager) () -> nextProducerId++,
                        states,
                        new Markers(time),
                        time,
                        new LogContext());
    }

    InitProducerId.Response init(InitProducerId.Request request) {
        List<InitProducerId.Response> answers = new ArrayList<>();
        Option<ProducerIdAndEpoch> said =
                request.producerId() < 0
                        ? Option.empty()
                        : Some.apply(
                                new ProducerIdAndEpoch(
                                        request.producerId(), request.producerEpoch()));
        coordinator.handleInitProducerId(
                request.transactionalId(),
                request.timeoutMs(),
                false,
                false,
                said,
                result -> {
                    answers.add(
                            new InitProducerId.Response(
                                    ErrorCode.ofNumber(result.error().code()),
                                    result.producerId(),
                                    result.producerEpoch()));
                    return BoxedUnit.UNIT;
                },
                RequestLocal.noCaching());
        return answers.get(0);
    }

    ErrorCode add(AddPartitionsToTxn.Transaction asked) {
        List<Errors> answers = new ArrayList<>();
        coordinator.handleAddPartitionsToTransaction(
                asked.transactionalId(),
                asked.producerId(),
                asked.producerEpoch(),
                partitions(asked.partitions()),
                error -> {
                    answers.add(error);
                    return BoxedUnit.UNIT;
                },
                TransactionVersion.fromFeatureLevel(asked.version().level()),
                RequestLocal.noCaching());
        return ErrorCode.ofNumber(answers.get(0).code());
    }

    Map<TopicPartition, ErrorCode> verify(AddPartitionsToTxn.Transaction asked) {
        Map<TopicPartition, ErrorCode> errors = new TreeMap<>();
        coordinator.handleVerifyPartitionsInTransaction(
                asked.transactionalId(),
                asked.producerId(),
                asked.producerEpoch(),
                partitions(asked.partitions()),
                result -> {
                    result.topicResults()
                            .forEach(
                                    topic ->
                                            topic.resultsByPartition()
                                                    .forEach(
                                                            p ->
                                                                    errors.put(
                                                                            new TopicPartition(
                                                                                    topic.name(),
                                                                                    p
                                                                                            .partitionIndex()),
                                                                            ErrorCode.ofNumber(
                                                                                    p
                                                                                            .partitionErrorCode()))));
                    return BoxedUnit.UNIT;
                });
        return errors;
    }

    EndTxn.Response end(EndTxn.Request asked) {
        List<EndTxn.Response> answers = new ArrayList<>();
        coordinator.handleEndTransaction(
                asked.transactionalId(),
                asked.producerId(),
                asked.producerEpoch(),
                asked.committed() ? TransactionResult.COMMIT : TransactionResult.ABORT,
                TransactionVersion.fromFeatureLevel(asked.version().level()),
                (error, producerId, epoch) -> {
                    answers.add(
                            new EndTxn.Response(
                                    ErrorCode.ofNumber(error.code()),
                                    (Long) producerId,
                                    (Short) epoch));
                    return BoxedUnit.UNIT;
                },
                RequestLocal.noCaching());
        return answers.get(0);
    }

    /** Every partition of an id's decided transaction has its marker, if there is one. */
    boolean delivered(String transactionalId) {
        TxnTransitMetadata completion = completions.remove(transactionalId);
        if (completion == null) {
            return false;
        }
        states.store(transactionalId, completion);
        return true;
    }

    /** Whether nothing that is decided is to be completed. */
    boolean isSettled() {
        return completions.isEmpty();
    }

    /** An id as it may be; it is not stored. */
    void plant(String transactionalId, long producerId, int epoch, int timeoutMs) {
        ids.put(
                transactionalId,
                new TransactionMetadata(
                        transactionalId,
                        producerId,
                        producerId,
                        -1L,
                        (short) epoch,
                        (short) -1,
                        timeoutMs,
                        TransactionState.EMPTY,
                        new LinkedHashSet<>(),
                        -1L,
                        nowMs,
                        TransactionVersion.TV_0));
    }

    private static Set<org.apache.kafka.common.TopicPartition> partitions(
            List<TopicPartition> partitions) {
        Set<org.apache.kafka.common.TopicPartition> all = new LinkedHashSet<>();
        partitions.forEach(
                p -> all.add(new org.apache.kafka.common.TopicPartition(p.topic(), p.partition())));
        return all;
    }

    @Override
    public void close() {
        metrics.close();
    }

    private final class States extends TransactionStateManager {
        States(TransactionConfig config, Time time) {
            super(0, null, null, null, config, time, metrics);
        }

        @Override
        public TransactionVersion transactionVersionLevel() {
            return TransactionVersion.fromFeatureLevel(level);
        }

        @Override
        public int partitionFor(String transactionalId) {
            return 0;
        }

        @Override
        public Either<Errors, Option<CoordinatorEpochAndTxnMetadata>> getTransactionState(
                String transactionalId) {
            TransactionMetadata found = ids.get(transactionalId);
            return new Right<>(
                    found == null
                            ? Option.empty()
                            : Some.apply(new CoordinatorEpochAndTxnMetadata(1, found)));
        }

        @Override
        public Either<Errors, CoordinatorEpochAndTxnMetadata> putTransactionStateIfNotExists(
                TransactionMetadata created) {
            TransactionMetadata there =
                    ids.computeIfAbsent(created.transactionalId(), name -> created);
            return new Right<>(new CoordinatorEpochAndTxnMetadata(1, there));
        }

        @Override
        public void appendTransactionToLog(
                String transactionalId,
                int coordinatorEpoch,
                TxnTransitMetadata next,
                Function1<Errors, BoxedUnit> answered,
                Function1<Errors, Object> retryOnError,
                RequestLocal local) {
            store(transactionalId, next);
            answered.apply(Errors.NONE);
        }

        void store(String transactionalId, TxnTransitMetadata next) {
            log.add(
                    new Stored(
                            ByteBuffer.wrap(TransactionLog.keyToBytes(transactionalId)),
                            ByteBuffer.wrap(
                                    TransactionLog.valueToBytes(next, transactionVersionLevel()))));
            Objects.requireNonNull(ids.get(transactionalId)).completeTransitionTo(next);
        }
    }

    private final class Markers extends TransactionMarkerChannelManager {
        Markers(Time time) {
            super(config(), null, null, states, time);
        }

        @Override
        public void addTxnMarkersToSend(
                int coordinatorEpoch,
                TransactionResult result,
                TransactionMetadata metadata,
                TxnTransitMetadata completion) {
            completions.put(metadata.transactionalId(), completion);
        }
    }

    private static KafkaConfig config() {
        Properties properties = new Properties();
        properties.put("process.roles", "broker");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "2@localhost:9093");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listeners", "PLAINTEXT://localhost:9092");
        return new KafkaConfig(properties);
    }

    private final class PlantedTime implements Time {
        @Override
        public long milliseconds() {
            return nowMs;
        }

        @Override
        public long hiResClockMs() {
            return nowMs;
        }

        @Override
        public long nanoseconds() {
            return nowMs * 1_000_000L;
        }

        @Override
        public void sleep(long ms) {
            nowMs += ms;
        }

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
            throw new IllegalStateException("nobody waits");
        }

        @Override
        public Timer timer(long timeoutMs) {
            throw new IllegalStateException("nobody waits");
        }
    }
}
