package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import strata.kernel.ErrorCode;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.OffsetFetch;
import strata.wire.SampleResponses.Sample;

/** The samples of {@link SampleResponses} that speak of committed offsets. */
final class SampleOffsetResponses {
    private SampleOffsetResponses() {}

    static Sample offsetCommit(short version) {
        return new Sample(
                new OffsetCommit.Response(
                        List.of(
                                new OffsetCommit.TopicResult(
                                        SampleResponses.flights(version >= 10),
                                        List.of(
                                                new OffsetCommit.PartitionResult(0, ErrorCode.NONE),
                                                new OffsetCommit.PartitionResult(
                                                        1, ErrorCode.OFFSET_METADATA_TOO_LARGE))))),
                new OffsetCommitResponseData()
                        .setTopics(
                                List.of(
                                        new OffsetCommitResponseTopic()
                                                .setName(version >= 10 ? "" : "flights")
                                                .setTopicId(SampleRequests.FLIGHTS_UUID)
                                                .setPartitions(
                                                        List.of(
                                                                new OffsetCommitResponsePartition(),
                                                                new OffsetCommitResponsePartition()
                                                                        .setPartitionIndex(1)
                                                                        .setErrorCode(
                                                                                (short) 12))))));
    }

    /** Two groups where the version knows several; else the one that is there. */
    static Sample offsetFetch(short version) {
        OffsetFetch.GroupResult group =
                new OffsetFetch.GroupResult(
                        "a-group",
                        ErrorCode.NONE,
                        List.of(
                                new OffsetFetch.TopicResult(
                                        "flights",
                                        SampleRequests.FLIGHTS_ID,
                                        List.of(
                                                new OffsetFetch.PartitionResult(
                                                        0, 42, 3, "here", ErrorCode.NONE),
                                                OffsetFetch.PartitionResult.none(
                                                        3, ErrorCode.UNSTABLE_OFFSET_COMMIT)))));
        if (version < 8) {
            return new Sample(
                    new OffsetFetch.Response(List.of(group)),
                    new OffsetFetchResponseData()
                            .setTopics(
                                    List.of(
                                            new OffsetFetchResponseTopic()
                                                    .setName("flights")
                                                    .setPartitions(List.of(here(), unstable())))));
        }
        OffsetFetchResponseTopics topic =
                new OffsetFetchResponseTopics()
                        .setName("flights")
                        .setTopicId(SampleRequests.FLIGHTS_UUID)
                        .setPartitions(
                                List.of(
                                        new OffsetFetchResponsePartitions()
                                                .setCommittedOffset(42)
                                                .setCommittedLeaderEpoch(3)
                                                .setMetadata("here"),
                                        new OffsetFetchResponsePartitions()
                                                .setPartitionIndex(3)
                                                .setCommittedOffset(-1)
                                                .setMetadata("")
                                                .setErrorCode((short) 88)));
        return new Sample(
                new OffsetFetch.Response(
                        List.of(
                                group,
                                OffsetFetch.GroupResult.failed(
                                        "another", ErrorCode.NOT_COORDINATOR))),
                new OffsetFetchResponseData()
                        .setGroups(
                                List.of(
                                        new OffsetFetchResponseGroup()
                                                .setGroupId("a-group")
                                                .setTopics(List.of(topic)),
                                        new OffsetFetchResponseGroup()
                                                .setGroupId("another")
                                                .setErrorCode((short) 16))));
    }

    private static OffsetFetchResponsePartition here() {
        return new OffsetFetchResponsePartition()
                .setCommittedOffset(42)
                .setCommittedLeaderEpoch(3)
                .setMetadata("here");
    }

    private static OffsetFetchResponsePartition unstable() {
        return new OffsetFetchResponsePartition()
                .setPartitionIndex(3)
                .setCommittedOffset(-1)
                .setMetadata("")
                .setErrorCode((short) 88);
    }

    static Sample offsetDelete() {
        OffsetDeleteResponseData kafka = new OffsetDeleteResponseData();
        OffsetDeleteResponseTopic topic = new OffsetDeleteResponseTopic().setName("flights");
        topic.partitions().add(new OffsetDeleteResponsePartition().setPartitionIndex(2));
        topic.partitions()
                .add(
                        new OffsetDeleteResponsePartition()
                                .setPartitionIndex(0)
                                .setErrorCode((short) 86));
        kafka.topics().add(topic);
        return new Sample(
                new OffsetDelete.Response(
                        ErrorCode.NONE,
                        List.of(
                                new OffsetDelete.TopicResult(
                                        "flights",
                                        List.of(
                                                new OffsetDelete.PartitionResult(2, ErrorCode.NONE),
                                                new OffsetDelete.PartitionResult(
                                                        0, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC))))),
                kafka);
    }
}
