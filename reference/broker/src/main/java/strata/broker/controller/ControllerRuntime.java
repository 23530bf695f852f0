package strata.broker.controller;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.BrokerConfig;
import strata.broker.metadata.MetadataImage;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.FencingRules;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.UnregisterBroker;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.transactions.ProducerIdBlock;

/**
 * The controller of a node of role controller. It is active while its node leads the quorum: then
 * it decides, on a state that includes what it has decided but is not committed yet.
 *
 * <p>Invariant: what waits for an answer waits in the order of the offsets that it waits for.
 */
public final class ControllerRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerRuntime.class);

    // As many elections for the sake of balance as one batch may hold.
    private static final int ELECTIONS_PER_ROUND = 1_000;

    /** How producer ids are handed out, see {@code TransactionsLayer.nextBlock}. */
    public interface NextBlock {
        /** The block that begins with the first id that no block has held; null for none left. */
        @Nullable
        ProducerIdBlock after(long firstFree);
    }

    /**
     * What the controller stands on.
     *
     * @param elections layer 3's, or a stand-in
     * @param fencing layer 3's, or a stand-in
     * @param nextBlock layer 5's; null where it is not present
     */
    public record Rules(
            ElectionRules elections, FencingRules fencing, @Nullable NextBlock nextBlock) {
        /** Where there is no layer 5: nobody asks for producer ids. */
        public Rules(ElectionRules elections, FencingRules fencing) {
            this(elections, fencing, null);
        }

        /** Where there is no layer 3: one broker, which always leads, and which nobody watches. */
        public static Rules alone() {
            return new Rules(new SoloElections(), new SoloFencing());
        }
    }

    /** Leaders that are not the preferred ones are sought. */
    private record BalanceTimer() implements Timer {}

    /** An answer that may be given once everything below an offset is committed. */
    private record Parked(
            Request request, Consumer<Response> answer, Response response, long end) {}

    /**
     * What there is while it is active.
     *
     * @param image of all facts, committed or not
     */
    private record Active(MetadataImage image, ClusterController controller) {}

    private final NodeContext context;
    private final BrokerConfig config;
    private final Rules rules;
    private final ControllerLog log;
    private final TopicPlanner.Chance chance;
    private final BrokerWatch watch;
    private final Deque<Parked> parked = new ArrayDeque<>();
    private @Nullable Active active;
    // One more than the last fact's offset.
    private long logEnd;

    public ControllerRuntime(
            NodeContext context, BrokerConfig config, Rules rules, ControllerLog log) {
        this.context = context;
        this.config = config;
        this.rules = rules;
        this.log = log;
        this.chance = TopicPlanner.Chance.of(context.random());
        this.watch =
                new BrokerWatch(
                        context,
                        rules.fencing().newSessions(config.sessionTimeoutMs()),
                        this::dead);
    }

    /** This node leads the quorum from now on: the state is built anew from the log. */
    public void activated(int epoch) {
        deactivated();
        MetadataImage image = new MetadataImage();
        logEnd = log.committedEnd();
        log.replayAll(
                (offset, fact) -> {
                    image.apply(offset, fact);
                    logEnd = Math.max(logEnd, offset + 1);
                });
        active = new Active(image, new ClusterController(image, config, rules, chance));
        LOG.info("node {} is the active controller, epoch {}", context.self(), epoch);
        context.trace().note("is the active controller, epoch " + epoch);
        decide(new ControllerCommand.TakeOver(config.identity().clusterId()));
        for (BrokerRegistered broker : new ArrayList<>(image.brokers())) {
            reach(broker);
            // The own one lives as this node does.
            if (!broker.fenced() && !broker.id().equals(context.self())) {
                watch.expect(broker.id());
                watch.probe(broker.id());
            }
        }
        if (config.rebalancesLeaders()) {
            context.setTimer(new BalanceTimer(), config.imbalanceCheckIntervalMs());
        }
    }

    /** It does not lead any more: what waits is answered with NOT_CONTROLLER, the state goes. */
    public void deactivated() {
        if (active == null) {
            return;
        }
        LOG.info("node {} is no longer the active controller", context.self());
        active = null;
        watch.clear();
        context.cancelTimer(new BalanceTimer());
        List<Parked> waiting = new ArrayList<>(parked);
        parked.clear();
        for (Parked p : waiting) {
            p.answer().accept(Refusals.of(p.request(), Refusals.NOT_CONTROLLER));
        }
    }

    /** Whether this node's controller is the active one. */
    public boolean isActive() {
        return active != null;
    }

    /**
     * Takes a request that is for this node's controller alone: a broker's, or one that another
     * node has passed on. Where the controller is not active the answer is NOT_CONTROLLER. A
     * client's request is {@link Forwarding}'s, wherever the active controller is.
     *
     * @return whether it was taken
     */
    public boolean handle(RequestId id, ClientInfo client, Request request) {
        boolean ofBroker = Refusals.isBrokers(request);
        boolean passedOn =
                Refusals.isAdmin(request) && client.clientId().equals(Lane.FORWARDING.clientId());
        if (!ofBroker && !passedOn) {
            return false;
        }
        if (active == null) {
            context.reply(id, Refusals.of(request, Refusals.NOT_CONTROLLER));
        } else if (ofBroker) {
            handleBrokers(id, request);
        } else {
            ask(request, response -> context.reply(id, response));
        }
        return true;
    }

    /** Asks the active controller, from within its node. */
    void ask(Request request, Consumer<Response> answer) {
        decide(command(request), request, answer);
    }

    private void handleBrokers(RequestId id, Request request) {
        Response response = decide(command(request), request, answer -> context.reply(id, answer));
        NodeId sender = Refusals.sender(request);
        if (sender != null && counts(response)) {
            watch.heard(sender, id.connectionId());
            BrokerRegistered broker = requireActive().image().broker(sender);
            if (request instanceof BrokerRegistration.Request && broker != null) {
                reach(broker);
            }
        }
    }

    /** Whether a broker's word counted: only then does it keep a session. */
    private static boolean counts(Response response) {
        return switch (response) {
            case BrokerRegistration.Response r -> r.error() == ErrorCode.NONE;
            case BrokerHeartbeat.Response r -> r.error() == ErrorCode.NONE;
            case AlterPartition.Response r -> r.error() == ErrorCode.NONE;
            default -> false;
        };
    }

    private ControllerCommand command(Request request) {
        return switch (request) {
            case CreateTopics.Request r -> new ControllerCommand.Create(r);
            case DeleteTopics.Request r -> new ControllerCommand.Delete(r);
            case CreatePartitions.Request r -> new ControllerCommand.Grow(r);
            case IncrementalAlterConfigs.Request r -> new ControllerCommand.Change(r);
            case AlterConfigs.Request r -> new ControllerCommand.Replace(r);
            case ElectLeaders.Request r -> new ControllerCommand.Elect(r);
            case AlterPartitionReassignments.Request r -> new ControllerCommand.Reassign(r);
            case ListPartitionReassignments.Request r -> new ControllerCommand.ListReassignments(r);
            case UnregisterBroker.Request r -> new ControllerCommand.Unregister(r);
            case UpdateFeatures.Request r -> new ControllerCommand.ChangeFeatures(r);
            case AllocateProducerIds.Request r -> new ControllerCommand.AllocateIds(r);
            case BrokerRegistration.Request r ->
                    new ControllerCommand.Register(r, isTaken(r, Refusals.sender(r)));
            case BrokerHeartbeat.Request r -> new ControllerCommand.Beat(r);
            case AlterPartition.Request r -> new ControllerCommand.AlterIsr(r);
            default -> throw new IllegalArgumentException("not the controller's: " + request);
        };
    }

    /** Whether the id that a process wants is that of another one, which lives. */
    private boolean isTaken(BrokerRegistration.Request request, @Nullable NodeId sender) {
        BrokerRegistered known = sender == null ? null : requireActive().image().broker(sender);
        return known != null
                && watch.isAlive(known.id(), known.listeners().equals(request.listeners()));
    }

    /** Decides on the controller's own behalf. */
    private int decide(ControllerCommand command) {
        Active now = requireActive();
        Decision<MetadataRecord, ControllerAnswer> decision = now.controller().decide(command, 0);
        store(now, decision.events());
        return decision.events().size();
    }

    /**
     * Decides, has the facts stored, and answers once they and all that they were decided on are
     * committed.
     *
     * @return the answer that will be given then
     */
    private Response decide(ControllerCommand command, Request request, Consumer<Response> answer) {
        Active now = requireActive();
        long nowMs = context.clock().monotonicMs();
        Decision<MetadataRecord, ControllerAnswer> decision =
                now.controller().decide(command, nowMs);
        long first = store(now, decision.events());
        Response response = decision.response().response(first);
        parked.add(new Parked(request, answer, response, logEnd));
        committed();
        return response;
    }

    /** Appends the facts of a decision as one batch, and counts them as true from then on. */
    private long store(Active now, List<MetadataRecord> facts) {
        if (facts.isEmpty()) {
            return logEnd;
        }
        long end = log.append(facts);
        long first = end - facts.size();
        long offset = first;
        for (MetadataRecord fact : facts) {
            now.controller().apply(offset++, fact);
        }
        logEnd = end;
        return first;
    }

    /** The committed end of the metadata log has moved. */
    public void committed() {
        long committedEnd = log.committedEnd();
        while (!parked.isEmpty() && parked.peek().end() <= committedEnd) {
            Parked next = parked.remove();
            next.answer().accept(next.response());
        }
    }

    private void dead(NodeId broker, String why) {
        BrokerRegistered known = requireActive().image().broker(broker);
        if (known == null || known.fenced()) {
            return;
        }
        LOG.info("broker {} is fenced: {}", broker, why);
        context.trace().note("fences broker " + broker + ": " + why);
        decide(new ControllerCommand.Fence(broker, known.brokerEpoch()));
    }

    /** Its state, facts that are not committed yet included; null while it is not active. */
    @Nullable
    MetadataImage image() {
        return active == null ? null : active.image();
    }

    /** A connection to this node has gone: it may have been a broker's. */
    public void clientDisconnected(long connectionId) {
        Active now = active;
        NodeId broker = now == null ? null : watch.closed(connectionId);
        if (now != null && broker != null) {
            BrokerRegistered known = now.image().broker(broker);
            if (known != null && !known.fenced() && !broker.equals(context.self())) {
                watch.probe(broker);
            }
        }
    }

    /**
     * Voters are where the configuration says. Of a node with a listener of its own for controllers
     * that is not where clients reach it; but any listener takes what another node asks, and for a
     * probe it is the same process.
     */
    private void reach(BrokerRegistered broker) {
        boolean voter =
                config.identity().voters().stream().anyMatch(v -> v.id().equals(broker.id()));
        if (!voter) {
            context.peers().reach(broker.id(), broker.host(), broker.port());
        }
    }

    /** Lane PROBE. */
    public boolean handle(Event.AnswerArrived arrived) {
        return watch.handle(arrived);
    }

    /** Lane PROBE. */
    public boolean handle(Event.LaneClosed closed) {
        return watch.handle(closed);
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        if (!(timer instanceof BalanceTimer)) {
            return watch.timerFired(timer);
        }
        if (active != null) {
            int elections = decide(new ControllerCommand.Balance(ELECTIONS_PER_ROUND));
            boolean more = elections >= ELECTIONS_PER_ROUND;
            context.setTimer(new BalanceTimer(), more ? 0 : config.imbalanceCheckIntervalMs());
        }
        return true;
    }

    /**
     * Enters this node as the one broker of its cluster, where there is no layer 3 and so no {@link
     * BrokerLifecycle}. It must be active.
     */
    public void registerAlone() {
        BrokerConfig.Identity self = config.identity();
        decide(
                new ControllerCommand.RegisterAlone(
                        self.id(), self.host(), self.port(), config.rack()));
    }

    private Active requireActive() {
        return Objects.requireNonNull(active, "the controller is not active");
    }
}
