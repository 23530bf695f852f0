package strata.conformance.groups;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
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
import org.apache.kafka.coordinator.group.GroupMetadataManager;
import org.apache.kafka.coordinator.group.classic.ClassicGroup;
import org.apache.kafka.coordinator.group.classic.ClassicGroupState;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetrics;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetricsShard;
import org.apache.kafka.coordinator.group.modern.share.ShareGroupConfig;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.timeline.SnapshotRegistry;
import strata.kernel.Nullable;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.SyncGroup;

/**
 * Apache Kafka's own state machine of groups, in virtual time; what it stores is stored at once.
 */
final class KafkaGroups {
    private final Timers timers = new Timers();
    private final GroupMetadataManager manager;
    private long nowMs;

    KafkaGroups(Map<String, String> settings, long nowMs) throws ReflectiveOperationException {
        this.nowMs = nowMs;
        LogContext logs = new LogContext();
        SnapshotRegistry registry = new SnapshotRegistry(logs);
        AbstractConfig raw =
                new AbstractConfig(
                        Utils.mergeConfigs(
                                List.of(
                                        GroupCoordinatorConfig.CONFIG_DEF,
                                        ShareGroupConfig.CONFIG_DEF)),
                        settings,
                        false);
        GroupCoordinatorConfig config = new GroupCoordinatorConfig(raw);
        ShareGroupConfig share = new ShareGroupConfig(raw);
        GroupCoordinatorMetricsShard metrics =
                new GroupCoordinatorMetrics()
                        .newMetricsShard(registry, new TopicPartition("__consumer_offsets", 0));
        GroupMetadataManager.Builder builder = new GroupMetadataManager.Builder();
        with(builder, "LogContext", LogContext.class, logs);
        with(builder, "SnapshotRegistry", SnapshotRegistry.class, registry);
        with(builder, "Time", Time.class, new Clock());
        with(builder, "Timer", CoordinatorTimer.class, timers);
        with(builder, "Executor", CoordinatorExecutor.class, nothing(CoordinatorExecutor.class));
        with(builder, "Config", GroupCoordinatorConfig.class, config);
        with(
                builder,
                "GroupConfigManager",
                GroupConfigManager.class,
                new GroupConfigManager(Map.of(), config, share));
        with(builder, "GroupCoordinatorMetricsShard", GroupCoordinatorMetricsShard.class, metrics);
        with(
                builder,
                "MetadataImage",
                CoordinatorMetadataImage.class,
                CoordinatorMetadataImage.EMPTY);
        Method build = GroupMetadataManager.Builder.class.getDeclaredMethod("build");
        build.setAccessible(true);
        manager = (GroupMetadataManager) build.invoke(builder);
    }

    private static void with(Object builder, String what, Class<?> type, Object value)
            throws ReflectiveOperationException {
        Method method = builder.getClass().getDeclaredMethod("with" + what, type);
        method.setAccessible(true);
        method.invoke(builder, value);
    }

