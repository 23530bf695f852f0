package strata.oracles;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.coordinator.common.runtime.CoordinatorExecutor;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetadataImage;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorResult;
import org.apache.kafka.coordinator.common.runtime.CoordinatorTimer;
import org.apache.kafka.coordinator.group.GroupConfigManager;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.GroupCoordinatorShard;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetrics;
import org.apache.kafka.coordinator.group.modern.share.ShareGroupConfig;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.timeline.SnapshotRegistry;
import strata.kernel.Nullable;

/**
 * Apache Kafka's own coordinator of groups, asked about offsets by who is no member; what it stores
 * is stored at once.
 */
final class KafkaOffsets {
    /** A record of an offset, as bytes; a tombstone has no value. */
    record Stored(ByteBuffer key, @Nullable ByteBuffer value) {}

    long nowMs = 1_000_000L;
    private final GroupCoordinatorRecordSerde serde = new GroupCoordinatorRecordSerde();
    private final GroupCoordinatorShard shard;
    private long offset;

    KafkaOffsets(int retentionMinutes) {
        LogContext logs = new LogContext();
        SnapshotRegistry registry = new SnapshotRegistry(logs);
        AbstractConfig raw =
                new AbstractConfig(
                        Utils.mergeConfigs(
                                List.of(
                                        GroupCoordinatorConfig.CONFIG_DEF,
                                        ShareGroupConfig.CONFIG_DEF)),
                        Map.of("offsets.retention.minutes", String.valueOf(retentionMinutes)),
                        false);
        GroupCoordinatorConfig config = new GroupCoordinatorConfig(raw);
        GroupConfigManager groupConfigs =
                new GroupConfigManager(Map.of(), config, new ShareGroupConfig(raw));
        GroupCoordinatorShard.Builder builder =
                new GroupCoordinatorShard.Builder(config, groupConfigs);
        builder.withLogContext(logs);
        builder.withSnapshotRegistry(registry);
        builder.withTime(new PlantedTime());
        builder.withTimer(timer());
        builder.withExecutor(executor());
        builder.withCoordinatorMetrics(new GroupCoordinatorMetrics());
        builder.withAuthorizerPlugin(Optional.empty());
        builder.withTopicPartition(new TopicPartition("__consumer_offsets", 0));
        shard = builder.build();
        shard.onLoaded(CoordinatorMetadataImage.EMPTY);
    }

    @SuppressWarnings("unchecked")
    private static CoordinatorTimer<CoordinatorRecord> timer() {
        return (CoordinatorTimer<CoordinatorRecord>) idle(CoordinatorTimer.class);
    }

    @SuppressWarnings("unchecked")
    private static CoordinatorExecutor<CoordinatorRecord> executor() {
        return (CoordinatorExecutor<CoordinatorRecord>) idle(CoordinatorExecutor.class);
    }

