package strata.conformance;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Nullable;

/**
 * Requests about groups that are well formed, and ask for what cannot be.
 *
 * @param topic of one partition
 * @param classic a stable classic group of one static member
 * @param modern a group of the consumer protocol of one member
 */
record BadGroupRequests(String topic, Uuid topicId, Live classic, Live modern) {
    /** A group that has one member. */
    record Live(String group, String memberId, String instanceId, int epoch) {}

    private static final String LONG = "g".repeat(300);
    private static final String NOBODY = "nobody";

    List<BadInput> all() {
        List<BadInput> cases = new ArrayList<>();
        cases.addAll(coordinators());
        cases.addAll(joins());
        cases.addAll(syncsAndHeartbeats());
        cases.addAll(leaves());
        cases.addAll(commits());
        cases.addAll(fetches());
        cases.addAll(deletions());
        cases.addAll(modernMembers());
        return cases;
    }

    private static BadInput bad(String name, int version, ApiMessage body) {
        return BadInput.request("group: " + name, version, body);
    }

    private List<BadInput> coordinators() {
        FindCoordinatorRequestData request = new FindCoordinatorRequestData();
        return List.of(
                bad("find: empty id", 3, request.duplicate().setKey("")),
                bad("find: 300 characters", 3, request.duplicate().setKey(LONG)),
                bad("find: key type 9", 3, request.duplicate().setKey("g").setKeyType((byte) 9)),
                bad("find: key type -1", 4, request.duplicate().setKeyType((byte) -1)),
                bad("find: no keys", 4, request.duplicate()),
                bad("find: one empty", 4, request.duplicate().setCoordinatorKeys(List.of("", "g"))),
                bad("find: twice", 4, request.duplicate().setCoordinatorKeys(List.of("g", "g"))));
    }

    private static JoinGroupRequestData join(String group, int sessionMs, String... protocols) {
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId(group)
                        .setSessionTimeoutMs(sessionMs)
                        .setRebalanceTimeoutMs(6_000)
                        .setProtocolType("consumer");
        for (String protocol : protocols) {
            request.protocols()
                    .add(
                            new JoinGroupRequestData.JoinGroupRequestProtocol()
                                    .setName(protocol)
                                    .setMetadata(new byte[10]));
        }
        return request;
    }

    private List<BadInput> joins() {
        String live = classic.group();
        return List.of(
                bad("join: empty id", 9, join("", 10_000, "range")),
                bad("join: 300 characters", 9, join(LONG, 10_000, "range")),
                bad("join: session too short", 9, join("j", 5_999, "range")),
                bad("join: session too long", 9, join("j", 1_800_001, "range")),
                bad("join: session -1", 9, join("j", -1, "range")),
                bad("join: no protocol", 9, join("j", 10_000)),
                bad("join: no protocol type", 9, join("j", 10_000, "range").setProtocolType("")),
                bad("join: unknown member", 9, join(live, 10_000, "range").setMemberId(NOBODY)),
                bad("join: unknown group", 9, join("j", 10_000, "range").setMemberId(NOBODY)),
                bad("join: other protocol", 9, join(live, 10_000, "other")),
                bad("join: other protocol, old", 3, join(live, 10_000, "other")),
                bad("join: other type", 9, join(live, 10_000, "range").setProtocolType("connect")),
                bad(
                        "join: instance of another member",
                        9,
                        join(live, 10_000, "range")
                                .setMemberId(NOBODY)
                                .setGroupInstanceId(classic.instanceId())),
                bad(
                        "join: unknown instance and member",
                        9,
                        join(live, 10_000, "range").setMemberId(NOBODY).setGroupInstanceId("new")),
                bad("join: modern group, no metadata", 9, join(modern.group(), 10_000, "range")));
    }

    private SyncGroupRequestData sync() {
        return new SyncGroupRequestData()
                .setGroupId(classic.group())
                .setMemberId(classic.memberId())
                .setGenerationId(classic.epoch())
                .setProtocolType("consumer")
                .setProtocolName("range");
    }

