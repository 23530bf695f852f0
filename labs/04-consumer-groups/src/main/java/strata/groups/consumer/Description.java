package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupValue.TopicPartitions;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.ConsumerGroupDescribe;

/**
 * Tells of a group. Partitions of topics that are gone are left out.
 *
 * @param topics the topics that there are
 */
record Description(ConsumerGroup group, TopicsView topics) {
    GroupView view() {
        List<GroupView.MemberView> members = new ArrayList<>();
        for (ConsumerMember member : group.members().values()) {
            members.add(
                    new GroupView.MemberView(
                            member.id(),
                            member.instanceId(),
                            member.epoch(),
                            named(member.assigned().and(member.revoking())),
                            named(group.target(member.id()))));
        }
        return new GroupView(
                group.id(),
                group.type().text(),
                group.state(),
                group.groupEpoch(),
                group.assignmentEpoch(),
                List.copyOf(members));
    }

    ConsumerGroupDescribe.Group describe() {
        List<ConsumerGroupDescribe.Member> members = new ArrayList<>();
        group.members().values().forEach(member -> members.add(describe(member)));
        return new ConsumerGroupDescribe.Group(
                ErrorCode.NONE,
                null,
                group.id(),
                group.state(),
                group.groupEpoch(),
                group.assignmentEpoch(),
                group.preferredAssignor(),
                List.copyOf(members));
    }

    private ConsumerGroupDescribe.Member describe(ConsumerMember member) {
        return new ConsumerGroupDescribe.Member(
                member.id(),
                member.instanceId(),
                member.wants().rack(),
                member.epoch(),
                member.wants().clientId(),
                member.wants().clientHost(),
                member.wants().topics(),
                member.wants().expression(),
                described(member.assigned().and(member.revoking())),
                described(group.target(member.id())),
                member.isClassic());
    }

    private List<ConsumerGroupDescribe.TopicPartitions> described(Partitions partitions) {
        List<ConsumerGroupDescribe.TopicPartitions> described = new ArrayList<>();
        for (TopicPartitions of : partitions.toTopics()) {
            String name = topics.nameOf(of.topicId());
            if (name != null) {
                described.add(
                        new ConsumerGroupDescribe.TopicPartitions(
                                of.topicId(), name, of.partitions()));
            }
        }
        return List.copyOf(described);
    }

    private List<TopicPartition> named(Partitions partitions) {
        List<TopicPartition> named = new ArrayList<>();
        partitions.forEach(
                (topic, partition) -> {
                    String name = topics.nameOf(topic);
                    if (name != null) {
                        named.add(new TopicPartition(name, partition));
                    }
                });
        named.sort(null);
        return List.copyOf(named);
    }
}
