package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.request.Api;
import strata.kernel.request.CreateTopics.Config;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DeleteRecords.PartitionDeletion;
import strata.kernel.request.DeleteRecords.PartitionResult;
import strata.kernel.request.DeleteRecords.TopicDeletion;
import strata.kernel.request.Fetch;

@Tag("layer")
class DeleteRecordsTest {
    private final BrokerWorld world = BrokerWorld.withDefaults();

    private List<DeleteRecords.TopicResult> ask(BrokerWorld broker, TopicDeletion... topics) {
        return broker.ask(
                        DeleteRecords.Response.class,
                        new DeleteRecords.Request(List.of(topics), 1000))
                .topics();
    }

    private PartitionResult delete(String topic, int partition, long beforeOffset) {
        return ask(
                        world,
                        new TopicDeletion(
                                topic, List.of(new PartitionDeletion(partition, beforeOffset))))
                .get(0)
                .partitions()
                .get(0);
    }

    private void fill(String topic, int count) {
        for (int i = 0; i < count; i++) {
            world.append(topic, "value " + i);
        }
    }

    @Test
    void whatWasDeletedIsNeitherReadNorThereAfterACrash() {
        world.create("t", 1);
        fill("t", 10);

        assertThat(delete("t", 0, 4)).isEqualTo(new PartitionResult(0, 4, ErrorCode.NONE));

        BrokerWorld again = world.restarted();
        for (BrokerWorld broker : List.of(world, again)) {
            Fetch.PartitionResult before =
                    broker.fetched(broker.send(Requests.fetch("t", 3, 0, 0)));
            assertThat(before.error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
            Fetch.PartitionResult from = broker.fetched(broker.send(Requests.fetch("t", 4, 0, 0)));
            assertThat(broker.values(from)).hasSize(6).startsWith("value 4");
        }
    }

    @Test
    void theHighWatermarkStandsForAllThatReadersSee() {
        world.create("t", 1);
        fill("t", 10);

        assertThat(delete("t", 0, DeleteRecords.HIGH_WATERMARK).lowWatermark()).isEqualTo(10);
        assertThat(delete("t", 0, DeleteRecords.HIGH_WATERMARK).lowWatermark()).isEqualTo(10);

        assertThat(world.append("t", "next").baseOffset()).isEqualTo(10);
    }

    @Test
    void whatIsDeletedAlreadyStaysDeleted() {
        world.create("t", 1);
        fill("t", 10);
        delete("t", 0, 7);

        assertThat(delete("t", 0, 3)).isEqualTo(new PartitionResult(0, 7, ErrorCode.NONE));
        assertThat(delete("t", 0, 0).lowWatermark()).isEqualTo(7);
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        world.create("t", 1);
        fill("t", 10);

        assertThat(delete("t", 0, 11))
                .isEqualTo(new PartitionResult(0, -1, ErrorCode.OFFSET_OUT_OF_RANGE));
        assertThat(delete("t", 0, -2).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(delete("t", 0, Long.MAX_VALUE).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(delete("t", 9, 1).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(delete("t", -1, 1).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(delete("no", 0, 1).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(delete("", 0, 1).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void ofATopicThatIsOnlyCompactedNothingIsDeleted() {
        world.create("c", 1, new Config("cleanup.policy", "compact"));
        world.create("cd", 1, new Config("cleanup.policy", "compact,delete"));
        world.create("forever", 1, new Config("cleanup.policy", ""));

        assertThat(delete("c", 0, 0).error()).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(delete("c", 0, 99).error()).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(delete("cd", 0, 0).error()).isEqualTo(ErrorCode.NONE);
        assertThat(delete("forever", 0, 0).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void ofAPartitionNamedTwiceTheLastOffsetCountsAndTheAnswerIsOne() {
        world.create("t", 2);
        fill("t", 10);

        List<DeleteRecords.TopicResult> results =
                ask(
                        world,
                        new TopicDeletion(
                                "t",
                                List.of(
                                        new PartitionDeletion(0, 8),
                                        new PartitionDeletion(9, 1),
                                        new PartitionDeletion(0, 5))),
                        new TopicDeletion("t", List.of(new PartitionDeletion(1, 0))),
                        new TopicDeletion("empty", List.of()));

        assertThat(results).hasSize(1);
        assertThat(results.get(0).partitions())
                .containsExactlyInAnyOrder(
                        new PartitionResult(0, 5, ErrorCode.NONE),
                        new PartitionResult(1, 0, ErrorCode.NONE),
                        PartitionResult.failed(9, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void layer1AloneDoesNotSayThatItCanAndRefuses() {
        BrokerWorld onOne =
                new BrokerWorld(
                        new LinkedHashMap<>(),
                        new MemoryStorage(),
                        BrokerWorld.layer1(),
                        1_700_000_000_000L);
        onOne.create("t", 1);

        List<DeleteRecords.TopicResult> results =
                ask(onOne, new TopicDeletion("t", List.of(new PartitionDeletion(0, 0))));

        assertThat(onOne.broker.apis()).doesNotContain(Api.DELETE_RECORDS);
        assertThat(world.broker.apis()).contains(Api.DELETE_RECORDS);
        assertThat(results.get(0).partitions())
                .containsExactly(PartitionResult.failed(0, ErrorCode.UNSUPPORTED_VERSION));
    }
}
