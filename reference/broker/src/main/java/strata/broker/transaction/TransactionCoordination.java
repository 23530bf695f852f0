package strata.broker.transaction;

import strata.broker.BrokerConfig;
import strata.broker.Partition;
import strata.broker.controller.Forwarding;
import strata.broker.coordinator.CoordinatorRuntime;
import strata.broker.coordinator.CoordinatorSpec;
import strata.broker.coordinator.InternalTopic;
import strata.broker.coordinator.InternalTopics;
import strata.broker.coordinator.LogErrors;
import strata.broker.metadata.MetadataImage;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.Request;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionsLayer;
import strata.kernel.transactions.TransactionsSpec;

/**
 * The transactions of a broker: runs the coordinators of the partitions of {@code
 * __transaction_state} that it leads, brings them requests, their markers to partitions, and what
 * leaders of partitions ask to the coordinators.
 *
 * <p>What a turn has brought together for other brokers leaves when it ends.
 */
public final class TransactionCoordination {
    /** It is time to look for transactional ids that have expired. */
    record ExpiryTimer() implements Timer {}

    private final NodeContext context;
    private final MetadataImage image;
    private final TransactionConfig config;
    private final Ground ground;
    private final InternalTopic topic;
    private final ProducerIdAsking producerIds;
    private final PeerQuestions toLeaders;
    private final PeerQuestions toCoordinators;
    private final MarkerSender markers;
    private final CoordinatorVerifier verifier;
    private final CoordinatorRuntime<TransactionCommand, TransactionRecord> runtime;
    private final Additions additions;
    private final TransactionRequests requests;

    /**
     * What it stands on.
     *
     * @param patterns by which transactional ids may be listed
     */
    public record Ground(
            TransactionsLayer layer,
            TopicPatterns patterns,
            CoordinatorSpec.RecordStorage storage) {}

    /**
     * What is known of the cluster.
     *
     * @param image what is committed
     */
    public record Cluster(MetadataImage image, Forwarding forwarding, InternalTopics topics) {}

    public TransactionCoordination(
            NodeContext context, BrokerConfig config, Ground ground, Cluster cluster) {
        this.context = context;
        this.ground = ground;
        this.config = new TransactionConfig(config);
        image = cluster.image();
        topic = InternalTopic.transactions(config);
        producerIds =
                new ProducerIdAsking(
                        context, cluster.forwarding(), ground.layer().newProducerIds());
        toLeaders = new PeerQuestions(context, Lane.MARKERS, TransactionConfig.REQUEST_TIMEOUT_MS);
        toCoordinators =
                new PeerQuestions(context, Lane.VERIFICATION, TransactionConfig.REQUEST_TIMEOUT_MS);
        markers = new MarkerSender(context.clock(), image, toLeaders, this::tell);
        verifier =
                new CoordinatorVerifier(
                        context,
                        new CoordinatorVerifier.Places(topic, cluster.topics()),
                        toCoordinators,
                        this.config);
        runtime =
                new CoordinatorRuntime<>(
                        context,
                        new CoordinatorSpec<>(
                                InternalTopic.TRANSACTIONS,
                                this::newCoordinator,
                                new TransactionRecords(),
                                ground.storage(),
                                LogErrors::told,
                                TransactionConfig.REQUEST_TIMEOUT_MS));
        additions = new Additions(context, this.config.additionBackoffMs());
        requests =
                new TransactionRequests(
                        context,
                        image,
                        new TransactionRequests.Topics(
                                topic, InternalTopic.offsets(config), cluster.topics()),
                        new TransactionRequests.Answering(
                                runtime, additions, producerIds, () -> newCoordinator(-1, -1)));
    }

    private TransactionCoordinator newCoordinator(int partition, int leaderEpoch) {
        return ground.layer()
                .newCoordinator(
                        new TransactionsSpec(
                                config.settings(),
                                image::transactionVersion,
                                producerIds,
                                markers.writerOf(partition, leaderEpoch),
                                ground.patterns(),
                                context.trace()));
    }

    private void tell(int partition, int leaderEpoch, TransactionCommand command) {
        runtime.tell(partition, leaderEpoch, command);
        if (command instanceof TransactionCommand.MarkersAnswered answered) {
            additions.markersAnswered(answered.marker().transactionalId());
        }
    }

    /** Coordinators may begin from now on. */
    public void start() {
        context.setTimer(new ExpiryTimer(), config.expiryIntervalMs());
    }

    /** The topic that the transactional ids are in. */
    public InternalTopic topic() {
        return topic;
    }

    /** Asks coordinators on behalf of the partitions that are led here. */
    public PartitionVerifier verifier() {
        return verifier;
    }

    /** The broker is registered with this epoch. */
    public void registered(long brokerEpoch) {
        producerIds.registered(brokerEpoch);
    }

    /** A partition has another role, or leads in another epoch. */
    public void changed(Partition partition) {
        runtime.changed(partition);
    }

    /** Answers a request, now or later; false for one that is for no transaction coordinator. */
    public boolean handle(RequestId id, ClientInfo client, Request request) {
        return requests.handle(id, client, request);
    }

    /** Lanes MARKERS and VERIFICATION; false for others. */
    public boolean handle(Event.AnswerArrived arrived) {
        return toLeaders.handle(arrived) || toCoordinators.handle(arrived);
    }

    /** Lanes MARKERS and VERIFICATION; others: no effect. */
    public void laneClosed(Event.LaneClosed closed) {
        toLeaders.handle(closed);
        toCoordinators.handle(closed);
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        if (timer instanceof ExpiryTimer) {
            runtime.tellAll(new TransactionCommand.Expire(context.clock().wallMs()));
            context.setTimer(new ExpiryTimer(), config.expiryIntervalMs());
            return true;
        }
        return runtime.timerFired(timer)
                || verifier.timerFired(timer)
                || additions.timerFired(timer)
                || producerIds.timerFired(timer)
                || toLeaders.timerFired(timer)
                || toCoordinators.timerFired(timer);
    }

    public void clientDisconnected(long connectionId) {
        runtime.disconnected(connectionId);
        additions.disconnected(connectionId);
        producerIds.disconnected(connectionId);
    }

    /** Lets out what the turn has brought together. */
    public void turnEnded() {
        verifier.turnEnded();
        markers.turnEnded();
        producerIds.turnEnded();
    }
}