    private HeartbeatRequestData heartbeat() {
        return new HeartbeatRequestData()
                .setGroupId(classic.group())
                .setMemberId(classic.memberId())
                .setGenerationId(classic.epoch());
    }

    private List<BadInput> syncsAndHeartbeats() {
        return List.of(
                bad("sync: empty id", 5, sync().setGroupId("")),
                bad("sync: unknown group", 5, sync().setGroupId(NOBODY)),
                bad("sync: unknown member", 5, sync().setMemberId(NOBODY)),
                bad("sync: old generation", 5, sync().setGenerationId(classic.epoch() - 1)),
                bad("sync: later generation", 5, sync().setGenerationId(classic.epoch() + 1)),
                bad("sync: other protocol", 5, sync().setProtocolName("other")),
                bad("sync: other type", 5, sync().setProtocolType("connect")),
                bad("sync: no protocol", 5, sync().setProtocolName(null)),
                bad(
                        "sync: fenced",
                        5,
                        sync().setMemberId(NOBODY).setGroupInstanceId(classic.instanceId())),
                bad("sync: modern group", 5, sync().setGroupId(modern.group())),
                bad("heartbeat: empty id", 4, heartbeat().setGroupId("")),
                bad("heartbeat: unknown group", 4, heartbeat().setGroupId(NOBODY)),
                bad("heartbeat: unknown member", 4, heartbeat().setMemberId(NOBODY)),
                bad("heartbeat: empty member", 4, heartbeat().setMemberId("")),
                bad("heartbeat: old generation", 4, heartbeat().setGenerationId(0)),
                bad("heartbeat: generation -1", 4, heartbeat().setGenerationId(-1)),
                bad(
                        "heartbeat: fenced",
                        4,
                        heartbeat().setMemberId(NOBODY).setGroupInstanceId(classic.instanceId())),
                bad("heartbeat: unknown instance", 4, heartbeat().setGroupInstanceId("new")),
                bad("heartbeat: modern group", 4, heartbeat().setGroupId(modern.group())));
    }

    private static LeaveGroupRequestData leave(String group, MemberIdentity... members) {
        return new LeaveGroupRequestData().setGroupId(group).setMembers(List.of(members));
    }

    private List<BadInput> leaves() {
        MemberIdentity nobody = new MemberIdentity().setMemberId(NOBODY);
        return List.of(
                bad("leave: empty id", 5, leave("", nobody)),
                bad("leave: unknown group", 5, leave(NOBODY, nobody)),
                bad("leave: unknown member", 5, leave(classic.group(), nobody, nobody)),
                bad(
                        "leave: unknown member, old",
                        2,
                        new LeaveGroupRequestData()
                                .setGroupId(classic.group())
                                .setMemberId(NOBODY)),
                bad("leave: nobody", 5, leave(classic.group())),
                bad(
                        "leave: fenced",
                        5,
                        leave(
                                classic.group(),
                                new MemberIdentity()
                                        .setMemberId(NOBODY)
                                        .setGroupInstanceId(classic.instanceId()))),
                bad(
                        "leave: unknown instance",
                        5,
                        leave(classic.group(), new MemberIdentity().setGroupInstanceId("new"))),
                bad("leave: modern group", 5, leave(modern.group(), nobody)));
    }

    private OffsetCommitRequestData commit(String group, int partition, @Nullable String metadata) {
        return new OffsetCommitRequestData()
                .setGroupId(group)
                .setTopics(
                        List.of(
                                new OffsetCommitRequestTopic()
                                        .setName(topic)
                                        .setTopicId(topicId)
                                        .setPartitions(
                                                List.of(
                                                        new OffsetCommitRequestPartition()
                                                                .setPartitionIndex(partition)
                                                                .setCommittedOffset(1)
                                                                .setCommittedMetadata(metadata)))));
    }

