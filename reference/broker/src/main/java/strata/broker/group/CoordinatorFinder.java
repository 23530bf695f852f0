package strata.broker.group;

import java.util.ArrayList;
import java.util.List;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.FindCoordinator.Coordinator;
import strata.kernel.request.Listener;

/**
 * Says which broker coordinates a group: the leader of its partition of the internal topic, which
 * is made when somebody asks first.
 */
final class CoordinatorFinder {
    // As long as a client waits for an answer, by default.
    private static final int CREATE_TIMEOUT_MS = 30_000;

    private final NodeContext context;
    private final MetadataImage image;
    private final Forwarding forwarding;
    private final InternalTopic topic;
    // Who asked while the topic is being made; empty while it is not.
    private List<Runnable> waiting = new ArrayList<>();

    CoordinatorFinder(
            NodeContext context, MetadataImage image, Forwarding forwarding, InternalTopic topic) {
        this.context = context;
        this.image = image;
        this.forwarding = forwarding;
        this.topic = topic;
    }

    void find(RequestId id, ClientInfo client, FindCoordinator.Request request) {
        boolean missing = image.topic(topic.name()) == null;
        if (!missing || request.keyType() != FindCoordinator.GROUP || request.keys().isEmpty()) {
            context.reply(id, answer(request, client));
            return;
        }
        waiting.add(() -> context.reply(id, answer(request, client)));
        if (waiting.size() == 1) {
            forwarding.ask(
                    new CreateTopics.Request(
                            List.of(topic.creation(image)), CREATE_TIMEOUT_MS, false),
                    CREATE_TIMEOUT_MS,
                    any -> created());
        }
    }

    private void created() {
        List<Runnable> all = waiting;
        waiting = new ArrayList<>();
        all.forEach(Runnable::run);
    }

    private FindCoordinator.Response answer(FindCoordinator.Request request, ClientInfo client) {
        return new FindCoordinator.Response(
                request.keys().stream()
                        .map(key -> answer(request.keyType(), key, client))
                        .toList());
    }

    private Coordinator answer(byte keyType, String key, ClientInfo client) {
        return switch (keyType) {
            case FindCoordinator.GROUP -> coordinator(key, client);
            case FindCoordinator.TRANSACTION ->
                    Coordinator.failed(key, ErrorCode.UNSUPPORTED_VERSION, null);
            default -> Coordinator.failed(key, ErrorCode.INVALID_REQUEST, null);
        };
    }

    private Coordinator coordinator(String key, ClientInfo client) {
        TopicState made = image.topic(topic.name());
        NodeId leader =
                made == null ? null : made.partitions().get(topic.partitionOf(key, image)).leader();
        BrokerRegistered broker = leader == null ? null : image.broker(leader);
        if (leader == null || broker == null || broker.fenced()) {
            return Coordinator.failed(
                    key, ErrorCode.COORDINATOR_NOT_AVAILABLE, "The coordinator is not available.");
        }
        Listener at = broker.listener(client.listener());
        return new Coordinator(key, ErrorCode.NONE, null, leader.number(), at.host(), at.port());
    }
}
