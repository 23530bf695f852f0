package strata.broker;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import strata.broker.controller.BrokerLifecycle;
import strata.broker.controller.ControllerLog;
import strata.broker.controller.ControllerRuntime;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.MetadataListener;
import strata.broker.metadata.MetadataRuntime;
import strata.broker.metadata.MetadataSpec;
import strata.broker.metadata.SoloQuorum;
import strata.broker.replica.SoloReplication;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.Vote;
import strata.kernel.storage.StorageException;

/**
 * The node: assembles the layers that are present, in the roles that it has. Every node keeps a
 * replica of the metadata log ({@link MetadataRuntime}); a controller decides ({@link
 * ControllerRuntime}); a broker keeps partitions and serves clients ({@link BrokerRole}). Events
 * are given to whoever they are for; what a turn gathered is done when it ends.
 */
public final class Broker implements Node {
    // Not served by a controller that is no broker.
    private static final EnumSet<Api> BROKERS =
            EnumSet.of(
                    Api.PRODUCE,
                    Api.LIST_OFFSETS,
                    Api.METADATA,
                    Api.FIND_COORDINATOR,
                    Api.DELETE_RECORDS,
                    Api.OFFSET_FOR_LEADER_EPOCH,
                    Api.DESCRIBE_CONFIGS,
                    Api.DESCRIBE_LOG_DIRS,
                    Api.DESCRIBE_CLUSTER,
                    Api.DESCRIBE_TOPIC_PARTITIONS);
    // Served from layer 3 on.
    private static final EnumSet<Api> REPLICATION =
            EnumSet.of(
                    Api.OFFSET_FOR_LEADER_EPOCH,
                    Api.ELECT_LEADERS,
                    Api.ALTER_PARTITION_REASSIGNMENTS,
                    Api.LIST_PARTITION_REASSIGNMENTS,
                    Api.VOTE,
                    Api.BEGIN_QUORUM_EPOCH,
                    Api.END_QUORUM_EPOCH,
                    Api.DESCRIBE_QUORUM,
                    Api.ALTER_PARTITION,
                    Api.FETCH_SNAPSHOT,
                    Api.BROKER_REGISTRATION,
                    Api.BROKER_HEARTBEAT,
                    Api.UNREGISTER_BROKER);

    // Who other nodes are to this one.
    private static final List<String> LANES =
            Arrays.stream(Lane.values()).map(Lane::clientId).toList();

    private final BrokerConfig config;
    private final Layers layers;
    private final Compression compression;
    private @Nullable Parts parts;

    /**
     * What is made when the node starts.
     *
     * @param segmented whether logs are in segments
     * @param controller null on a node that is none
     * @param broker null on a node that is none
     * @param lifecycle null on a node that is no broker, and where there is but one node
     */
    private record Parts(
            NodeContext context,
            boolean segmented,
            MetadataRuntime metadata,
            Forwarding forwarding,
            @Nullable ControllerRuntime controller,
            @Nullable BrokerRole broker,
            @Nullable BrokerLifecycle lifecycle) {}

    /**
     * A broker that is not started yet.
     *
     * @param compression the codecs that batches may use
     */
    public Broker(BrokerConfig config, Layers layers, Compression compression) {
        this.config = config;
        this.layers = layers;
        this.compression = compression;
    }

    /** A look into it; null before it has started. */
    public @Nullable Inspection inspection() {
        Parts p = parts;
        return p == null ? null : new BrokerInspection(p.metadata(), p.controller(), p.broker());
    }

    /** What the layers that are present can serve. */
    public Set<Api> apis() {
        EnumSet<Api> apis = EnumSet.allOf(Api.class);
        if (!isReplicated()) {
            apis.removeAll(REPLICATION);
        }
        if (!layers.has(Layers.Layer.SEGMENTS)) {
            // A log that is one file cannot lose its beginning.
            apis.remove(Api.DELETE_RECORDS);
        }
        if (!config.identity().roles().isBroker()) {
            apis.removeAll(BROKERS);
        }
        return Collections.unmodifiableSet(apis);
    }