    private List<BadInput> commits() {
        OffsetCommitRequestData elsewhere = commit("c", 0, "");
        elsewhere.topics().get(0).setName("no-such-topic").setTopicId(new Uuid(1, 2));
        OffsetCommitRequestData negative = commit("c", 0, "");
        negative.topics().get(0).partitions().get(0).setCommittedOffset(-7);
        OffsetCommitRequestData member =
                commit(classic.group(), 0, "").setMemberId(classic.memberId());
        OffsetCommitRequestData newer =
                commit(modern.group(), 0, "").setMemberId(modern.memberId());
        return List.of(
                bad("commit: empty id", 9, commit("", 0, "")),
                bad("commit: no topics", 9, new OffsetCommitRequestData().setGroupId("c")),
                bad("commit: unknown topic", 9, elsewhere),
                bad("commit: unknown topic id", 10, elsewhere),
                bad("commit: unknown partition", 9, commit("c", 77, "")),
                bad("commit: partition -1", 9, commit("c", -1, "")),
                bad("commit: metadata of 4096", 9, commit("c", 0, "m".repeat(4_096))),
                bad("commit: metadata of 4097", 9, commit("c", 0, "m".repeat(4_097))),
                bad("commit: metadata of 4096, more bytes", 9, commit("c", 0, "é".repeat(4_096))),
                bad("commit: metadata null", 9, commit("c", 0, null)),
                bad("commit: offset -7", 9, negative),
                bad("commit: no member of a live group", 9, commit(classic.group(), 0, "")),
                bad(
                        "commit: generation of nobody",
                        9,
                        commit("c9", 0, "").setGenerationIdOrMemberEpoch(3)),
                bad(
                        "commit: the same, old",
                        8,
                        commit("c8", 0, "").setGenerationIdOrMemberEpoch(3)),
                bad("commit: unknown member", 9, member.duplicate().setMemberId(NOBODY)),
                bad(
                        "commit: old generation",
                        9,
                        member.duplicate().setGenerationIdOrMemberEpoch(0)),
                bad(
                        "commit: fenced",
                        9,
                        member.duplicate()
                                .setMemberId(NOBODY)
                                .setGroupInstanceId(classic.instanceId())),
                bad("commit: modern, no member", 9, commit(modern.group(), 0, "")),
                bad("commit: modern, unknown member", 9, newer.duplicate().setMemberId(NOBODY)),
                bad(
                        "commit: modern, epoch 99",
                        9,
                        newer.duplicate().setGenerationIdOrMemberEpoch(99)),
                bad(
                        "commit: modern, epoch 99, old",
                        8,
                        newer.duplicate().setGenerationIdOrMemberEpoch(99)));
    }

    private static OffsetFetchRequestData fetch(
            String group, @Nullable String memberId, int epoch) {
        return new OffsetFetchRequestData()
                .setGroups(
                        List.of(
                                new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                        .setGroupId(group)
                                        .setMemberId(memberId)
                                        .setMemberEpoch(epoch)
                                        .setTopics(null)));
    }

    private List<BadInput> fetches() {
        return List.of(
                bad("fetch: empty id", 9, fetch("", null, -1)),
                bad("fetch: unknown group", 9, fetch(NOBODY, null, -1)),
                bad("fetch: unknown group, a member", 9, fetch(NOBODY, "m", 3)),
                bad("fetch: no groups", 9, new OffsetFetchRequestData()),
                bad(
                        "fetch: empty id, old",
                        5,
                        new OffsetFetchRequestData().setGroupId("").setTopics(null)),
                bad("fetch: modern, unknown member", 9, fetch(modern.group(), NOBODY, 1)),
                bad("fetch: modern, epoch 99", 9, fetch(modern.group(), modern.memberId(), 99)));
    }

    private static DeleteGroupsRequestData delete(String... groups) {
        return new DeleteGroupsRequestData().setGroupsNames(List.of(groups));
    }

