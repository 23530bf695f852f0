package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.DescribeGroups;

/** DescribeGroups, versions 0 to 6. What a client may do with a group is not told. */
final class DescribeGroupsCodec {
    private static final short FIRST_TOLD_OF_MISSING = 6;

    private DescribeGroupsCodec() {}

    static DescribeGroups.Request read(FrameReader from, short version) {
        return new DescribeGroups.Request(
                new DescribeGroupsRequestData(from, version).groups(),
                version >= FIRST_TOLD_OF_MISSING);
    }

    static ApiMessage write(DescribeGroups.Response response, short version) {
        List<DescribedGroup> groups = new ArrayList<>(response.groups().size());
        for (DescribeGroups.Group group : response.groups()) {
            DescribedGroup described =
                    new DescribedGroup()
                            .setErrorCode(group.error().number())
                            .setGroupId(group.groupId())
                            .setGroupState(group.state())
                            .setProtocolType(group.protocolType())
                            .setProtocolData(group.protocol())
                            .setMembers(members(group));
            groups.add(
                    version >= FIRST_TOLD_OF_MISSING
                            ? described.setErrorMessage(KernelTypes.message(group.message()))
                            : described);
        }
        return new DescribeGroupsResponseData().setGroups(groups);
    }

    private static List<DescribedGroupMember> members(DescribeGroups.Group group) {
        List<DescribedGroupMember> members = new ArrayList<>(group.members().size());
        for (DescribeGroups.Member member : group.members()) {
            members.add(
                    new DescribedGroupMember()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.instanceId())
                            .setClientId(member.clientId())
                            .setClientHost(member.clientHost())
                            .setMemberMetadata(KernelTypes.bytes(member.metadata()))
                            .setMemberAssignment(KernelTypes.bytes(member.assignment())));
        }
        return members;
    }
}
