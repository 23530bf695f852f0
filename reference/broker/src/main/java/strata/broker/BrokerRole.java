package strata.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import strata.broker.controller.BrokerLifecycle;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataImage;
import strata.broker.replica.FetchSessions;
import strata.broker.replica.IsrReporting;
import strata.broker.replica.ReplicaFetchers;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.TopicId;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.log.Compression;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.Fetch;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;

/**
 * What a node does as a broker: it keeps replicas, and serves clients and other brokers from them.
 *
 * <p>A request's way: one handler takes it, and what it appended is flushed, or shown to those who
 * wait, when the turn ends. Before the controller has let the broker in, clients' requests wait.
 */
final class BrokerRole {
    // As long as a client waits for an answer, by default.
    private static final int CREATE_TIMEOUT_MS = 30_000;

    private final NodeContext context;
    private final BrokerConfig config;
    private final PartitionStore store;
    private final Replicas replicas;
    private final ReplicaFetchers fetchers;
    private final IsrReporting isr;
    private final Progress progress;
    private final AckWaiting acks;
    private final LogCare care;
    private final FlushRounds flushes;
    private final LeaderAppends appends;
    private final Coordinators coordinators;
    private final FetchHandler fetches;
    private final Forwarding forwarding;
    private final boolean replicated;
    private final Handlers handlers;
    // Clients' requests that came before it served.
    private List<Event.RequestArrived> early = new ArrayList<>();
    private boolean serving;

    /**
     * What it stands on.
     *
     * @param replicated whether layer 3 is there
     */
    record Ground(
            Layers layers,
            Compression compression,
            TopicPatterns patterns,
            LogOpener logs,
            ReplicationLayer replication,
            SyncIds syncIds,
            boolean replicated) {}

    /**
     * What it knows of the cluster.
     *
     * @param image what is committed
     * @param controller the active controller, as far as is known
     */
    record Cluster(
            MetadataImage image,
            MetadataHandler.ActiveController controller,
            Forwarding forwarding) {}

    BrokerRole(NodeContext context, BrokerConfig config, Ground ground, Cluster cluster) {
        this.context = context;
        this.config = config;
        this.forwarding = cluster.forwarding();
        this.replicated = ground.replicated();
        MetadataImage image = cluster.image();
        store =
                new PartitionStore(
                        context,
                        new PartitionStore.Opening(
                                ground.logs(),
                                ground.replication(),
                                new ProducersOpener(
                                        ground.layers(),
                                        config,
                                        context.storage(),
                                        context.clock()),
                                ground.syncIds()),
                        config);
        CorruptionLog corruption = new CorruptionLog(context.clock());
        PartitionFinder finder = new PartitionFinder(image, store);
        Leadership leadership = new Leadership(image);
        progress = new Progress(context.clock());
        flushes = new FlushRounds(context, store.checkpoints(), ground.syncIds());
        acks = new AckWaiting(context);
        appends = new LeaderAppends(context.clock(), flushes, progress);
        coordinators = Coordinators.on(context, config, ground, cluster, appends);
        FetchReader reader =
                new FetchReader(finder, leadership, progress, corruption, config.fetchMaxBytes());
        FetchSessions sessions =
                new FetchSessions(
                        config.fetchSessionSlots(), context.random().fork("fetch sessions"));
        fetches = new FetchHandler(context, sessions, reader, leadership);
        isr = new IsrReporting(context, progress::highWatermarkMoved);
        progress.tell(acks, fetches, isr, coordinators);
        fetchers =
                new ReplicaFetchers(
                        context, config.fetcherSettings(), new FollowerAppends(flushes, progress));
        care = new LogCare(context, store, config, corruption);
        replicas =
                new Replicas(
                        context,
                        image,
                        store,
                        new Replicas.Rules(ground.replication(), config.replicaLagTimeMaxMs()),
                        new Replicas.Roles(progress, fetchers, isr, care));
        handlers =
                Handlers.of(
                        context,
                        config,
                        ground,
                        cluster,
                        new Handlers.Means(
                                store,
                                finder,
                                corruption,
                                progress,
                                new ProduceHandler.Afterwards(flushes, acks, appends, leadership),
                                coordinators.verifier()));
    }

    PartitionStore store() {
        return store;
    }

    /** The replicas that are open; none before they are. */
    List<Partition> openReplicas() {
        return store.isStarted() ? store.all() : List.of();
    }

    /** A fact of the metadata is committed. */
    void committed(MetadataRecord fact) {
        replicas.committed(fact);
        coordinators.committed(fact);
    }

    /** The image is as good as it gets for now. */
    void caughtUp() {
        replicas.caughtUp();
        coordinators.caughtUp();
    }

    /** The image is another one altogether. */
    void replaced() {
        replicas.replaced();
        coordinators.replaced();
    }

    /** What leaders here append. */
    LeaderAppends appends() {
        return appends;
    }

    /** As what this process registers; asked once, before it does. */
    BrokerLifecycle.Origin origin() {
        TopicId drawn = TopicId.random(context.random().fork("incarnation"));
        return new RunMark(context.storage())
                .begin(store.lastBrokerEpoch(), new UUID(drawn.high(), drawn.low()));
    }

    /** Whether the replicas are open. */
    boolean isOpen() {
        return store.isStarted();
    }