    private OffsetDeleteRequestData deleteOffset(String group, String of, int partition) {
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId(group);
        request.topics()
                .add(
                        new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                                .setName(of)
                                .setPartitions(
                                        List.of(
                                                new OffsetDeleteRequestData
                                                                .OffsetDeleteRequestPartition()
                                                        .setPartitionIndex(partition))));
        return request;
    }

    private List<BadInput> deletions() {
        return List.of(
                bad("delete: unknown", 2, delete(NOBODY)),
                bad("delete: empty id", 2, delete("")),
                bad("delete: alive", 2, delete(classic.group(), modern.group(), NOBODY)),
                bad("delete: none", 2, delete()),
                bad("delete offset: unknown group", 0, deleteOffset(NOBODY, topic, 0)),
                bad("delete offset: empty id", 0, deleteOffset("", topic, 0)),
                bad("delete offset: unknown topic", 0, deleteOffset("c", "no-such-topic", 0)),
                bad("delete offset: unknown partition", 0, deleteOffset("c", topic, 77)),
                bad("delete offset: subscribed", 0, deleteOffset(classic.group(), topic, 0)),
                bad("delete offset: modern, subscribed", 0, deleteOffset(modern.group(), topic, 0)),
                bad("describe: unknown", 6, describe(NOBODY)),
                bad("describe: unknown, old", 5, describe(NOBODY)),
                bad("describe: modern", 6, describe(modern.group())),
                bad("describe: empty id", 6, describe("")),
                bad("describe modern: classic", 1, describeModern(classic.group())),
                bad("describe modern: empty id", 1, describeModern("")));
    }

    private static DescribeGroupsRequestData describe(String group) {
        return new DescribeGroupsRequestData().setGroups(List.of(group));
    }

    private static ConsumerGroupDescribeRequestData describeModern(String group) {
        return new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group));
    }

    private ConsumerGroupHeartbeatRequestData beat(String group, String memberId, int epoch) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(memberId)
                .setMemberEpoch(epoch);
    }

    private ConsumerGroupHeartbeatRequestData first(String group) {
        return beat(group, "m-" + group.length(), 0)
                .setRebalanceTimeoutMs(10_000)
                .setSubscribedTopicNames(List.of(topic))
                .setTopicPartitions(List.of());
    }

    private List<BadInput> modernMembers() {
        String blowsUp = "(a*)*".repeat(40) + "b";
        String live = modern.group();
        return List.of(
                bad("beat: empty id", 1, first("")),
                bad("beat: no member id", 1, first("b").setMemberId("")),
                bad("beat: epoch -3", 1, first("b").setMemberEpoch(-3)),
                bad("beat: no rebalance time-out", 1, first("b").setRebalanceTimeoutMs(-1)),
                bad("beat: no topics", 1, first("b").setSubscribedTopicNames(null)),
                bad("beat: no partitions", 1, first("b").setTopicPartitions(null)),
                bad("beat: empty instance", 1, first("b").setInstanceId("")),
                bad("beat: empty rack", 1, first("b").setRackId("")),
                bad("beat: unknown assignor", 1, first("b").setServerAssignor("best")),
                bad("beat: empty assignor", 1, first("b").setServerAssignor("")),
                bad("beat: no expression", 1, first("b").setSubscribedTopicRegex("[")),
                bad("beat: backtracking", 1, first("b2").setSubscribedTopicRegex(blowsUp)),
                bad("beat: look-ahead", 1, first("b").setSubscribedTopicRegex("(?=a)a")),
                bad("beat: unknown group", 1, beat(NOBODY, "m", 3)),
                bad("beat: unknown member", 1, beat(live, "m", 3)),
                bad("beat: later epoch", 1, beat(live, modern.memberId(), 99)),
                bad("beat: instance to leave", 1, beat(live, modern.memberId(), -2)),
                bad("beat: unknown leaves", 1, beat(live, "m", -1)),
                bad("beat: classic group", 1, first(classic.group())),
                bad("beat: classic group, a member", 1, beat(classic.group(), "m", 3)));
    }
}
