package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Nullable;
import strata.kernel.request.JoinGroup;

/** JoinGroup, versions 0 to 9. Before 1 there is one time-out for both (KIP-62). */
final class JoinGroupCodec {
    private static final short FIRST_WITH_REBALANCE_TIMEOUT = 1;
    private static final short FIRST_WITH_MEMBER_ID_REQUIRED = 4;
    private static final short FIRST_WITH_INSTANCE_ID = 5;
    private static final short FIRST_WITHOUT_PROTOCOL = 7;
    private static final short FIRST_WITH_REASON = 8;
    private static final short FIRST_WITH_SKIP_ASSIGNMENT = 9;

    private JoinGroupCodec() {}

    static JoinGroup.Request read(FrameReader from, short version) {
        // As JoinGroupRequestData has it, which hashes protocols: see Unhashed.
        boolean flexible = ServedVersions.JOIN_GROUP.isFlexible(version);
        String groupId = from.readString(flexible);
        int sessionTimeoutMs = from.readInt();
        int rebalanceTimeoutMs =
                version >= FIRST_WITH_REBALANCE_TIMEOUT ? from.readInt() : sessionTimeoutMs;
        String memberId = from.readString(flexible);
        String instanceId =
                version >= FIRST_WITH_INSTANCE_ID ? from.readNullableString(flexible) : null;
        String protocolType = from.readString(flexible);
        List<JoinGroup.Protocol> protocols = protocols(from, flexible);
        String reason = version >= FIRST_WITH_REASON ? from.readNullableString(flexible) : null;
        from.skipTaggedFields(flexible);
        return new JoinGroup.Request(
                groupId,
                memberId,
                instanceId,
                sessionTimeoutMs,
                rebalanceTimeoutMs,
                protocolType,
                protocols,
                new JoinGroup.Support(
                        version >= FIRST_WITH_MEMBER_ID_REQUIRED,
                        version >= FIRST_WITH_SKIP_ASSIGNMENT),
                reason);
    }

    private static List<JoinGroup.Protocol> protocols(FrameReader from, boolean flexible) {
        int count = from.readCollectionSize(flexible);
        List<JoinGroup.Protocol> protocols = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = from.readString(flexible);
            protocols.add(new JoinGroup.Protocol(name, from.readCopy(flexible)));
            from.skipTaggedFields(flexible);
        }
        return protocols;
    }

    static ApiMessage write(JoinGroup.Response response, short version) {
        List<JoinGroupResponseMember> members = new ArrayList<>(response.members().size());
        for (JoinGroup.Member member : response.members()) {
            members.add(
                    new JoinGroupResponseMember()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.instanceId())
                            .setMetadata(KernelTypes.bytes(member.metadata())));
        }
        return new JoinGroupResponseData()
                .setErrorCode(response.error().number())
                .setGenerationId(response.generation())
                .setProtocolType(response.protocolType())
                .setProtocolName(protocol(response.protocol(), version))
                .setLeader(response.leader())
                // An older leader shares out in any case.
                .setSkipAssignment(
                        version >= FIRST_WITH_SKIP_ASSIGNMENT && response.skipAssignment())
                .setMemberId(response.memberId())
                .setMembers(members);
    }

    private static @Nullable String protocol(@Nullable String protocol, short version) {
        return protocol == null && version < FIRST_WITHOUT_PROTOCOL ? "" : protocol;
    }
}
