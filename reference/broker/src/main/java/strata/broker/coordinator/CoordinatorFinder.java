package strata.broker.coordinator;

import java.util.Map;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.FindCoordinator.Coordinator;
import strata.kernel.request.Listener;

/**
 * Says which broker coordinates a group or a transactional id: the leader of its partition of the
 * internal topic, which is made when somebody asks first.
 */
public final class CoordinatorFinder {
    private final NodeContext context;
    private final InternalTopics topics;
    private final Map<Byte, InternalTopic> byKeyType;

    /**
     * @param byKeyType the topics of the coordinators that there are
     */
    public CoordinatorFinder(
            NodeContext context, InternalTopics topics, Map<Byte, InternalTopic> byKeyType) {
        this.context = context;
        this.topics = topics;
        this.byKeyType = byKeyType;
    }

    /** Answers, now or once the topic is made. */
    public void find(RequestId id, ClientInfo client, FindCoordinator.Request request) {
        InternalTopic topic = byKeyType.get(request.keyType());
        if (topic == null || request.keys().isEmpty() || !topics.isMissing(topic)) {
            context.reply(id, answer(topic, request, client));
        } else {
            topics.make(topic, () -> context.reply(id, answer(topic, request, client)));
        }
    }

    private FindCoordinator.Response answer(
            @Nullable InternalTopic topic, FindCoordinator.Request request, ClientInfo client) {
        return new FindCoordinator.Response(
                request.keys().stream()
                        .map(
                                key ->
                                        topic == null
                                                ? none(request.keyType(), key)
                                                : coordinator(topic, key, client))
                        .toList());
    }

    /** There are no coordinators of this kind here. */
    private static Coordinator none(byte keyType, String key) {
        boolean known = keyType == FindCoordinator.GROUP || keyType == FindCoordinator.TRANSACTION;
        return Coordinator.failed(
                key, known ? ErrorCode.UNSUPPORTED_VERSION : ErrorCode.INVALID_REQUEST, null);
    }

    private Coordinator coordinator(InternalTopic topic, String key, ClientInfo client) {
        BrokerRegistered broker = topics.coordinatorOf(topic, key);
        if (broker == null) {
            return Coordinator.failed(
                    key, ErrorCode.COORDINATOR_NOT_AVAILABLE, "The coordinator is not available.");
        }
        Listener at = broker.listener(client.listener());
        return new Coordinator(
                key, ErrorCode.NONE, null, broker.id().number(), at.host(), at.port());
    }
}
