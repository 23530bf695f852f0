package strata.broker.replica;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.Partition;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.TopicId;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartition.Recovery;

/**
 * Asks the controller for other ISRs, on behalf of the partitions that are led here (KIP-497): all
 * that is due in one request, one request at a time. What got no answer is asked again.
 *
 * <p>Invariant: a proposal is in {@code proposed} until it is answered, or its partition is led
 * here in that epoch no more.
 */
public final class IsrReporting {
    /** It is time to look whose followers have fallen behind. */
    public record SweepTimer() implements Timer {}

    /** It is time to ask again. */
    public record RetryTimer() implements Timer {}

    private static final Logger LOG = LoggerFactory.getLogger(IsrReporting.class);

    /** So long after it was not heard something is asked again. */
    public static final long RETRY_MS = 50;

    // What is asked of the controller on its lane by others has other numbers.
    private static final long CORRELATION_START = 1L << 48;

    private record Proposed(LeaderReplica leader, IsrProposal proposal) {}

    private final NodeContext context;
    private final Consumer<Partition> highWatermarkMoved;
    private final Map<Partition, Proposed> proposed = new LinkedHashMap<>();
    // Partitions that are to be asked whether they have something to propose.
    private final Set<Partition> due = new LinkedHashSet<>();
    private @Nullable NodeId controller;
    private long brokerEpoch = -1;
    private long correlation = CORRELATION_START;
    // Null while nothing is under way.
    private @Nullable Map<Partition, Proposed> underWay;
    private @Nullable NodeId asked;
    private boolean retryTimerSet;

    public IsrReporting(NodeContext context, Consumer<Partition> highWatermarkMoved) {
        this.context = context;
        this.highWatermarkMoved = highWatermarkMoved;
    }

    /** Who is the active controller; null while none is known. */
    public void controllerIs(@Nullable NodeId node) {
        controller = node;
    }

    /** This broker is registered with this epoch. */
    public void registered(long epoch) {
        brokerEpoch = epoch;
    }

    /** A partition that is led here may have something to propose. */
    public void due(Partition partition) {
        due.add(partition);
    }

    /** A partition is led here no more, or in another epoch. */
    public void forget(Partition partition) {
        due.remove(partition);
        proposed.remove(partition);
    }

    /**
     * Looks at all partitions: whose followers have fallen behind by now?
     *
     * @return when to come again, monotonic; {@code Long.MAX_VALUE} for not by itself
     */
    public long sweep(List<Partition> partitions) {
        long nowMs = context.clock().monotonicMs();
        long nextMs = Long.MAX_VALUE;
        for (Partition partition : partitions) {
            LeaderReplica leader = partition.leader();
            if (leader != null) {
                if (leader.isrDeadlineMs() <= nowMs) {
                    propose(partition, leader, nowMs);
                }
                nextMs = Math.min(nextMs, leader.isrDeadlineMs());
            }
        }
        return nextMs;
    }

    private void propose(Partition partition, LeaderReplica leader, long nowMs) {
        IsrProposal proposal = leader.isrDue(nowMs);
        if (proposal != null) {
            proposed.put(partition, new Proposed(leader, proposal));
        }
    }

    /** Asks, if there is anything to ask and nothing under way. */
    public void turnEnded() {
        if (!due.isEmpty()) {
            long nowMs = context.clock().monotonicMs();
            for (Partition partition : due) {
                LeaderReplica leader = partition.leader();
                if (leader != null) {
                    propose(partition, leader, nowMs);
                }
            }
            due.clear();
        }
        if (proposed.isEmpty() || underWay != null || retryTimerSet) {
            return;
        }
        if (controller == null || brokerEpoch < 0) {
            retryLater();
            return;
        }
        underWay = new LinkedHashMap<>(proposed);
        asked = controller;
        context.peers().ask(controller, Lane.CONTROLLER, ++correlation, request(underWay));
    }

    private void retryLater() {
        retryTimerSet = true;
        context.setTimer(new RetryTimer(), RETRY_MS);
    }

    /** It is time to ask again; the end of the turn does it. */
    public void retry() {
        retryTimerSet = false;
    }