    private static Object idle(Class<?> type) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> method.getReturnType() == boolean.class ? false : null);
    }

    private static AuthorizableRequestContext context(int version) {
        return (AuthorizableRequestContext)
                Proxy.newProxyInstance(
                        KafkaOffsets.class.getClassLoader(),
                        new Class<?>[] {AuthorizableRequestContext.class},
                        (proxy, method, args) ->
                                method.getName().equals("requestVersion") ? version : null);
    }

    /** Stores and applies; what it stored of offsets. */
    private List<Stored> done(List<CoordinatorRecord> records, long producerId) {
        List<Stored> stored = new ArrayList<>();
        for (CoordinatorRecord one : records) {
            shard.replay(offset++, producerId, (short) 0, one);
            if (one.key() instanceof OffsetCommitKey) {
                byte[] value = serde.serializeValue(one);
                stored.add(
                        new Stored(
                                ByteBuffer.wrap(serde.serializeKey(one)),
                                value == null ? null : ByteBuffer.wrap(value)));
            }
        }
        return stored;
    }

    private List<Stored> done(CoordinatorResult<?, CoordinatorRecord> result) {
        return done(result.records(), -1L);
    }

    List<Stored> commit(String groupId, Uuid topicId, String topic, int partition, long to) {
        OffsetCommitRequestData data =
                new OffsetCommitRequestData().setGroupId(groupId).setGenerationIdOrMemberEpoch(-1);
        data.topics()
                .add(
                        new OffsetCommitRequestData.OffsetCommitRequestTopic()
                                .setName(topic)
                                .setTopicId(topicId)
                                .setPartitions(
                                        List.of(
                                                new OffsetCommitRequestData
                                                                .OffsetCommitRequestPartition()
                                                        .setPartitionIndex(partition)
                                                        .setCommittedOffset(to)
                                                        .setCommittedMetadata("m"))));
        return done(shard.commitOffset(context(9), data));
    }

    List<Stored> commitInTransaction(
            long producerId, String groupId, String topic, int partition, long to) {
        TxnOffsetCommitRequestData data =
                new TxnOffsetCommitRequestData()
                        .setGroupId(groupId)
                        .setTransactionalId("txn")
                        .setProducerId(producerId)
                        .setGenerationId(-1);
        data.topics()
                .add(
                        new TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic()
                                .setName(topic)
                                .setPartitions(
                                        List.of(
                                                new TxnOffsetCommitRequestData
                                                                .TxnOffsetCommitRequestPartition()
                                                        .setPartitionIndex(partition)
                                                        .setCommittedOffset(to)
                                                        .setCommittedMetadata("m"))));
        return done(shard.commitTransactionalOffset(context(4), data).records(), producerId);
    }

    void end(long producerId, boolean committed) {
        offset++;
        shard.replayEndTransactionMarker(
                producerId,
                (short) 0,
                committed ? TransactionResult.COMMIT : TransactionResult.ABORT);
    }

    List<Stored> delete(String groupId, String topic, int partition) {
        OffsetDeleteRequestData data = new OffsetDeleteRequestData().setGroupId(groupId);
        data.topics()
                .add(
                        new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                                .setName(topic)
                                .setPartitions(
                                        List.of(
                                                new OffsetDeleteRequestData
                                                                .OffsetDeleteRequestPartition()
                                                        .setPartitionIndex(partition))));
        return done(shard.deleteOffsets(context(0), data));
    }

    List<Stored> deleteGroup(String groupId) {
        return done(shard.deleteGroups(context(2), List.of(groupId)));
    }

    List<Stored> expire() {
        return done(shard.cleanupGroupMetadata());
    }

    List<Stored> topicDeleted(Uuid id, String name) {
        return done(
                shard.onTopicsDeleted(List.of(new GroupCoordinatorShard.DeletedTopic(id, name))));
    }

    /** By partition, as who asks for stable ones is told: an offset, or an error below -1,000. */
    Map<Integer, Long> fetch(String groupId, String topic, int partitionCount) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = 0; number < partitionCount; number++) {
            numbers.add(number);
        }
        OffsetFetchRequestGroup group =
                new OffsetFetchRequestGroup()
                        .setGroupId(groupId)
                        .setTopics(
                                List.of(
                                        new OffsetFetchRequestTopics()
                                                .setName(topic)
                                                .setPartitionIndexes(numbers)));
        Map<Integer, Long> found = new TreeMap<>();
        shard.fetchOffsets(group, Long.MAX_VALUE)
                .topics()
                .forEach(
                        its -> its.partitions().forEach(p -> found.put(p.partitionIndex(), of(p))));
        return found;
    }

    private static long of(OffsetFetchResponsePartitions partition) {
        return partition.errorCode() == 0
                ? partition.committedOffset()
                : -1_000 - partition.errorCode();
    }

    private final class PlantedTime implements Time {
        @Override
        public long milliseconds() {
            return nowMs;
        }

        @Override
        public long nanoseconds() {
            return nowMs * 1_000_000;
        }

        @Override
        public void sleep(long ms) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
            throw new UnsupportedOperationException();
        }
    }
}
