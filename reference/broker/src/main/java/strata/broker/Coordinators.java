package strata.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.broker.controller.Forwarding;
import strata.broker.coordinator.CoordinatorFinder;
import strata.broker.coordinator.CoordinatorSpec;
import strata.broker.coordinator.InternalTopic;
import strata.broker.coordinator.InternalTopics;
import strata.broker.group.GroupCoordination;
import strata.broker.metadata.MetadataImage;
import strata.broker.transaction.PartitionVerifier;
import strata.broker.transaction.TransactionCoordination;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.Request;
import strata.kernel.transactions.TransactionsLayer;

/** The coordinators of internal topics, as far as the layers are present that bring them. */
final class Coordinators {
    private final NodeContext context;
    private final MetadataImage image;
    private final @Nullable GroupCoordination groups;
    private final @Nullable TransactionCoordination transactions;
    // Those of the coordinators that there are, by how FindCoordinator asks for them.
    private final Map<Byte, InternalTopic> topics = new TreeMap<>();
    private final CoordinatorFinder finder;

    private Coordinators(
            NodeContext context,
            BrokerRole.Cluster cluster,
            InternalTopics internal,
            @Nullable GroupCoordination groups,
            @Nullable TransactionCoordination transactions) {
        this.context = context;
        this.image = cluster.image();
        this.groups = groups;
        this.transactions = transactions;
        if (groups != null) {
            topics.put(FindCoordinator.GROUP, groups.topic());
        }
        if (transactions != null) {
            topics.put(FindCoordinator.TRANSACTION, transactions.topic());
        }
        finder = new CoordinatorFinder(context, internal, topics);
    }

    static Coordinators on(
            NodeContext context,
            BrokerConfig config,
            BrokerRole.Ground ground,
            BrokerRole.Cluster cluster,
            LeaderAppends appends) {
        InternalTopics internal = new InternalTopics(cluster.image(), cluster.forwarding());
        CoordinatorSpec.RecordStorage storage =
                new CoordinatorSpec.RecordStorage(
                        ground.layers().log().recordFormat(), ground.compression(), appends);
        TransactionsLayer withTransactions = ground.layers().transactions();
        TransactionCoordination transactions =
                withTransactions == null
                        ? null
                        : new TransactionCoordination(
                                context,
                                config,
                                new TransactionCoordination.Ground(
                                        withTransactions, ground.patterns(), storage),
                                new TransactionCoordination.Cluster(
                                        cluster.image(), cluster.forwarding(), internal));
        GroupsLayer withGroups = ground.layers().groups();
        GroupCoordination groups =
                withGroups == null
                        ? null
                        : new GroupCoordination(
                                context,
                                config,
                                new GroupCoordination.Ground(
                                        withGroups,
                                        ground.patterns(),
                                        storage,
                                        withTransactions == null || transactions == null
                                                ? null
                                                : new GroupCoordination.Transactions(
                                                        withTransactions, transactions.verifier())),
                                cluster.image());
        return new Coordinators(context, cluster, internal, groups, transactions);
    }

    /** Asks coordinators of transactions; null where there are none. */
    @Nullable
    PartitionVerifier verifier() {
        return transactions == null ? null : transactions.verifier();
    }

    /** The replicas are open. */
    void start() {
        if (groups != null) {
            groups.start();
        }
        if (transactions != null) {
            transactions.start();
        }
    }

    /** The controller gave this run of the broker an epoch. */
    void registered(long brokerEpoch) {
        if (transactions != null) {
            transactions.registered(brokerEpoch);
        }
    }

    /** A partition has another role, or leads in another epoch. */
    void changed(Partition partition) {
        if (groups != null) {
            groups.changed(partition);
        }
        if (transactions != null) {
            transactions.changed(partition);
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
        if (request instanceof FindCoordinator.Request find) {
            find(id, client, find);
            return true;
        }
        return (groups != null && groups.handle(id, client, request))
                || (transactions != null && transactions.handle(id, client, request));
    }

    private void find(RequestId id, ClientInfo client, FindCoordinator.Request request) {
        if (groups != null) {
            finder.find(id, client, request);
            return;
        }
        // Says to a consumer group, once and for all, what is missing here.
        List<FindCoordinator.Coordinator> none = new ArrayList<>();
        for (String key : request.keys()) {
            none.add(FindCoordinator.Coordinator.failed(key, ErrorCode.UNSUPPORTED_VERSION, null));
        }
        context.reply(id, new FindCoordinator.Response(none));
    }

    /** Lanes MARKERS and VERIFICATION; false for others. */
    boolean handle(Event.AnswerArrived arrived) {
        return transactions != null && transactions.handle(arrived);
    }

    /** Lanes MARKERS and VERIFICATION; others: no effect. */
    void laneClosed(Event.LaneClosed closed) {
        if (transactions != null) {
            transactions.laneClosed(closed);
        }
    }

    /** Returns false for a timer that is another's. */
    boolean timerFired(Timer timer) {
        return (groups != null && groups.timerFired(timer))
                || (transactions != null && transactions.timerFired(timer));
    }

    void clientDisconnected(long connectionId) {
        if (groups != null) {
            groups.clientDisconnected(connectionId);
        }
        if (transactions != null) {
            transactions.clientDisconnected(connectionId);
        }
    }

    /** Lets out what the turn has brought together. */
    void turnEnded() {
        if (transactions != null) {
            transactions.turnEnded();
        }
    }

    /**
     * A request to create topics because a client asked about them: internal ones as their
     * coordinators need them, others with the controller's defaults.
     */
    CreateTopics.Request creationOf(List<String> names) {
        CreateTopics.Request usual = Forwarding.creationOf(names);
        List<CreateTopics.NewTopic> all = new ArrayList<>();
        for (CreateTopics.NewTopic topic : usual.topics()) {
            all.add(
                    topics.values().stream()
                            .filter(internal -> internal.name().equals(topic.name()))
                            .findFirst()
                            .map(internal -> internal.creation(image))
                            .orElse(topic));
        }
        return new CreateTopics.Request(all, usual.timeoutMs(), usual.validateOnly());
    }
}
