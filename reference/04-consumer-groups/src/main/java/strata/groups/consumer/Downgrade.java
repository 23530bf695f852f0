package strata.groups.consumer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import strata.groups.classic.ClassicProtocol;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;

/**
 * Turns a group of the consumer protocol into a classic one, when the last member that speaks it
 * has left, and others are there.
 */
final class Downgrade {
    private final GroupsSpec spec;
    private final ClassicProtocol classic;

    Downgrade(GroupsSpec spec, ClassicProtocol classic) {
        this.spec = spec;
        this.classic = classic;
    }

    /**
     * Whether a group with these members is to be turned: there are some, all of them speak the
     * classic protocol, there are no more than a classic group may have, and the migration policy
     * allows it.
     */
    boolean isDue(Collection<ConsumerMember> members) {
        return !members.isEmpty()
                && members.stream().allMatch(ConsumerMember::isClassic)
                && spec.settings().consumer().migration().downgrades()
                && members.size() <= spec.settings().classic().maxSize();
    }

    /**
     * Stores the group of a plan as a classic one, whose generation is the group's epoch: the
     * tombstones of all that is stored of the group, those of members that the plan has let come,
     * then the classic group.
     *
     * <p>Its members have what they still read, be it that they are to let it go. (Kafka 4.3 stores
     * what they are to have in the end. Is the group then turned once more, before all have joined
     * again, somebody else is given what one of them still reads.) Where that is not all that each
     * of them is to have, they join again.
     *
     * @param rebalance whether its members are to join again in any case
     */
    void store(Plan plan, boolean rebalance, long wallMs) {
        ConsumerGroup group = plan.group();
        for (ConsumerMember member : plan.members().values()) {
            if (group.member(member.id()) == null) {
                plan.store(new GroupKey.MemberCurrent(group.id(), member.id()), null);
                plan.store(new GroupKey.MemberTarget(group.id(), member.id()), null);
                plan.store(new GroupKey.Member(group.id(), member.id()), null);
            }
        }
        group.tombstones().forEach(record -> plan.store(record.key(), null));
        String protocol = protocol(plan.members().values());
        List<GroupValue.ClassicMember> members = new ArrayList<>();
        for (ConsumerMember member : plan.members().values()) {
            members.add(classic(member, protocol, member.assigned().and(member.revoking())));
        }
        plan.store(
                new GroupKey.ClassicGroup(group.id()),
                new GroupValue.ClassicGroup(
                        ConsumerProtocol.TYPE,
                        group.groupEpoch(),
                        protocol,
                        members.get(0).memberId(),
                        wallMs,
                        List.copyOf(members)));
        if (rebalance || !isAtRest(plan)) {
            classic.downgrades(group.id());
        }
    }

    /** Whether all members have all that they are to have. */
    private static boolean isAtRest(Plan plan) {
        int epoch = plan.group().assignmentEpoch();
        return plan.group().groupEpoch() == epoch
                && plan.members().values().stream().allMatch(one -> one.isReconciledTo(epoch));
    }

    private GroupValue.ClassicMember classic(
            ConsumerMember member, String protocol, Partitions held) {
        GroupValue.ClassicSupport support = Objects.requireNonNull(member.wants().classic());
        ByteBuffer subscription = ByteBuffer.allocate(0);
        for (GroupValue.ClassicProtocol supported : support.protocols()) {
            if (supported.name().equals(protocol)) {
                subscription = supported.metadata();
            }
        }
        return new GroupValue.ClassicMember(
                member.id(),
                member.instanceId(),
                member.wants().clientId(),
                member.wants().clientHost(),
                member.wants().rebalanceTimeoutMs(),
                support.sessionTimeoutMs(),
                subscription,
                encoded(held));
    }

    /** Partitions as a leader tells them. */
    ByteBuffer encoded(Partitions partitions) {
        List<TopicPartition> named = new ArrayList<>();
        partitions.forEach(
                (topic, partition) -> {
                    String name = spec.topics().nameOf(topic);
                    if (name != null) {
                        named.add(new TopicPartition(name, partition));
                    }
                });
        named.sort(null);
        return ConsumerProtocol.encode(new ConsumerProtocol.Assignment(named, null));
    }

    /** Of the protocols that all support, the one that most like best. */
    private static String protocol(Collection<ConsumerMember> members) {
        Set<String> common = new LinkedHashSet<>();
        members.forEach(member -> common.addAll(names(member)));
        members.forEach(member -> common.retainAll(names(member)));
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (ConsumerMember member : members) {
            names(member).stream()
                    .filter(common::contains)
                    .findFirst()
                    .ifPresent(name -> votes.merge(name, 1, Integer::sum));
        }
        String chosen = "";
        for (Map.Entry<String, Integer> entry : votes.entrySet()) {
            if (entry.getValue() > votes.getOrDefault(chosen, 0)) {
                chosen = entry.getKey();
            }
        }
        return chosen;
    }

    /** The names of the protocols that a member supports, the preferred one first. */
    static List<String> names(ConsumerMember member) {
        GroupValue.ClassicSupport support = member.wants().classic();
        return support == null
                ? List.of()
                : support.protocols().stream().map(GroupValue.ClassicProtocol::name).toList();
    }
}
