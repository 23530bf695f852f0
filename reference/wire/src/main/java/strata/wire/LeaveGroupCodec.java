package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.LeaveGroup;

/** LeaveGroup, versions 0 to 5: one member before 3, and its error is the answer's (KIP-345). */
final class LeaveGroupCodec {
    private static final short FIRST_WITH_MEMBERS = 3;

    private LeaveGroupCodec() {}

    static LeaveGroup.Request read(FrameReader from, short version) {
        LeaveGroupRequestData data = new LeaveGroupRequestData(from, version);
        if (version < FIRST_WITH_MEMBERS) {
            return new LeaveGroup.Request(
                    data.groupId(), List.of(new LeaveGroup.Member(data.memberId(), null, null)));
        }
        List<LeaveGroup.Member> members = new ArrayList<>(data.members().size());
        for (MemberIdentity member : data.members()) {
            members.add(
                    new LeaveGroup.Member(
                            member.memberId(), member.groupInstanceId(), member.reason()));
        }
        return new LeaveGroup.Request(data.groupId(), members);
    }

    static ApiMessage write(LeaveGroup.Response response, short version) {
        if (version < FIRST_WITH_MEMBERS) {
            return new LeaveGroupResponseData().setErrorCode(onlyError(response).number());
        }
        List<MemberResponse> members = new ArrayList<>(response.members().size());
        for (LeaveGroup.MemberResult member : response.members()) {
            members.add(
                    new MemberResponse()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.instanceId())
                            .setErrorCode(member.error().number()));
        }
        return new LeaveGroupResponseData()
                .setErrorCode(response.error().number())
                .setMembers(members);
    }

    private static ErrorCode onlyError(LeaveGroup.Response response) {
        return response.error() == ErrorCode.NONE && !response.members().isEmpty()
                ? response.members().get(0).error()
                : response.error();
    }
}
