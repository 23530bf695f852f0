package strata.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.requests.ConsumerGroupDescribeRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.DeleteGroupsRequest;
import org.apache.kafka.common.requests.DescribeGroupsRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.HeartbeatRequest;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.ListGroupsRequest;
import org.apache.kafka.common.requests.SyncGroupRequest;
import strata.kernel.Nullable;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.ListGroups;
import strata.kernel.request.SyncGroup;
import strata.wire.SampleRequests.Sample;

/** The samples of {@link SampleRequests} that speak of groups and their members. */
final class SampleGroupRequests {
    private SampleGroupRequests() {}

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static @Nullable String from(int first, short version, String value) {
        return version >= first ? value : null;
    }

    static Sample findCoordinator(short version) {
        FindCoordinatorRequestData data =
                new FindCoordinatorRequestData().setKeyType((byte) (version >= 1 ? 1 : 0));
        List<String> keys = version >= 4 ? List.of("a-group", "another") : List.of("a-group");
        if (version >= 4) {
            data.setCoordinatorKeys(keys);
        } else {
            data.setKey("a-group");
        }
        return new Sample(
                new FindCoordinatorRequest.Builder(data).build(version),
                new FindCoordinator.Request(data.keyType(), keys));
    }

    static Sample joinGroup(short version) {
        JoinGroupRequestData data =
                new JoinGroupRequestData()
                        .setGroupId("a-group")
                        .setSessionTimeoutMs(45_000)
                        .setRebalanceTimeoutMs(300_000)
                        .setMemberId("m-1")
                        .setGroupInstanceId(from(5, version, "static-1"))
                        .setProtocolType("consumer")
                        .setReason(from(8, version, "a reason"));
        data.protocols().add(protocol("sticky", "second"));
        data.protocols().add(protocol("range", "first"));
        return new Sample(
                new JoinGroupRequest(data, version),
                new JoinGroup.Request(
                        "a-group",
                        "m-1",
                        from(5, version, "static-1"),
                        45_000,
                        version >= 1 ? 300_000 : 45_000,
                        "consumer",
                        List.of(
                                new JoinGroup.Protocol("sticky", bytes("second")),
                                new JoinGroup.Protocol("range", bytes("first"))),
                        new JoinGroup.Support(version >= 4, version >= 9),
                        from(8, version, "a reason")));
    }

    private static JoinGroupRequestProtocol protocol(String name, String metadata) {
        return new JoinGroupRequestProtocol().setName(name).setMetadata(metadata.getBytes(UTF_8));
    }

    static Sample syncGroup(short version) {
        SyncGroupRequestData data =
                new SyncGroupRequestData()
                        .setGroupId("a-group")
                        .setGenerationId(7)
                        .setMemberId("m-1")
                        .setGroupInstanceId(from(3, version, "static-1"))
                        .setProtocolType(from(5, version, "consumer"))
                        .setProtocolName(from(5, version, "range"))
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId("m-1")
                                                .setAssignment("half".getBytes(UTF_8)),
                                        new SyncGroupRequestAssignment().setMemberId("m-2")));
        return new Sample(
                new SyncGroupRequest(data, version),
                new SyncGroup.Request(
                        "a-group",
                        7,
                        "m-1",
                        from(3, version, "static-1"),
                        from(5, version, "consumer"),
                        from(5, version, "range"),
                        List.of(
                                new SyncGroup.Assignment("m-1", bytes("half")),
                                new SyncGroup.Assignment("m-2", bytes("")))));
    }

    static Sample heartbeat(short version) {
        return new Sample(
                new HeartbeatRequest.Builder(
                                new HeartbeatRequestData()
                                        .setGroupId("a-group")
                                        .setGenerationId(7)
                                        .setMemberId("m-1")
                                        .setGroupInstanceId(from(3, version, "static-1")))
                        .build(version),
                new Heartbeat.Request("a-group", 7, "m-1", from(3, version, "static-1")));
    }

    static Sample leaveGroup(short version) {
        MemberIdentity first = new MemberIdentity().setMemberId("m-1");
        if (version < 3) {
            return new Sample(
                    new LeaveGroupRequest.Builder("a-group", List.of(first)).build(version),
                    new LeaveGroup.Request(
                            "a-group", List.of(new LeaveGroup.Member("m-1", null, null))));
        }
        MemberIdentity second =
                new MemberIdentity()
                        .setGroupInstanceId("static-1")
                        .setReason(from(5, version, "a reason"));
        return new Sample(
                new LeaveGroupRequest.Builder("a-group", List.of(first, second)).build(version),
                new LeaveGroup.Request(
                        "a-group",
                        List.of(
                                new LeaveGroup.Member("m-1", null, null),
                                new LeaveGroup.Member(
                                        "", "static-1", from(5, version, "a reason")))));
    }

    static Sample describeGroups(short version) {
        DescribeGroupsRequestData data =
                new DescribeGroupsRequestData()
                        .setGroups(List.of("a-group", "a-group"))
                        .setIncludeAuthorizedOperations(version >= 3);
        return new Sample(
                new DescribeGroupsRequest.Builder(data).build(version),
                new DescribeGroups.Request(List.of("a-group", "a-group"), version >= 6));
    }

    static Sample listGroups(short version) {
        List<String> states = version >= 4 ? List.of("Stable", "empty") : List.of();
        List<String> types = version >= 5 ? List.of("classic") : List.of();
        ListGroupsRequestData data =
                new ListGroupsRequestData().setStatesFilter(states).setTypesFilter(types);
        return new Sample(
                new ListGroupsRequest.Builder(data).build(version),
                new ListGroups.Request(states, types));
    }

    static Sample deleteGroups(short version) {
        List<String> groups = List.of("a-group", "another", "a-group");
        return new Sample(
                new DeleteGroupsRequest.Builder(
                                new DeleteGroupsRequestData().setGroupsNames(groups))
                        .build(version),
                new DeleteGroups.Request(groups));
    }

    static Sample consumerGroupHeartbeat(short version) {
        ConsumerGroupHeartbeatRequestData data =
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId("a-group")
                        .setMemberId("m-1")
                        .setMemberEpoch(3)
                        .setInstanceId("static-1")
                        .setRackId(null)
                        .setRebalanceTimeoutMs(300_000)
                        .setSubscribedTopicNames(List.of("flights"))
                        .setSubscribedTopicRegex(from(1, version, "w.*"))
                        .setServerAssignor("uniform")
                        .setTopicPartitions(
                                List.of(
                                        new ConsumerGroupHeartbeatRequestData.TopicPartitions()
                                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                                .setPartitions(List.of(0, 2))));
        return new Sample(
                new ConsumerGroupHeartbeatRequest.Builder(data).build(version),
                new ConsumerGroupHeartbeat.Request(
                        "a-group",
                        "m-1",
                        3,
                        "static-1",
                        null,
                        300_000,
                        List.of("flights"),
                        from(1, version, "w.*"),
                        "uniform",
                        List.of(
                                new ConsumerGroupHeartbeat.TopicPartitions(
                                        SampleRequests.FLIGHTS_ID, List.of(0, 2))),
                        version >= 1));
    }

    static Sample consumerGroupDescribe(short version) {
        return new Sample(
                new ConsumerGroupDescribeRequest.Builder(
                                new ConsumerGroupDescribeRequestData()
                                        .setGroupIds(List.of("a-group", "another"))
                                        .setIncludeAuthorizedOperations(true))
                        .build(version),
                new ConsumerGroupDescribe.Request(List.of("a-group", "another")));
    }
}
