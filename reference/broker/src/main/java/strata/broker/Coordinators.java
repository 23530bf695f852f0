package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.broker.controller.Forwarding;
import strata.broker.coordinator.CoordinatorSpec;
import strata.broker.group.GroupCoordination;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.FindCoordinator.Coordinator;
import strata.kernel.request.Request;

/** The coordinators of internal topics, as far as the layers are present that bring them. */
final class Coordinators {
    private final NodeContext context;
    private final @Nullable GroupCoordination groups;

    private Coordinators(NodeContext context, @Nullable GroupCoordination groups) {
        this.context = context;
        this.groups = groups;
    }

    static Coordinators on(
            NodeContext context,
            BrokerConfig config,
            BrokerRole.Ground ground,
            BrokerRole.Cluster cluster,
            LeaderAppends appends) {
        GroupsLayer layer = ground.layers().groups();
        if (layer == null) {
            return new Coordinators(context, null);
        }
        CoordinatorSpec.RecordStorage storage =
                new CoordinatorSpec.RecordStorage(
                        ground.layers().log().recordFormat(), ground.compression(), appends);
        return new Coordinators(
                context,
                new GroupCoordination(
                        context,
                        config,
                        new GroupCoordination.Ground(layer, ground.patterns(), storage),
                        new GroupCoordination.Cluster(cluster.image(), cluster.forwarding())));
    }

    /** The replicas are open. */
    void start() {
        if (groups != null) {
            groups.start();
        }
    }

    /** A partition has another role, or leads in another epoch. */
    void changed(Partition partition) {
        if (groups != null) {
            groups.changed(partition);
        }
    }

    /** A fact is in the image. */
    void committed(MetadataRecord fact) {
        if (groups != null) {
            groups.committed(fact);
        }
    }

    /** The image is as good as it gets for now, and partitions play their roles in it. */
    void caughtUp() {
        if (groups != null) {
            groups.caughtUp();
        }
    }

    /** The image is another one altogether. */
    void replaced() {
        if (groups != null) {
            groups.replaced();
            groups.caughtUp();
        }
    }

    /** Answers a request, now or later; false for one that is for no coordinator. */
    boolean handle(RequestId id, ClientInfo client, Request request) {
        if (groups != null) {
            return groups.handle(id, client, request);
        }
        if (!(request instanceof FindCoordinator.Request find)) {
            return false;
        }
        // Says to a consumer group, once and for all, what is missing here.
        List<Coordinator> none = new ArrayList<>();
        for (String key : find.keys()) {
            none.add(Coordinator.failed(key, ErrorCode.UNSUPPORTED_VERSION, null));
        }
        context.reply(id, new FindCoordinator.Response(none));
        return true;
    }

    /** Returns false for a timer that is another's. */
    boolean timerFired(Timer timer) {
        return groups != null && groups.timerFired(timer);
    }

    void clientDisconnected(long connectionId) {
        if (groups != null) {
            groups.clientDisconnected(connectionId);
        }
    }

    /**
     * A request to create topics because a client asked about them: internal ones as their
     * coordinators need them, others with the controller's defaults.
     */
    CreateTopics.Request creationOf(List<String> names) {
        CreateTopics.Request usual = Forwarding.creationOf(names);
        List<CreateTopics.NewTopic> topics = new ArrayList<>();
        for (CreateTopics.NewTopic topic : usual.topics()) {
            CreateTopics.NewTopic internal =
                    groups == null ? null : groups.creationOf(topic.name());
            topics.add(internal == null ? topic : internal);
        }
        return new CreateTopics.Request(topics, usual.timeoutMs(), usual.validateOnly());
    }
}
