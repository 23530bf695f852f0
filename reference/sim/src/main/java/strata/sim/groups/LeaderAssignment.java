package strata.sim.groups;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;

/** The leader of a generation shares out, by its own view of the topics. */
final class LeaderAssignment {
    private final Member member;
    private final Assignors assignors;
    // The topics as they were when it shared out; null when it is not the leader.
    private @Nullable Map<String, Integer> counts;

    LeaderAssignment(Member member, Assignors assignors) {
        this.member = member;
        this.assignors = assignors;
    }

    /** It does not lead (any more). */
    void forget() {
        counts = null;
    }

    /** Whether it leads, and topics have changed since it shared out. */
    boolean isOutdated() {
        Map<String, Integer> then = counts;
        return then != null && !then.equals(countsOf(new ArrayList<>(then.keySet())));
    }

    /** What a member tells of what it had, and in which generation. */
    JoinRequests.Owned owned(List<TopicPartition> had, int generation) {
        return member.plan().isCooperative()
                ? new JoinRequests.Owned(had, null, generation)
                // It owns nothing while it joins; but a sticky assignor wants to know.
                : new JoinRequests.Owned(
                        List.of(),
                        ConsumerProtocol.encode(new ConsumerProtocol.Assignment(had, null)),
                        generation);
    }

    /** Everybody's assignment; none where the coordinator wants none (KIP-814). */
    List<SyncGroup.Assignment> of(JoinGroup.Response joined) {
        SortedMap<String, Assignor.Subscription> members = new TreeMap<>();
        List<String> topics = new ArrayList<>();
        for (JoinGroup.Member each : joined.members()) {
            ConsumerProtocol.Subscription wants = ConsumerProtocol.subscription(each.metadata());
            ByteBuffer remembered = wants.userData();
            List<TopicPartition> owned =
                    remembered == null || !remembered.hasRemaining()
                            ? wants.owned()
                            : ConsumerProtocol.assignment(remembered).partitions();
            members.put(
                    each.memberId(),
                    new Assignor.Subscription(
                            each.instanceId(), wants.topics(), owned, wants.generation()));
            wants.topics().stream().filter(t -> !topics.contains(t)).forEach(topics::add);
        }
        Map<String, Integer> now = countsOf(topics);
        List<SyncGroup.Assignment> all = new ArrayList<>();
        if (joined.skipAssignment()) {
            // It came back, and does not know of which topics the group's assignment was made.
            // Kafka's client takes them to be as they are now, and may miss how they have grown.
            now.replaceAll((topic, count) -> -1);
            counts = now;
        } else {
            counts = now;
            Map<String, Integer> existing = new LinkedHashMap<>(now);
            existing.values().removeIf(count -> count == 0);
            named(String.valueOf(joined.protocol()))
                    .assign(members, existing)
                    .forEach(
                            (id, partitions) ->
                                    all.add(
                                            new SyncGroup.Assignment(
                                                    id,
                                                    ConsumerProtocol.encode(
                                                            new ConsumerProtocol.Assignment(
                                                                    partitions, null)))));
        }
        return all;
    }

    private Map<String, Integer> countsOf(List<String> topics) {
        Map<String, Integer> found = new TreeMap<>();
        topics.forEach(topic -> found.put(topic, member.client().partitionCount(topic)));
        return found;
    }

    private Assignor named(String protocol) {
        return switch (protocol) {
            case "range" -> assignors.range();
            case "roundrobin" -> assignors.roundRobin();
            case "sticky" -> assignors.sticky();
            case "cooperative-sticky" -> assignors.cooperativeSticky();
            default -> throw member.wrong("JoinGroup", "the protocol " + protocol);
        };
    }
}