    private AlterPartition.Request request(Map<Partition, Proposed> what) {
        Map<TopicId, List<AlterPartition.PartitionChange>> changes = new LinkedHashMap<>();
        what.forEach(
                (partition, one) -> {
                    IsrProposal proposal = one.proposal();
                    // A proposal of one that was recovering says that it is no more (KIP-704).
                    changes.computeIfAbsent(partition.topicId(), any -> new ArrayList<>())
                            .add(
                                    new AlterPartition.PartitionChange(
                                            partition.name().partition(),
                                            proposal.leaderEpoch(),
                                            proposal.isr().stream()
                                                    .map(IsrReporting::member)
                                                    .toList(),
                                            Recovery.RECOVERED,
                                            proposal.partitionEpoch()));
                });
        List<AlterPartition.TopicChange> topics = new ArrayList<>();
        changes.forEach((id, list) -> topics.add(new AlterPartition.TopicChange(id, list)));
        return new AlterPartition.Request(context.self().number(), brokerEpoch, topics);
    }

    private static AlterPartition.IsrMember member(IsrProposal.Member member) {
        return new AlterPartition.IsrMember(member.broker().number(), member.brokerEpoch());
    }

    /**
     * An answer on lane CONTROLLER.
     *
     * @return whether it is to one of these requests
     */
    public boolean handle(Event.AnswerArrived arrived) {
        if (!(arrived.response() instanceof AlterPartition.Response response)) {
            return false;
        }
        Map<Partition, Proposed> answered = underWay;
        if (answered == null || arrived.correlation() != correlation) {
            return true;
        }
        underWay = null;
        if (response.error() != ErrorCode.NONE) {
            // Another controller, or another registration, is to come: all of it is asked again.
            LOG.debug("the controller answers {} to changes of ISRs", response.error());
            retryLater();
            return true;
        }
        Map<TopicId, Map<Integer, AlterPartition.PartitionResult>> results = new LinkedHashMap<>();
        for (AlterPartition.TopicResult topic : response.topics()) {
            Map<Integer, AlterPartition.PartitionResult> ofTopic =
                    results.computeIfAbsent(topic.topic(), any -> new LinkedHashMap<>());
            topic.partitions().forEach(one -> ofTopic.put(one.partition(), one));
        }
        answered.forEach(
                (partition, one) -> {
                    AlterPartition.PartitionResult result =
                            results.getOrDefault(partition.topicId(), Collections.emptyMap())
                                    .get(partition.name().partition());
                    if (result != null && one.equals(proposed.get(partition))) {
                        answered(partition, one, result);
                    }
                });
        if (!proposed.isEmpty()) {
            retryLater();
        }
        return true;
    }

    /**
     * Whether an answer is the last word on a proposal: it is in force, or it was surely not made,
     * or the metadata that is to come says more. Any other error, also one that is not known here,
     * is none: were the proposal dropped, its leader would have it under way for ever.
     */
    private static boolean settles(ErrorCode error) {
        return switch (error) {
            case NONE,
                    INELIGIBLE_REPLICA,
                    OPERATION_NOT_ATTEMPTED,
                    INVALID_UPDATE_VERSION,
                    FENCED_LEADER_EPOCH,
                    INVALID_REQUEST,
                    NOT_LEADER_OR_FOLLOWER,
                    NEW_LEADER_ELECTED,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    UNKNOWN_TOPIC_ID ->
                    true;
            default -> false;
        };
    }

    private void answered(
            Partition partition, Proposed one, AlterPartition.PartitionResult result) {
        if (!settles(result.error())) {
            // It may be carried out yet: asked again, as it is (see LeaderReplica.isrAnswered).
            LOG.debug("{}: ISR {}: {}", partition, one.proposal().isr(), result.error());
            return;
        }
        proposed.remove(partition);
        IsrState confirmed =
                result.error() == ErrorCode.NONE
                        ? new IsrState(
                                result.isr(),
                                result.partitionEpoch(),
                                result.recovery() == Recovery.RECOVERING)
                        : null;
        LOG.debug("{}: ISR {}: {}", partition, one.proposal().isr(), result.error());
        long nowMs = context.clock().monotonicMs();
        if (one.leader().isrAnswered(one.proposal(), result.error(), confirmed, nowMs)) {
            highWatermarkMoved.accept(partition);
        }
        if (result.error() == ErrorCode.NONE) {
            // The next one may be due already.
            due.add(partition);
        }
    }

    /** Lane CONTROLLER: what was under way may or may not have been carried out. */
    public void laneClosed(Event.LaneClosed closed) {
        if (underWay != null && closed.peer().equals(asked)) {
            underWay = null;
            retryLater();
        }
    }
}
