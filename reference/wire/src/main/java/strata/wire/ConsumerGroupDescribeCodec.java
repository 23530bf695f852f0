package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.ConsumerGroupDescribe;

/** ConsumerGroupDescribe, versions 0 and 1. What a client may do with a group is not told. */
final class ConsumerGroupDescribeCodec {
    private static final byte CLASSIC = 0;
    private static final byte CONSUMER = 1;

    private ConsumerGroupDescribeCodec() {}

    static ConsumerGroupDescribe.Request read(FrameReader from, short version) {
        return new ConsumerGroupDescribe.Request(
                new ConsumerGroupDescribeRequestData(from, version).groupIds());
    }

    static ApiMessage write(ConsumerGroupDescribe.Response response) {
        List<DescribedGroup> groups = new ArrayList<>(response.groups().size());
        for (ConsumerGroupDescribe.Group group : response.groups()) {
            List<Member> members = new ArrayList<>(group.members().size());
            group.members().forEach(member -> members.add(member(member)));
            groups.add(
                    new DescribedGroup()
                            .setErrorCode(group.error().number())
                            .setErrorMessage(KernelTypes.message(group.message()))
                            .setGroupId(group.groupId())
                            .setGroupState(group.state())
                            .setGroupEpoch(group.groupEpoch())
                            .setAssignmentEpoch(group.assignmentEpoch())
                            .setAssignorName(group.assignor())
                            .setMembers(members));
        }
        return new ConsumerGroupDescribeResponseData().setGroups(groups);
    }

    private static Member member(ConsumerGroupDescribe.Member member) {
        return new Member()
                .setMemberId(member.memberId())
                .setInstanceId(member.instanceId())
                .setRackId(member.rack())
                .setMemberEpoch(member.memberEpoch())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setSubscribedTopicNames(member.topics())
                .setSubscribedTopicRegex(member.expression())
                .setAssignment(assignment(member.assignment()))
                .setTargetAssignment(assignment(member.target()))
                .setMemberType(member.isClassic() ? CLASSIC : CONSUMER);
    }

    private static Assignment assignment(List<ConsumerGroupDescribe.TopicPartitions> given) {
        List<ConsumerGroupDescribeResponseData.TopicPartitions> topics =
                new ArrayList<>(given.size());
        for (ConsumerGroupDescribe.TopicPartitions topic : given) {
            topics.add(
                    new ConsumerGroupDescribeResponseData.TopicPartitions()
                            .setTopicId(KernelTypes.uuid(topic.topicId()))
                            .setTopicName(topic.topic())
                            .setPartitions(topic.partitions()));
        }
        return new Assignment().setTopicPartitions(topics);
    }
}