    @SuppressWarnings("unchecked")
    private static <T> T nothing(Class<T> type) {
        return (T)
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, args) ->
                                method.getReturnType() == boolean.class ? false : null);
    }

    private static AuthorizableRequestContext context(String client, int version) {
        return (AuthorizableRequestContext)
                Proxy.newProxyInstance(
                        KafkaGroups.class.getClassLoader(),
                        new Class<?>[] {AuthorizableRequestContext.class},
                        (proxy, method, args) ->
                                switch (method.getName()) {
                                    case "requestVersion" -> version;
                                    case "clientId" -> client;
                                    case "clientAddress" -> InetAddress.getLoopbackAddress();
                                    default -> null;
                                });
    }

    private <T> T done(CoordinatorResult<T, CoordinatorRecord> result) {
        if (result.appendFuture() != null) {
            result.appendFuture().complete(null);
        }
        return result.response();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    CompletableFuture<JoinGroupResponseData> join(String client, JoinGroup.Request request) {
        JoinGroupRequestData data =
                new JoinGroupRequestData()
                        .setGroupId(request.groupId())
                        .setMemberId(request.memberId())
                        .setGroupInstanceId(request.instanceId())
                        .setProtocolType(request.protocolType())
                        .setSessionTimeoutMs(request.sessionTimeoutMs())
                        .setRebalanceTimeoutMs(request.rebalanceTimeoutMs());
        request.protocols()
                .forEach(
                        p ->
                                data.protocols()
                                        .add(
                                                new JoinGroupRequestData.JoinGroupRequestProtocol()
                                                        .setName(p.name())
                                                        .setMetadata(bytes(p.metadata()))));
        int version =
                request.support().skipAssignment()
                        ? 9
                        : request.support().memberIdRequired() ? 5 : 3;
        ClassicGroup there = group(request.groupId());
        if (there != null && there.isEmpty()) {
            // It forgets to, and so an empty group waits longer than it has to.
            there.setNewMemberAdded(false);
        }
        CompletableFuture<JoinGroupResponseData> future = new CompletableFuture<>();
        try {
            done(manager.classicGroupJoin(context(client, version), data, future));
        } catch (IllegalStateException e) {
            future.complete(
                    new JoinGroupResponseData()
                            .setMemberId(request.memberId())
                            .setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
        }
        return future;
    }

    CompletableFuture<SyncGroupResponseData> sync(String client, SyncGroup.Request request) {
        SyncGroupRequestData data =
                new SyncGroupRequestData()
                        .setGroupId(request.groupId())
                        .setMemberId(request.memberId())
                        .setGroupInstanceId(request.instanceId())
                        .setGenerationId(request.generation())
                        .setProtocolType(request.protocolType())
                        .setProtocolName(request.protocol());
        request.assignments()
                .forEach(
                        a ->
                                data.assignments()
                                        .add(
                                                new SyncGroupRequestData
                                                                .SyncGroupRequestAssignment()
                                                        .setMemberId(a.memberId())
                                                        .setAssignment(bytes(a.assignment()))));
        CompletableFuture<SyncGroupResponseData> future = new CompletableFuture<>();
        done(manager.classicGroupSync(context(client, 5), data, future));
        return future;
    }

    Errors heartbeat(String client, Heartbeat.Request request) {
        HeartbeatRequestData data =
                new HeartbeatRequestData()
                        .setGroupId(request.groupId())
                        .setMemberId(request.memberId())
                        .setGroupInstanceId(request.instanceId())
                        .setGenerationId(request.generation());
        try {
            return Errors.forCode(
                    done(manager.classicGroupHeartbeat(context(client, 4), data)).errorCode());
        } catch (ApiException e) {
            return Errors.forException(e);
        }
    }

    List<Errors> leave(String client, LeaveGroup.Request request) {
        LeaveGroupRequestData data = new LeaveGroupRequestData().setGroupId(request.groupId());
        request.members()
                .forEach(
                        m ->
                                data.members()
                                        .add(
                                                new LeaveGroupRequestData.MemberIdentity()
                                                        .setMemberId(m.memberId())
                                                        .setGroupInstanceId(m.instanceId())));
        List<Errors> errors = new ArrayList<>();
        try {
            LeaveGroupResponseData response =
                    done(manager.classicGroupLeave(context(client, 5), data));
            response.members().forEach(m -> errors.add(Errors.forCode(m.errorCode())));
        } catch (ApiException e) {
            request.members().forEach(m -> errors.add(Errors.forException(e)));
        }
        return errors;
    }

    Errors commit(OffsetCommit.Request request) {
        try {
            ClassicGroup group = manager.classicGroup(request.groupId(), Long.MAX_VALUE);
            group.validateOffsetCommit(
                    request.memberId(),
                    request.instanceId(),
                    request.generationOrEpoch(),
                    false,
                    9);
            boolean counts =
                    group.isInState(ClassicGroupState.STABLE)
                            || group.isInState(ClassicGroupState.PREPARING_REBALANCE);
            if (counts) {
                manager.rescheduleClassicGroupMemberHeartbeat(
                        group, group.member(request.memberId()));
            }
            return Errors.NONE;
        } catch (ApiException e) {
            return Errors.forException(e);
        }
    }

    /** Its group; null for none. */
    @Nullable
    ClassicGroup group(String id) {
        try {
            return manager.classicGroup(id, Long.MAX_VALUE);
        } catch (GroupIdNotFoundException e) {
            return null;
        }
    }

    /** Lets time pass until then. */
    void advanceTo(long untilMs) {
        while (true) {
            Map.Entry<String, Timers.Set> first = timers.first();
            if (first == null || first.getValue().dueMs() > untilMs) {
                break;
            }
            nowMs = Math.max(nowMs, first.getValue().dueMs());
            Timers.Set set = first.getValue();
            timers.cancel(first.getKey());
            done(set.operation().generateRecords());
        }
        nowMs = untilMs;
    }

    private final class Clock implements Time {
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

    private final class Timers implements CoordinatorTimer<CoordinatorRecord> {
        private final Map<String, Set> byKey = new TreeMap<>();
        private long sequence;

        record Set(long dueMs, long sequence, TimeoutOperation<CoordinatorRecord> operation) {}

        @Nullable
        Map.Entry<String, Set> first() {
            Map.Entry<String, Set> first = null;
            for (Map.Entry<String, Set> entry : byKey.entrySet()) {
                if (first == null
                        || entry.getValue().dueMs < first.getValue().dueMs
                        || (entry.getValue().dueMs == first.getValue().dueMs
                                && entry.getValue().sequence < first.getValue().sequence)) {
                    first = entry;
                }
            }
            return first;
        }

        @Override
        public void schedule(
                String key,
                long delay,
                TimeUnit unit,
                boolean retry,
                TimeoutOperation<CoordinatorRecord> operation) {
            byKey.put(key, new Set(nowMs + unit.toMillis(delay), sequence++, operation));
        }

        @Override
        public void schedule(
                String key,
                long delay,
                TimeUnit unit,
                boolean retry,
                long backoff,
                TimeoutOperation<CoordinatorRecord> operation) {
            schedule(key, delay, unit, retry, operation);
        }

        @Override
        public void scheduleIfAbsent(
                String key,
                long delay,
                TimeUnit unit,
                boolean retry,
                TimeoutOperation<CoordinatorRecord> operation) {
            if (!byKey.containsKey(key)) {
                schedule(key, delay, unit, retry, operation);
            }
        }

        @Override
        public void cancel(String key) {
            byKey.remove(key);
        }

        @Override
        public boolean isScheduled(String key) {
            return byKey.containsKey(key);
        }
    }
}
