package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.ConsumerGroupHeartbeat.TopicPartitions;
import strata.kernel.request.Response;

/**
 * The consumer protocol (KIP-848): a member beats, and each answer may tell it what it may read
 * from now on. It lets go of what is not in it first, then takes the rest, then says what it has.
 */
final class ConsumerMembership implements Membership {
    private final Member member;
    private final Consumption consumption;
    private final String memberId;
    private List<String> topics;
    private int epoch = ConsumerGroupHeartbeat.JOIN;
    private int intervalMs;
    // The last assignment told; null when there is nothing to move to.
    private @Nullable List<TopicPartitions> told;
    private boolean beating;
    private boolean reconciling;
    // All that it wants and has goes with the next heartbeat.
    private boolean saysAll = true;
    private boolean saysTopics;
    private boolean saysOwned;
    private boolean left;
    // Rises when all that it had is lost: what was under way before is off.
    private int era;
    // Counts the plans for the next heartbeat: only the last one counts.
    private long plans;

    ConsumerMembership(Member member, Consumption consumption, List<String> topics) {
        this.member = member;
        this.consumption = consumption;
        this.topics = topics;
        this.memberId = "id-" + member.tenant().life();
        this.intervalMs = member.plan().sessionMs() / 4;
    }

    @Override
    public void begin() {
        beat();
        watchTopics();
    }

    @Override
    public void subscribe(List<String> wanted) {
        if (!topics.equals(wanted)) {
            topics = wanted;
            saysTopics = true;
            beatIn(1);
        }
    }

    @Override
    public void leave() {
        left = true;
        send(
                request(
                        member.instanceId() == null
                                ? ConsumerGroupHeartbeat.LEAVE
                                : ConsumerGroupHeartbeat.LEAVE_FOR_A_WHILE,
                        false));
    }

    @Override
    public boolean isSettled() {
        return epoch > 0
                && !reconciling
                && told == null
                && !saysAll
                && !saysOwned
                && !saysTopics
                && consumption.isSettled();
    }

