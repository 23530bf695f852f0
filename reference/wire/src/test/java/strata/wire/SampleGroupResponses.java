package strata.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.SyncGroupResponseData;
import strata.kernel.ErrorCode;
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
import strata.wire.SampleResponses.Sample;

/** The samples of {@link SampleResponses} that speak of groups and their members. */
final class SampleGroupResponses {
    private SampleGroupResponses() {}

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static ByteBuffer buffer(String text) {
        // It stands in the middle of others, as a stored record's do.
        return ByteBuffer.wrap(bytes("<" + text + ">")).position(1).limit(1 + text.length());
    }

    static Sample findCoordinator(short version) {
        FindCoordinator.Coordinator found =
                new FindCoordinator.Coordinator(
                        "a-group", ErrorCode.NONE, null, 3, "three.example", 9092);
        FindCoordinator.Coordinator none =
                FindCoordinator.Coordinator.failed(
                        "another", ErrorCode.COORDINATOR_NOT_AVAILABLE, "none yet");
        if (version < 4) {
            FindCoordinatorResponseData kafka =
                    new FindCoordinatorResponseData()
                            .setErrorCode((short) 15)
                            .setNodeId(-1)
                            .setHost("")
                            .setPort(-1);
            return new Sample(
                    new FindCoordinator.Response(List.of(none)),
                    version >= 1 ? kafka.setErrorMessage("none yet") : kafka);
        }
        return new Sample(
                new FindCoordinator.Response(List.of(found, none)),
                new FindCoordinatorResponseData()
                        .setCoordinators(
                                List.of(
                                        new FindCoordinatorResponseData.Coordinator()
                                                .setKey("a-group")
                                                .setErrorMessage(null)
                                                .setNodeId(3)
                                                .setHost("three.example")
                                                .setPort(9092),
                                        new FindCoordinatorResponseData.Coordinator()
                                                .setKey("another")
                                                .setErrorCode((short) 15)
                                                .setErrorMessage("none yet")
                                                .setNodeId(-1)
                                                .setHost("")
                                                .setPort(-1))));
    }

    static Sample joinGroup(short version) {
        boolean failed = version % 2 == 1;
        if (failed) {
            return new Sample(
                    JoinGroup.Response.failed(ErrorCode.MEMBER_ID_REQUIRED, "m-1"),
                    new JoinGroupResponseData()
                            .setErrorCode((short) 79)
                            .setMemberId("m-1")
                            .setProtocolName(version >= 7 ? null : ""));
        }
        return new Sample(
                new JoinGroup.Response(
                        ErrorCode.NONE,
                        7,
                        "consumer",
                        "range",
                        "m-1",
                        true,
                        "m-1",
                        List.of(new JoinGroup.Member("m-1", "static-1", buffer("first")))),
                new JoinGroupResponseData()
                        .setGenerationId(7)
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setLeader("m-1")
                        .setSkipAssignment(version >= 9)
                        .setMemberId("m-1")
                        .setMembers(
                                List.of(
                                        new JoinGroupResponseMember()
                                                .setMemberId("m-1")
                                                .setGroupInstanceId("static-1")
                                                .setMetadata(bytes("first")))));
    }

    static Sample syncGroup(short version) {
        return new Sample(
                new SyncGroup.Response(ErrorCode.NONE, "consumer", "range", buffer("half")),
                new SyncGroupResponseData()
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignment(bytes("half")));
    }

    static Sample heartbeat() {
        return new Sample(
                new Heartbeat.Response(ErrorCode.REBALANCE_IN_PROGRESS),
                new HeartbeatResponseData().setErrorCode((short) 27));
    }

    static Sample leaveGroup(short version) {
        LeaveGroup.MemberResult unknown =
                new LeaveGroup.MemberResult("m-1", null, ErrorCode.UNKNOWN_MEMBER_ID);
        if (version < 3) {
            return new Sample(
                    new LeaveGroup.Response(ErrorCode.NONE, List.of(unknown)),
                    new LeaveGroupResponseData().setErrorCode((short) 25));
        }
        return new Sample(
                new LeaveGroup.Response(
                        ErrorCode.NONE,
                        List.of(
                                unknown,
                                new LeaveGroup.MemberResult("", "static-1", ErrorCode.NONE))),
                new LeaveGroupResponseData()
                        .setMembers(
                                List.of(
                                        new MemberResponse()
                                                .setMemberId("m-1")
                                                .setGroupInstanceId(null)
                                                .setErrorCode((short) 25),
                                        new MemberResponse().setGroupInstanceId("static-1"))));
    }

    static Sample describeGroups(short version) {
        DescribedGroup missing =
                new DescribedGroup()
                        .setErrorCode((short) 69)
                        .setGroupId("another")
                        .setGroupState("Dead");
        if (version >= 6) {
            missing.setErrorMessage("no such group");
        }
        return new Sample(
                new DescribeGroups.Response(
                        List.of(
                                new DescribeGroups.Group(
                                        ErrorCode.NONE,
                                        null,
                                        "a-group",
                                        "Stable",
                                        "consumer",
                                        "range",
                                        List.of(
                                                new DescribeGroups.Member(
                                                        "m-1",
                                                        "static-1",
                                                        "client",
                                                        "/192.0.2.7",
                                                        buffer("first"),
                                                        buffer("half")))),
                                new DescribeGroups.Group(
                                        ErrorCode.GROUP_ID_NOT_FOUND,
                                        "no such group",
                                        "another",
                                        "Dead",
                                        "",
                                        "",
                                        List.of()))),
                new DescribeGroupsResponseData()
                        .setGroups(
                                List.of(
                                        new DescribedGroup()
                                                .setGroupId("a-group")
                                                .setGroupState("Stable")
                                                .setProtocolType("consumer")
                                                .setProtocolData("range")
                                                .setMembers(
                                                        List.of(
                                                                new DescribedGroupMember()
                                                                        .setMemberId("m-1")
                                                                        .setGroupInstanceId(
                                                                                "static-1")
                                                                        .setClientId("client")
                                                                        .setClientHost("/192.0.2.7")
                                                                        .setMemberMetadata(
                                                                                bytes("first"))
                                                                        .setMemberAssignment(
                                                                                bytes("half")))),
                                        missing)));
    }