    private boolean isReplicated() {
        return layers.has(Layers.Layer.REPLICATION);
    }

    @Override
    public void start(NodeContext context) {
        LogContext logs = new LogContext(context.storage(), compression, context.trace());
        LogOpener opener =
                new LogOpener(
                        layers, logs, context.random().fork("segment jitter"), context.clock());
        SyncIds syncIds = new SyncIds();
        ReplicationLayer present = layers.replication();
        ControllerRuntime.Rules alone = ControllerRuntime.Rules.alone();
        ReplicationLayer replication =
                present == null
                        ? new SoloReplication(SoloQuorum::open, alone.elections(), alone.fencing())
                        : present;
        BrokerConfig.Identity self = config.identity();
        for (NodeEndpoint voter : self.voters()) {
            if (!voter.id().equals(self.id())) {
                context.peers().reach(voter.id(), voter.host(), voter.port());
            }
        }
        MetadataRuntime metadata =
                new MetadataRuntime(
                        context,
                        new MetadataSpec(
                                self.clusterId(),
                                self.voters(),
                                layers.log().recordFormat(),
                                opener::open,
                                replication,
                                syncIds::next,
                                MetadataSpec.Settings.DEFAULT),
                        new MetadataEvents());
        ControllerRuntime controller = null;
        if (self.roles().isController()) {
            controller =
                    new ControllerRuntime(
                            context,
                            config,
                            new ControllerRuntime.Rules(
                                    replication.elections(), replication.fencing()),
                            new RuntimeLog(metadata));
        }
        Forwarding forwarding = new Forwarding(context, controller);
        BrokerRole broker = null;
        BrokerLifecycle lifecycle = null;
        if (self.roles().isBroker()) {
            broker =
                    new BrokerRole(
                            context,
                            config,
                            new BrokerRole.Ground(
                                    layers,
                                    compression,
                                    opener,
                                    replication,
                                    syncIds,
                                    present != null),
                            new BrokerRole.Cluster(metadata.image(), metadata::leader, forwarding));
            if (present != null) {
                lifecycle =
                        new BrokerLifecycle(
                                context, config, broker.lastBrokerEpoch(), new LifeEvents());
            }
        }
        parts =
                new Parts(
                        context,
                        opener.hasSegments(),
                        metadata,
                        forwarding,
                        controller,
                        broker,
                        lifecycle);
        metadata.start();
        begin(parts());
    }

    private void begin(Parts p) {
        requireOwnCluster(p.metadata().image());
        if (p.lifecycle() != null) {
            p.lifecycle().start();
        } else if (p.controller() != null && !isReplicated()) {
            p.controller().registerAlone();
            openIfDue(p);
            serve(p);
        }
    }

    private void serve(Parts p) {
        if (p.broker() != null && !p.broker().isServing()) {
            p.broker().serve().forEach(this::handle);
        }
    }

    /** The metadata log, as the controller uses it. */
    private record RuntimeLog(MetadataRuntime metadata) implements ControllerLog {
        @Override
        public long append(List<MetadataRecord> facts) {
            return metadata.append(facts);
        }

        @Override
        public long committedEnd() {
            return metadata.committedEnd();
        }

        @Override
        public void replayAll(Applier applier) {
            metadata.replayAll(applier::apply);
        }
    }

    /** What becomes of the metadata. */
    private final class MetadataEvents implements MetadataListener {
        @Override
        public void committed(long offset, MetadataRecord fact) {
            BrokerRole broker = parts().broker();
            if (broker != null) {
                broker.replicas().committed(fact);
            }
        }

        @Override
        public void caughtUp(long committedEnd) {
            Parts p = parts();
            requireOwnCluster(p.metadata().image());
            if (p.controller() != null) {
                p.controller().committed();
            }
            if (p.broker() != null) {
                if (p.broker().isOpen()) {
                    p.broker().replicas().caughtUp();
                } else {
                    openIfDue(p);
                }
            }
            if (p.lifecycle() != null) {
                p.lifecycle().metadataApplied(committedEnd - 1);
            }
        }

