package strata.broker;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import strata.broker.controller.BrokerLifecycle;
import strata.broker.controller.ControllerRuntime;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.MetadataListener;
import strata.broker.metadata.MetadataRuntime;
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
import strata.kernel.groups.TopicPatterns;
import strata.kernel.log.Compression;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
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
    // Who other nodes are to this one.
    private static final List<String> LANES =
            Arrays.stream(Lane.values()).map(Lane::clientId).toList();

    private final BrokerConfig config;
    private final Layers layers;
    private final Compression compression;
    private final TopicPatterns patterns;
    private @Nullable NodeParts parts;
    private Runnable whenServing = () -> {};

    /**
     * A broker that is not started yet.
     *
     * @param compression the codecs that batches may use
     * @param patterns by which members of groups may subscribe to topics
     */
    public Broker(
            BrokerConfig config, Layers layers, Compression compression, TopicPatterns patterns) {
        this.config = config;
        this.layers = layers;
        this.compression = compression;
        this.patterns = patterns;
    }

    /** A look into it; null before it has started. */
    public @Nullable Inspection inspection() {
        NodeParts p = parts;
        return p == null ? null : new BrokerInspection(p.metadata(), p.controller(), p.broker());
    }

    /**
     * Has something done once, when it serves: a broker when the controller has let it in, a
     * controller alone when it has started. To be called before it starts.
     */
    public void whenServing(Runnable what) {
        whenServing = what;
    }

    /** What the layers that are present can serve. */
    public Set<Api> apis() {
        return ServedApis.of(layers, config.identity().roles());
    }

    @Override
    public void start(NodeContext context) {
        parts =
                new Assembly(config, layers, compression, patterns)
                        .assemble(context, new MetadataEvents(), new LifeEvents());
        parts().metadata().start();
        begin(parts());
    }

    private void begin(NodeParts p) {
        requireOwnCluster(p.metadata().image());
        if (p.lifecycle() != null) {
            p.lifecycle().start();
        } else if (p.controller() != null && !layers.has(Layers.Layer.REPLICATION)) {
            p.controller().registerAlone();
            openIfDue(p);
            serve(p);
        }
        if (p.broker() == null) {
            whenServing.run();
        }
    }

    private void serve(NodeParts p) {
        if (p.broker() != null && !p.broker().isServing()) {
            p.broker().serve().forEach(this::handle);
            whenServing.run();
        }
    }

    /** What becomes of the metadata. */
    private final class MetadataEvents implements MetadataListener {
        @Override
        public void committed(long offset, MetadataRecord fact) {
            BrokerRole broker = parts().broker();
            if (broker != null) {
                broker.committed(fact);
            }
        }

        @Override
        public void caughtUp(long committedEnd) {
            NodeParts p = parts();
            requireOwnCluster(p.metadata().image());
            if (p.controller() != null) {
                p.controller().committed();
            }
            if (p.broker() != null) {
                if (p.broker().isOpen()) {
                    p.broker().caughtUp();
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
                broker.replaced();
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
            NodeParts p = parts();
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
            NodeParts p = parts();
            // Last, as the others' partitions were its affair until now.
            p.metadata().resign();
            p.context().mayStop();
        }
    }

    /**
     * Opens the replicas once the image is of these days: it holds this run's own registration. An
     * older image might name partitions that are gone, or lack others.
     */
    private void openIfDue(NodeParts p) {
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
        NodeParts p = parts();
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

    private static void timerFired(NodeParts p, Timer timer) {
        boolean taken =
                (p.broker() != null && p.broker().timerFired(timer))
                        || p.metadata().timerFired(timer)
                        || p.forwarding().timerFired(timer)
                        || (p.controller() != null && p.controller().timerFired(timer))
                        || (p.lifecycle() != null && p.lifecycle().timerFired(timer));
        Check.that(taken, "whose is %s?", timer);
    }

    private static void answered(NodeParts p, Event.AnswerArrived arrived) {
        boolean taken =
                switch (arrived.lane()) {
                    case QUORUM, METADATA_FETCH -> p.metadata().handle(arrived);
                    case REPLICA_FETCH, MARKERS, VERIFICATION ->
                            p.broker() != null && p.broker().handle(arrived);
                    case CONTROLLER ->
                            (p.broker() != null && p.broker().handle(arrived))
                                    || (p.lifecycle() != null && p.lifecycle().handle(arrived));
                    case FORWARDING -> p.forwarding().handle(arrived);
                    case PROBE -> p.controller() != null && p.controller().handle(arrived);
                };
        Check.that(taken, "who has asked for %s?", arrived);
    }

    private static void laneClosed(NodeParts p, Event.LaneClosed closed) {
        switch (closed.lane()) {
            case QUORUM, METADATA_FETCH -> p.metadata().handle(closed);
            case REPLICA_FETCH, CONTROLLER, MARKERS, VERIFICATION -> {
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
        NodeParts p = parts();
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
            parts().metadata().resign();
            return true;
        }
        lifecycle.shutDown();
        return false;
    }

    @Override
    public void stop() {
        NodeParts p = parts();
        BrokerRegistered own = p.metadata().image().broker(config.identity().id());
        p.metadata().stop();
        if (p.broker() != null) {
            long registered = own == null ? -1 : own.brokerEpoch();
            p.broker().stop(p.lifecycle() == null ? registered : p.lifecycle().brokerEpoch());
        }
    }

    private void handle(Event.RequestArrived arrived) {
        NodeParts p = parts();
        RequestId id = arrived.id();
        ClientInfo client = arrived.client();
        Request request = arrived.request();
        if (request instanceof ApiVersions.Request) {
            p.context().reply(id, ServedApis.told(config, layers, p.metadata().image()));
        } else if (p.broker() != null && !p.broker().isServing() && !mayComeEarly(arrived)) {
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

    /**
     * Whether another node asks, not a client; or how the quorum stands, which may be the reason.
     */
    private static boolean mayComeEarly(Event.RequestArrived arrived) {
        return switch (arrived.request()) {
            case Fetch.Request r -> r.replicaId() >= 0;
            case BrokerRegistration.Request any -> true;
            case BrokerHeartbeat.Request any -> true;
            case AlterPartition.Request any -> true;
            case Vote.Request any -> true;
            case BeginQuorumEpoch.Request any -> true;
            case EndQuorumEpoch.Request any -> true;
            case FetchSnapshot.Request any -> true;
            case DescribeQuorum.Request any -> true;
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

    private NodeParts parts() {
        return Objects.requireNonNull(parts, "the broker is not started");
    }
}