    static Sample listGroups() {
        return new Sample(
                new ListGroups.Response(
                        ErrorCode.NONE,
                        List.of(
                                new ListGroups.Group("a-group", "consumer", "Stable", "classic"),
                                new ListGroups.Group("another", "", "Empty", "consumer"))),
                new ListGroupsResponseData()
                        .setGroups(
                                List.of(
                                        new ListedGroup()
                                                .setGroupId("a-group")
                                                .setProtocolType("consumer")
                                                .setGroupState("Stable")
                                                .setGroupType("classic"),
                                        new ListedGroup()
                                                .setGroupId("another")
                                                .setGroupState("Empty")
                                                .setGroupType("consumer"))));
    }

    static Sample deleteGroups() {
        DeleteGroupsResponseData kafka = new DeleteGroupsResponseData();
        kafka.results().add(new DeletableGroupResult().setGroupId("a-group"));
        kafka.results()
                .add(new DeletableGroupResult().setGroupId("another").setErrorCode((short) 68));
        return new Sample(
                new DeleteGroups.Response(
                        List.of(
                                new DeleteGroups.Result("a-group", ErrorCode.NONE),
                                new DeleteGroups.Result("another", ErrorCode.NON_EMPTY_GROUP))),
                kafka);
    }

    static Sample consumerGroupHeartbeat(short version) {
        if (version == 0) {
            return new Sample(
                    ConsumerGroupHeartbeat.Response.failed(
                            ErrorCode.FENCED_MEMBER_EPOCH, "too old"),
                    new ConsumerGroupHeartbeatResponseData()
                            .setErrorCode((short) 110)
                            .setErrorMessage("too old"));
        }
        return new Sample(
                new ConsumerGroupHeartbeat.Response(
                        ErrorCode.NONE,
                        null,
                        "m-1",
                        4,
                        5_000,
                        List.of(
                                new ConsumerGroupHeartbeat.TopicPartitions(
                                        SampleRequests.FLIGHTS_ID, List.of(0, 2)))),
                new ConsumerGroupHeartbeatResponseData()
                        .setMemberId("m-1")
                        .setMemberEpoch(4)
                        .setHeartbeatIntervalMs(5_000)
                        .setAssignment(
                                new ConsumerGroupHeartbeatResponseData.Assignment()
                                        .setTopicPartitions(
                                                List.of(
                                                        new ConsumerGroupHeartbeatResponseData
                                                                        .TopicPartitions()
                                                                .setTopicId(
                                                                        SampleRequests.FLIGHTS_UUID)
                                                                .setPartitions(List.of(0, 2))))));
    }

    static Sample consumerGroupDescribe(short version) {
        var partitions =
                List.of(
                        new ConsumerGroupDescribe.TopicPartitions(
                                SampleRequests.FLIGHTS_ID, "flights", List.of(0, 2)));
        var member =
                new ConsumerGroupDescribe.Member(
                        "m-1",
                        "static-1",
                        "rack-1",
                        3,
                        "client",
                        "/192.0.2.7",
                        List.of("flights"),
                        "f.*",
                        partitions,
                        List.of(),
                        false);
        var kafkaMember =
                new ConsumerGroupDescribeResponseData.Member()
                        .setMemberId("m-1")
                        .setInstanceId("static-1")
                        .setRackId("rack-1")
                        .setMemberEpoch(3)
                        .setClientId("client")
                        .setClientHost("/192.0.2.7")
                        .setSubscribedTopicNames(List.of("flights"))
                        .setSubscribedTopicRegex("f.*")
                        .setAssignment(
                                new ConsumerGroupDescribeResponseData.Assignment()
                                        .setTopicPartitions(
                                                List.of(
                                                        new ConsumerGroupDescribeResponseData
                                                                        .TopicPartitions()
                                                                .setTopicId(
                                                                        SampleRequests.FLIGHTS_UUID)
                                                                .setTopicName("flights")
                                                                .setPartitions(List.of(0, 2)))))
                        .setMemberType((byte) 1);
        return new Sample(
                new ConsumerGroupDescribe.Response(
                        List.of(
                                new ConsumerGroupDescribe.Group(
                                        ErrorCode.NONE,
                                        null,
                                        "a-group",
                                        "Reconciling",
                                        4,
                                        3,
                                        "uniform",
                                        List.of(member)),
                                ConsumerGroupDescribe.Group.failed(
                                        "another", ErrorCode.GROUP_ID_NOT_FOUND, "none"))),
                new ConsumerGroupDescribeResponseData()
                        .setGroups(
                                List.of(
                                        new ConsumerGroupDescribeResponseData.DescribedGroup()
                                                .setGroupId("a-group")
                                                .setGroupState("Reconciling")
                                                .setGroupEpoch(4)
                                                .setAssignmentEpoch(3)
                                                .setAssignorName("uniform")
                                                .setMembers(List.of(kafkaMember)),
                                        new ConsumerGroupDescribeResponseData.DescribedGroup()
                                                .setErrorCode((short) 69)
                                                .setErrorMessage("none")
                                                .setGroupId("another"))));
    }
}