        @Override
        public void snapshotLoaded() {
            BrokerRole broker = parts().broker();
            if (broker != null) {
                broker.replicas().replaced();
            }
        }

        @Override
        public void leading(int epoch) {
            ControllerRuntime controller = parts().controller();
            if (controller != null) {
                controller.activated(epoch);
            }
            controllerIs(config.identity().id());
        }

        @Override
        public void notLeading(@Nullable NodeId leader, int epoch) {
            ControllerRuntime controller = parts().controller();
            if (controller != null) {
                controller.deactivated();
            }
            controllerIs(leader);
        }

        private void controllerIs(@Nullable NodeId node) {
            Parts p = parts();
            p.forwarding().controllerIs(node);
            if (p.broker() != null) {
                p.broker().controllerIs(node);
            }
            if (p.lifecycle() != null) {
                p.lifecycle().controllerIs(node);
            }
        }
    }

    /** What becomes of this broker's registration. */
    private final class LifeEvents implements BrokerLifecycle.Listener {
        @Override
        public void registered(long brokerEpoch) {
            BrokerRole broker = Objects.requireNonNull(parts().broker());
            broker.registered(brokerEpoch);
            openIfDue(parts());
        }

        @Override
        public void unfenced() {
            serve(parts());
        }

        @Override
        public void mayStop() {
            parts().context().mayStop();
        }
    }

    /**
     * Opens the replicas once the image is of these days: it holds this run's own registration. An
     * older image might name partitions that are gone, or lack others.
     */
    private void openIfDue(Parts p) {
        BrokerRole broker = p.broker();
        if (broker == null || broker.isOpen()) {
            return;
        }
        BrokerRegistered own = p.metadata().image().broker(config.identity().id());
        boolean due =
                p.lifecycle() == null
                        || (own != null
                                && p.lifecycle().brokerEpoch() >= 0
                                && own.brokerEpoch() == p.lifecycle().brokerEpoch());
        if (due) {
            broker.open(p.segmented());
        }
    }

    @Override
    public void handle(Event event) {
        Parts p = parts();
        switch (event) {
            case Event.RequestArrived arrived -> handle(arrived);
            case Event.TimerFired fired -> timerFired(p, fired.timer());
            case Event.SyncDone done ->
                    Check.that(
                            (p.broker() != null && p.broker().syncDone(done.id()))
                                    || p.metadata().syncDone(done.id()),
                            "whose is %s?",
                            done.id());
            case Event.ClientDisconnected gone -> {
                p.forwarding().clientDisconnected(gone.connectionId());
                if (p.controller() != null) {
                    p.controller().clientDisconnected(gone.connectionId());
                }
                if (p.broker() != null) {
                    p.broker().clientDisconnected(gone.connectionId());
                }
            }
            case Event.AnswerArrived arrived -> answered(p, arrived);
            case Event.LaneClosed closed -> laneClosed(p, closed);
            case Event.MessageArrived arrived ->
                    Check.that(false, "nodes ask each other, and send no messages: %s", arrived);
            case Event.PeerDisconnected gone ->
                    Check.that(false, "nodes ask each other, and send no messages: %s", gone);
        }
    }

    private static void timerFired(Parts p, Timer timer) {
        boolean taken =
                (p.broker() != null && p.broker().timerFired(timer))
                        || p.metadata().timerFired(timer)
                        || p.forwarding().timerFired(timer)
                        || (p.controller() != null && p.controller().timerFired(timer))
                        || (p.lifecycle() != null && p.lifecycle().timerFired(timer));
        Check.that(taken, "whose is %s?", timer);
    }