    /**
     * Opens the replicas: the image is of these days.
     *
     * @param segmented whether logs are in segments
     */
    void open(boolean segmented) {
        replicas.start();
        // After a crash, old segments may not be durable yet.
        store.all().forEach(flushes::appended);
        care.start(segmented);
        coordinators.start();
        if (replicated) {
            store.checkpoints()
                    .storeHighWatermarksEvery(config.highWatermarkCheckpointIntervalMs());
            sweepIsr();
        }
    }

    /** Whether clients are served. */
    boolean isServing() {
        return serving;
    }

    /**
     * Serves clients from now on: the controller has let the broker in.
     *
     * @return what they have asked for meanwhile
     */
    List<Event.RequestArrived> serve() {
        serving = true;
        List<Event.RequestArrived> waiting = early;
        early = new ArrayList<>();
        return waiting;
    }

    /** Keeps a client's request until it can be served; what cannot be kept is answered. */
    void keep(Event.RequestArrived arrived) {
        if (arrived.request() instanceof Produce.Request r) {
            // Its batches do not outlive the turn.
            context.reply(arrived.id(), ProduceHandler.notYet(r));
        } else {
            early.add(arrived);
        }
    }

    /** The controller gave this run of the broker an epoch. */
    void registered(long brokerEpoch) {
        new RunMark(context.storage()).write(brokerEpoch);
        isr.registered(brokerEpoch);
        fetchers.registered(brokerEpoch);
        coordinators.registered(brokerEpoch);
    }

    void controllerIs(@Nullable NodeId controller) {
        isr.controllerIs(controller);
    }

    /** Answers a request, now or later; false for one that is nobody's. */
    boolean handle(RequestId id, ClientInfo client, Request request) {
        if (!isOpen()) {
            keep(new Event.RequestArrived(id, client, request));
            return true;
        }
        switch (request) {
            case Produce.Request r -> handlers.produces().handle(id, client, r);
            case Fetch.Request r -> fetches.handle(id, r);
            case Metadata.Request r -> metadata(id, client, r);
            default -> {
                return handlers.handle(id, client, request)
                        || coordinators.handle(id, client, request);
            }
        }
        return true;
    }

    private void metadata(RequestId id, ClientInfo client, Metadata.Request request) {
        List<String> missing = handlers.metadata().toAutoCreate(request);
        if (missing.isEmpty()) {
            context.reply(id, handlers.metadata().metadata(request, client.listener()));
            return;
        }
        forwarding.ask(
                coordinators.creationOf(missing),
                CREATE_TIMEOUT_MS,
                any -> context.reply(id, handlers.metadata().metadata(request, client.listener())));
    }

    boolean handle(Event.AnswerArrived arrived) {
        return switch (arrived.lane()) {
            case REPLICA_FETCH -> fetchers.handle(arrived);
            case CONTROLLER -> isr.handle(arrived);
            default -> coordinators.handle(arrived);
        };
    }

    void laneClosed(Event.LaneClosed closed) {
        switch (closed.lane()) {
            case REPLICA_FETCH -> fetchers.handle(closed);
            case CONTROLLER -> isr.laneClosed(closed);
            default -> coordinators.laneClosed(closed);
        }
    }

    boolean timerFired(Timer timer) {
        switch (timer) {
            case FetchHandler.FetchTimer any -> fetches.timerFired(any);
            case FetchHandler.HighWatermarkTimer any -> fetches.informFollowers();
            case AckWaiting.AckTimer any -> acks.timerFired();
            case DeleteRecordsHandler.DeletionTimer any -> handlers.deletions().timerFired(any);
            case IsrReporting.SweepTimer any -> sweepIsr();
            case IsrReporting.RetryTimer any -> isr.retry();
            default -> {
                return fetchers.timerFired(timer)
                        || care.timerFired(timer)
                        || coordinators.timerFired(timer);
            }
        }
        return true;
    }

    private void sweepIsr() {
        long nextMs = isr.sweep(store.all());
        long nowMs = context.clock().monotonicMs();
        // A follower that falls behind from now on is due after the whole time at the earliest.
        long longestMs = Math.max(1, config.replicaLagTimeMaxMs() / 2);
        long delayMs = nextMs == Long.MAX_VALUE ? longestMs : Math.min(longestMs, nextMs - nowMs);
        // What is due by now has been proposed: it waits for its answer, maybe for long.
        long leastMs = Math.min(longestMs, IsrReporting.RETRY_MS);
        context.setTimer(new IsrReporting.SweepTimer(), nextMs <= nowMs ? leastMs : delayMs);
    }

    boolean syncDone(SyncId id) {
        if (store.checkpoints().done(id)) {
            return true;
        }
        FlushRounds.Done done = flushes.done(id);
        if (done == null) {
            return false;
        }
        done.partitions().forEach(progress::flushed);
        done.waiting().forEach(Runnable::run);
        return true;
    }

    void clientDisconnected(long connectionId) {
        fetches.disconnected(connectionId);
        handlers.deletions().disconnected(connectionId);
        handlers.produces().disconnected(connectionId);
        coordinators.clientDisconnected(connectionId);
        early.removeIf(one -> one.id().connectionId() == connectionId);
    }

    void turnEnded() {
        // First, as it may append.
        coordinators.turnEnded();
        handlers.deletions().lookAgain();
        fetches.turnEnded();
        fetchers.turnEnded();
        isr.turnEnded();
        flushes.turnEnded();
    }

    /**
     * Flushes and closes everything, and says so.
     *
     * @param brokerEpoch of this run of the broker
     */
    void stop(long brokerEpoch) {
        care.stop();
        store.stop(brokerEpoch);
    }
}