    @Override
    public String memberId() {
        return memberId;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public boolean isOfConsumerProtocol() {
        return true;
    }

    @Override
    public void refused(ErrorCode error, int in) {
        // The next heartbeat tells.
        if (error == ErrorCode.FENCED_INSTANCE_ID) {
            replaced();
        }
    }

    @Override
    public String told() {
        return member.tenant()
                + " is at member epoch "
                + epoch
                + (reconciling ? ", reconciling" : "")
                + (told != null ? ", told of " + told : "")
                + ", has "
                + consumption.holdings()
                + ", "
                + member.coordinator().told();
    }

    private void beatIn(long ms) {
        long mine = ++plans;
        member.life()
                .later(
                        ms * 900,
                        ms * 1_000,
                        () -> {
                            if (mine == plans) {
                                beat();
                            }
                        });
    }

    private void beat() {
        if (left) {
            return;
        }
        if (beating) {
            beatIn(20);
            return;
        }
        beating = true;
        send(request(epoch, saysAll || epoch == ConsumerGroupHeartbeat.JOIN));
    }

    private ConsumerGroupHeartbeat.Request request(int with, boolean all) {
        boolean wantsTopics = (all || saysTopics) && with >= 0;
        boolean tellsOwned = (all || saysOwned) && with >= 0;
        boolean byName = !member.plan().byExpression();
        return new ConsumerGroupHeartbeat.Request(
                member.groupId(),
                memberId,
                with,
                member.instanceId(),
                null,
                all ? member.plan().rebalanceMs() : -1,
                wantsTopics ? (byName ? topics : List.of()) : null,
                wantsTopics ? (byName ? "" : String.join("|", topics)) : null,
                all ? member.plan().serverAssignor() : null,
                tellsOwned ? owned(with) : null,
                true);
    }

    private List<TopicPartitions> owned(int with) {
        if (with == ConsumerGroupHeartbeat.JOIN) {
            return List.of();
        }
        Map<TopicId, List<Integer>> byTopic = new LinkedHashMap<>();
        for (TopicPartition partition : consumption.holdings()) {
            TopicId id = member.client().idOf(partition.topic());
            if (id != null) {
                byTopic.computeIfAbsent(id, i -> new ArrayList<>()).add(partition.partition());
            }
        }
        List<TopicPartitions> owned = new ArrayList<>();
        byTopic.forEach((id, partitions) -> owned.add(new TopicPartitions(id, partitions)));
        return owned;
    }

    private void send(ConsumerGroupHeartbeat.Request request) {
        boolean saidTopics = request.topics() != null;
        List<String> said = topics;
        boolean saidOwned = request.owned() != null;
        member.coordinator()
                .ask(
                        member.life(),
                        request,
                        new CoordinatorLink.Outcome() {
                            @Override
                            public void answered(Response response, NodeId by, long sentUs) {
                                beating = false;
                                ConsumerGroupHeartbeat.Response answer =
                                        member.as(ConsumerGroupHeartbeat.Response.class, response);
                                if (left) {
                                    return;
                                }
                                if (answer.error() != ErrorCode.NONE) {
                                    heed(answer);
                                    return;
                                }
                                saysAll = false;
                                saysTopics &= !saidTopics || !said.equals(topics);
                                saysOwned &= !saidOwned;
                                beaten(answer, by, sentUs);
                            }

                            @Override
                            public void lost(String why) {
                                beating = false;
                                saysAll = true;
                                beatIn(50);
                            }
                        });
    }

    private void beaten(ConsumerGroupHeartbeat.Response answer, NodeId by, long sentUs) {
        epoch = answer.memberEpoch();
        intervalMs = answer.heartbeatIntervalMs();
        if (answer.assignment() != null) {
            told = answer.assignment();
        }
        long leaseUs = member.leaseUs(by, sentUs);
        boolean moves = told != null;
        reconcile(leaseUs);
        consumption.renews(leaseUs);
        // Sooner when there is something to say.
        beatIn(moves && !reconciling ? 5 : intervalMs);
    }

    /** Moves towards what it was told, unless it is on its way. */
    private void reconcile(long leaseUs) {
        List<TopicPartitions> goal = told;
        if (goal == null || reconciling) {
            return;
        }
        List<TopicPartition> assigned = new ArrayList<>();
        for (TopicPartitions topic : goal) {
            String name = member.client().nameOf(topic.topicId());
            if (name == null) {
                // Its metadata is too old.
                member.client().refresh();
                member.life().backOff(() -> reconcile(leaseUs));
                return;
            }
            topic.partitions().forEach(p -> assigned.add(new TopicPartition(name, p)));
        }
        told = null;
        List<TopicPartition> before = consumption.holdings();
        List<TopicPartition> gone = Order.without(before, assigned);
        List<TopicPartition> added = Order.without(assigned, before);
        if (!gone.isEmpty() || !added.isEmpty()) {
            member.tell("may have " + assigned + " at member epoch " + epoch);
            member.ledger().tally().assigned();
        }
        reconciling = true;
        int in = era;
        Runnable then =
                () -> {
                    if (era != in || left) {
                        return;
                    }
                    reconciling = false;
                    consumption.assigned(added, leaseUs);
                    saysOwned = true;
                    beatIn(1);
                    reconcile(leaseUs);
                };
        if (gone.isEmpty()) {
            then.run();
        } else {
            consumption.letGo(gone, then);
        }
    }

    private void heed(ConsumerGroupHeartbeat.Response answer) {
        ErrorCode error = answer.error();
        saysAll = true;
        if (member.coordinator().isTheCoordinators(error)) {
            beatIn(50);
            return;
        }
        switch (error) {
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, GROUP_ID_NOT_FOUND -> {
                member.ledger().tally().fenced();
                member.tell("is fenced (" + error + ")");
                epoch = ConsumerGroupHeartbeat.JOIN;
                era++;
                told = null;
                reconciling = false;
                consumption.lost();
                beatIn(1);
            }
            case FENCED_INSTANCE_ID, UNRELEASED_INSTANCE_ID -> replaced();
            default -> throw member.wrong("ConsumerGroupHeartbeat", answer);
        }
    }

    private void replaced() {
        member.ledger().tally().fenced();
        member.tell("has been replaced");
        left = true;
        member.whenFenced().run();
    }

    /** Metadata grows old. */
    private void watchTopics() {
        member.life()
                .later(
                        300_000,
                        900_000,
                        () -> {
                            if (!left) {
                                member.client().refresh();
                                watchTopics();
                            }
                        });
    }
}