    private static void answered(Parts p, Event.AnswerArrived arrived) {
        boolean taken =
                switch (arrived.lane()) {
                    case QUORUM, METADATA_FETCH -> p.metadata().handle(arrived);
                    case REPLICA_FETCH -> p.broker() != null && p.broker().handle(arrived);
                    case CONTROLLER ->
                            (p.broker() != null && p.broker().handle(arrived))
                                    || (p.lifecycle() != null && p.lifecycle().handle(arrived));
                    case FORWARDING -> p.forwarding().handle(arrived);
                    case PROBE -> p.controller() != null && p.controller().handle(arrived);
                };
        Check.that(taken, "who has asked for %s?", arrived);
    }

    private static void laneClosed(Parts p, Event.LaneClosed closed) {
        switch (closed.lane()) {
            case QUORUM, METADATA_FETCH -> p.metadata().handle(closed);
            case REPLICA_FETCH, CONTROLLER -> {
                if (p.broker() != null) {
                    p.broker().laneClosed(closed);
                }
                if (p.lifecycle() != null && closed.lane() == Lane.CONTROLLER) {
                    p.lifecycle().laneClosed(closed);
                }
            }
            case FORWARDING -> p.forwarding().handle(closed);
            case PROBE -> {
                if (p.controller() != null) {
                    p.controller().handle(closed);
                }
            }
        }
    }

    @Override
    public void turnEnded() {
        Parts p = parts();
        if (p.broker() != null) {
            p.broker().turnEnded();
        }
        p.metadata().turnEnded();
    }

    /** A broker is let go by the controller, which has others lead in its place (KIP-631). */
    @Override
    public boolean askedToStop() {
        BrokerLifecycle lifecycle = parts().lifecycle();
        if (lifecycle == null || lifecycle.brokerEpoch() < 0) {
            return true;
        }
        lifecycle.shutDown();
        return false;
    }

    @Override
    public void stop() {
        Parts p = parts();
        BrokerRegistered own = p.metadata().image().broker(config.identity().id());
        p.metadata().stop();
        if (p.broker() != null) {
            long registered = own == null ? -1 : own.brokerEpoch();
            p.broker().stop(p.lifecycle() == null ? registered : p.lifecycle().brokerEpoch());
        }
    }

    private void handle(Event.RequestArrived arrived) {
        Parts p = parts();
        RequestId id = arrived.id();
        ClientInfo client = arrived.client();
        Request request = arrived.request();
        if (request instanceof ApiVersions.Request) {
            p.context().reply(id, new ApiVersions.Response(apis()));
        } else if (p.broker() != null && !p.broker().isServing() && !isPeers(arrived)) {
            p.broker().keep(arrived);
        } else if (request instanceof Produce.Request && p.broker() != null) {
            // The most frequent one need not be shown to everybody.
            p.broker().handle(id, client, request);
        } else if (p.metadata().handle(id, request)) {
            return;
        } else if (p.controller() != null && p.controller().handle(id, client, request)) {
            return;
        } else if (p.forwarding().handle(id, client, request)) {
            return;
        } else if (p.broker() == null || !p.broker().handle(id, client, request)) {
            // Nobody was told that it is served: as with an API that no one knows.
            p.context()
                    .reply(
                            id,
                            new Response.CloseConnection(
                                    "not served: " + request.getClass().getName()));
        }
    }

    /** Whether another node asks, not a client. */
    private static boolean isPeers(Event.RequestArrived arrived) {
        return switch (arrived.request()) {
            case Fetch.Request r -> r.replicaId() >= 0;
            case BrokerRegistration.Request any -> true;
            case BrokerHeartbeat.Request any -> true;
            case AlterPartition.Request any -> true;
            case Vote.Request any -> true;
            case BeginQuorumEpoch.Request any -> true;
            case EndQuorumEpoch.Request any -> true;
            case FetchSnapshot.Request any -> true;
            // What was passed on to the controller here.
            default -> LANES.contains(arrived.client().clientId());
        };
    }

    private void requireOwnCluster(MetadataImage image) {
        String stored = image.clusterId();
        String own = config.identity().clusterId();
        if (stored != null && !stored.equals(own)) {
            throw new StorageException(
                    StorageException.Kind.ACCESS,
                    "the data belongs to cluster " + stored + ", this node to " + own);
        }
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "the broker is not started");
    }
}
