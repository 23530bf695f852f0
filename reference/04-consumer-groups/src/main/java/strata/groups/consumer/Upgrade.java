package strata.groups.consumer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.groups.classic.ClassicGroup;
import strata.groups.classic.ClassicMember;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.log.CorruptDataException;
import strata.kernel.request.JoinGroup;

/**
 * Turns a classic group into one of the consumer protocol, when the first member joins that speaks
 * it. The members that are there stay, and go on to speak the classic protocol.
 */
final class Upgrade {
    private final GroupsSpec spec;

    Upgrade(GroupsSpec spec) {
        this.spec = spec;
    }

    /**
     * Whether a classic group with members may be turned: the migration policy allows it, it is one
     * of consumers, and it has no more members than a group of the consumer protocol may have.
     */
    boolean isAllowed(ClassicGroup group) {
        return spec.settings().consumer().migration().upgrades()
                && group.protocolType().equals(ConsumerProtocol.TYPE)
                && group.members().size() <= spec.settings().consumer().maxSize();
    }

    /**
     * The group as one of the consumer protocol, at the epoch of its last generation: each member
     * has, and is to have, what the leader gave it then (nothing if the rebalance did not come to
     * its end), and what it said it had when it joined, unless that was given to another: a
     * cooperative member goes on to read that until it joins again.
     *
     * <p>Stored are the classic group's tombstone, the members, the group, their targets and when
     * those were made (never: the next one may be made at once), and how the members stand.
     *
     * @return null when what the members tell each other is not what consumers do: then nothing is
     *     to be stored
     */
    @Nullable
    ConsumerGroup upgraded(ClassicGroup classic, List<GroupRecord> records) {
        ConsumerGroup group = new ConsumerGroup(classic.id(), spec);
        List<ConsumerMember> members = new ArrayList<>();
        try {
            Map<ClassicMember, Partitions> given = new LinkedHashMap<>();
            Partitions taken = Partitions.NONE;
            for (ClassicMember guest : classic.members()) {
                Partitions its = without(taken, given(guest));
                given.put(guest, its);
                taken = taken.and(its);
            }
            for (ClassicMember guest : classic.members()) {
                Partitions kept = without(taken, said(classic, guest));
                taken = taken.and(kept);
                Partitions its = given.getOrDefault(guest, Partitions.NONE);
                members.add(member(classic, guest, its.and(kept)));
            }
        } catch (CorruptDataException e) {
            return null;
        }
        List<String> topics = new ArrayList<>();
        members.forEach(member -> topics.addAll(member.wants().topics()));
        records.addAll(classic.tombstones());
        int from = records.size();
        store(group.id(), classic.generation(), members, records);
        long hash = MetadataHash.of(topics, spec.topics());
        records.add(
                from + members.size(),
                new GroupRecord(
                        new GroupKey.ConsumerGroup(group.id()),
                        new GroupValue.ConsumerGroup(classic.generation(), hash)));
        records.subList(from, records.size()).forEach(group::apply);
        return group;
    }

    private static Partitions without(Partitions taken, Partitions wanted) {
        return wanted.filter((topic, partition) -> !taken.contains(topic, partition));
    }

    private static void store(
            String id, int epoch, List<ConsumerMember> members, List<GroupRecord> records) {
        for (ConsumerMember member : members) {
            records.add(new GroupRecord(new GroupKey.Member(id, member.id()), member.wants()));
        }
        for (ConsumerMember member : members) {
            records.add(
                    new GroupRecord(
                            new GroupKey.MemberTarget(id, member.id()),
                            new GroupValue.MemberTarget(member.assigned().toTopics())));
        }
        records.add(new GroupRecord(new GroupKey.Target(id), new GroupValue.Target(epoch, 0L)));
        for (ConsumerMember member : members) {
            records.add(
                    new GroupRecord(new GroupKey.MemberCurrent(id, member.id()), member.current()));
        }
    }

    private static ConsumerMember member(
            ClassicGroup classic, ClassicMember guest, Partitions assigned) {
        int epoch = classic.generation();
        ConsumerProtocol.Subscription subscription =
                ConsumerProtocol.subscription(metadata(guest, classic.protocol()));
        GroupValue.Member wants =
                new GroupValue.Member(
                        guest.instanceId(),
                        subscription.rack(),
                        guest.clientId(),
                        guest.clientHost(),
                        subscription.topics().stream().distinct().sorted().toList(),
                        "",
                        guest.rebalanceTimeoutMs(),
                        null,
                        new GroupValue.ClassicSupport(
                                guest.sessionTimeoutMs(), protocols(guest.protocols())));
        return new ConsumerMember(
                guest.id(),
                wants,
                epoch,
                epoch,
                MemberState.STABLE,
                assigned.at(epoch),
                Partitions.NONE);
    }

    /** What a member supports, as it is stored. */
    static List<GroupValue.ClassicProtocol> protocols(List<JoinGroup.Protocol> supported) {
        return supported.stream()
                .map(p -> new GroupValue.ClassicProtocol(p.name(), p.metadata()))
                .toList();
    }

    private static ByteBuffer metadata(ClassicMember guest, @Nullable String protocol) {
        for (JoinGroup.Protocol supported : guest.protocols()) {
            if (protocol == null || supported.name().equals(protocol)) {
                return supported.metadata();
            }
        }
        throw new CorruptDataException("a member that does not support the protocol chosen");
    }

    /** What the leader gave a member. What its own assignor adds to that is beyond this. */
    private Partitions given(ClassicMember guest) {
        if (!guest.assignment().hasRemaining()) {
            return Partitions.NONE;
        }
        ConsumerProtocol.Assignment assignment = ConsumerProtocol.assignment(guest.assignment());
        ByteBuffer userData = assignment.userData();
        if (userData != null && userData.hasRemaining()) {
            throw new CorruptDataException("an assignment with data of its assignor's own");
        }
        return identified(assignment.partitions());
    }

    /** What a member said it had when it joined last. */
    private Partitions said(ClassicGroup classic, ClassicMember guest) {
        return identified(
                ConsumerProtocol.subscription(metadata(guest, classic.protocol())).owned());
    }

    /** Partitions by the ids of their topics; those of topics that are not there are left out. */
    Partitions identified(List<TopicPartition> named) {
        Partitions.Builder builder = new Partitions.Builder(named.size());
        for (TopicPartition partition : named) {
            TopicId id = spec.topics().idOf(partition.topic());
            if (id != null) {
                builder.add(id, partition.partition(), 0);
            }
        }
        return builder.sorted();
    }
}
