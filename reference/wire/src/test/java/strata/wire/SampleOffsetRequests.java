package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetDeleteRequest;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.OffsetFetch;
import strata.wire.SampleRequests.Sample;

/** The samples of {@link SampleRequests} that speak of committed offsets. */
final class SampleOffsetRequests {
    private SampleOffsetRequests() {}

    private static TopicRef flights(boolean identified) {
        return identified
                ? TopicRef.identified(SampleRequests.FLIGHTS_ID)
                : TopicRef.named("flights");
    }

    static Sample offsetCommit(short version) {
        OffsetCommitRequestData data =
                new OffsetCommitRequestData()
                        .setGroupId("a-group")
                        .setGenerationIdOrMemberEpoch(7)
                        .setMemberId("m-1")
                        .setGroupInstanceId(version >= 7 ? "static-1" : null)
                        .setRetentionTimeMs(version < 5 ? 60_000 : -1)
                        .setTopics(
                                List.of(
                                        new OffsetCommitRequestTopic()
                                                .setName("flights")
                                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                                .setPartitions(
                                                        List.of(
                                                                partition(0, 42, 3, "here"),
                                                                partition(1, 43, -1, null)))));
        return new Sample(
                new OffsetCommitRequest(data, version),
                new OffsetCommit.Request(
                        "a-group",
                        7,
                        "m-1",
                        version >= 7 ? "static-1" : null,
                        version < 5 ? 60_000 : -1,
                        version >= 9,
                        List.of(
                                new OffsetCommit.Topic(
                                        flights(version >= 10),
                                        List.of(
                                                new OffsetCommit.Partition(
                                                        0, 42, version >= 6 ? 3 : -1, "here"),
                                                new OffsetCommit.Partition(1, 43, -1, null))))));
    }

    private static OffsetCommitRequestPartition partition(
            int number, long offset, int leaderEpoch, @Nullable String metadata) {
        return new OffsetCommitRequestPartition()
                .setPartitionIndex(number)
                .setCommittedOffset(offset)
                .setCommittedLeaderEpoch(leaderEpoch)
                .setCommittedMetadata(metadata);
    }

    static Sample offsetFetch(short version) {
        OffsetFetchRequestData data = new OffsetFetchRequestData().setRequireStable(version >= 7);
        List<OffsetFetch.Group> groups = new ArrayList<>();
        List<OffsetFetch.Topic> topics =
                List.of(new OffsetFetch.Topic(flights(version >= 10), List.of(0, 3, 0)));
        if (version < 8) {
            data.setGroupId("a-group");
            // From version 2 on null means all that there are.
            boolean all = version % 2 == 0;
            data.setTopics(
                    all
                            ? null
                            : List.of(
                                    new OffsetFetchRequestTopic()
                                            .setName("flights")
                                            .setPartitionIndexes(List.of(0, 3, 0))));
            groups.add(new OffsetFetch.Group("a-group", null, -1, all ? null : topics));
        } else {
            boolean member = version >= 9;
            data.setGroups(
                    List.of(
                            new OffsetFetchRequestGroup()
                                    .setGroupId("a-group")
                                    .setMemberId(member ? "m-1" : null)
                                    .setMemberEpoch(member ? 4 : -1)
                                    .setTopics(
                                            List.of(
                                                    new OffsetFetchRequestTopics()
                                                            .setName("flights")
                                                            .setTopicId(SampleRequests.FLIGHTS_UUID)
                                                            .setPartitionIndexes(
                                                                    List.of(0, 3, 0)))),
                            new OffsetFetchRequestGroup().setGroupId("another").setTopics(null)));
            groups.add(
                    new OffsetFetch.Group(
                            "a-group", member ? "m-1" : null, member ? 4 : -1, topics));
            groups.add(new OffsetFetch.Group("another", null, -1, null));
        }
        // Its builder fills in defaults that depend on who asks.
        return new Sample(
                OffsetFetchRequest.parse(
                        org.apache.kafka.common.protocol.MessageUtil.toByteBufferAccessor(
                                data, version),
                        version),
                new OffsetFetch.Request(groups, version >= 7));
    }

    static Sample offsetDelete(short version) {
        OffsetDeleteRequestData data = new OffsetDeleteRequestData().setGroupId("a-group");
        data.topics()
                .add(
                        new OffsetDeleteRequestTopic()
                                .setName("flights")
                                .setPartitions(
                                        List.of(
                                                new OffsetDeleteRequestPartition()
                                                        .setPartitionIndex(2),
                                                new OffsetDeleteRequestPartition()
                                                        .setPartitionIndex(0))));
        data.topics().add(new OffsetDeleteRequestTopic().setName("weather"));
        return new Sample(
                new OffsetDeleteRequest(data, version),
                new OffsetDelete.Request(
                        "a-group",
                        List.of(
                                new OffsetDelete.Topic("flights", List.of(2, 0)),
                                new OffsetDelete.Topic("weather", List.of()))));
    }
}
