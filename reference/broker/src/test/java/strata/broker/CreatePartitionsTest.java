package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreatePartitions.NewPartitions;
import strata.kernel.request.CreatePartitions.TopicResult;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;

@Tag("layer")
class CreatePartitionsTest {
    private final BrokerWorld world = BrokerWorld.withDefaults();

    private List<TopicResult> ask(int timeoutMs, boolean validateOnly, NewPartitions... topics) {
        return world.ask(
                        CreatePartitions.Response.class,
                        new CreatePartitions.Request(List.of(topics), timeoutMs, validateOnly))
                .topics();
    }

    private TopicResult grow(String topic, int count, @Nullable List<List<Integer>> assignments) {
        return ask(1000, false, new NewPartitions(topic, count, assignments)).get(0);
    }

    private int partitionCount(BrokerWorld broker, String topic) {
        Metadata.Request ask = new Metadata.Request(List.of(TopicRef.named(topic)), false);
        return broker.ask(Metadata.Response.class, ask).topics().get(0).partitions().size();
    }

    @Test
    void aNewPartitionIsWrittenToAndThereAfterARestart() {
        world.create("t", 2);
        world.append("t", "kept");

        TopicResult result = grow("t", 4, null);

        assertThat(result).isEqualTo(new TopicResult("t", ErrorCode.NONE, null));
        Produce.PartitionResult appended =
                world.appended(world.send(Requests.produce(1, "t", 3, world.batch("new"))));
        assertThat(appended.error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.append("t", "next").baseOffset()).isEqualTo(1);
        BrokerWorld again = world.restarted();
        assertThat(partitionCount(again, "t")).isEqualTo(4);
        assertThat(
                        again.appended(again.send(Requests.produce(1, "t", 3, again.batch("more"))))
                                .baseOffset())
                .isEqualTo(1);
    }

    @Test
    void aTopicGrowsAgainAndAgain() {
        world.create("t", 1);

        for (int count = 2; count <= 5; count++) {
            assertThat(grow("t", count, null).error()).isEqualTo(ErrorCode.NONE);
        }

        assertThat(partitionCount(world, "t")).isEqualTo(5);
        assertThat(world.storage.list("")).contains("t-0", "t-4");
    }

    // The texts are those of Apache Kafka 4.3.1, measured.
    @Test
    void aCountThatIsNoIncreaseIsRefused() {
        world.create("t", 2);

        assertThat(grow("t", 2, null))
                .isEqualTo(
                        new TopicResult(
                                "t",
                                ErrorCode.INVALID_PARTITIONS,
                                "Topic already has 2 partition(s)."));
        assertThat(grow("t", -1, null))
                .isEqualTo(
                        new TopicResult(
                                "t",
                                ErrorCode.INVALID_PARTITIONS,
                                "The topic t currently has 2 partition(s); -1 would not be an"
                                        + " increase."));
        assertThat(grow("t", 0, null).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(grow("t", Integer.MIN_VALUE, null).error())
                .isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(partitionCount(world, "t")).isEqualTo(2);
    }

    @Test
    void aCountThatIsFarTooLargeIsRefused() {
        world.create("t", 2);
        world.create("u", 2);

        assertThat(grow("t", Integer.MAX_VALUE, null).error())
                .isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(grow("t", 10_003, null).error()).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(
                        ask(
                                1000,
                                true,
                                new NewPartitions("t", 10_000, null),
                                new NewPartitions("u", 10, null)))
                .extracting(TopicResult::error)
                .containsExactly(ErrorCode.NONE, ErrorCode.POLICY_VIOLATION);
    }

    @Test
    void replicasPlacedByHandMustBeKnownAndAsManyAsThoseThereAre() {
        world.create("t", 1);

        assertThat(grow("t", 2, List.of()).errorMessage())
                .isEqualTo(
                        "Attempted to add 1 additional partition(s), but only 0 assignment(s)"
                                + " were specified.");
        assertThat(grow("t", 2, List.of(List.of(-1))))
                .isEqualTo(
                        new TopicResult(
                                "t",
                                ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                                "The manual partition assignment includes broker -1, but no such"
                                        + " broker is registered."));
        assertThat(grow("t", 2, List.of(List.of(99))).error())
                .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(grow("t", 2, List.of(List.of())).errorMessage())
                .isEqualTo("The manual partition assignment includes an empty replica list.");
        assertThat(grow("t", 2, List.of(List.of(1, 1))).errorMessage())
                .isEqualTo("The manual partition assignment includes the broker 1 more than once.");
        assertThat(grow("t", 2, List.of(List.of(1))).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whatIsOnlyValidatedIsNotMade() {
        world.create("t", 1);

        assertThat(ask(1000, true, new NewPartitions("t", 2, null)).get(0).error())
                .isEqualTo(ErrorCode.NONE);

        assertThat(partitionCount(world, "t")).isEqualTo(1);
        assertThat(world.storage.list("")).doesNotContain("t-1");
    }

    @Test
    void aTopicGivenTwiceIsAnsweredOnceAndRefused() {
        world.create("t", 1);

        assertThat(
                        ask(
                                1000,
                                false,
                                new NewPartitions("t", 2, null),
                                new NewPartitions("t", 3, null)))
                .containsExactly(
                        new TopicResult("t", ErrorCode.INVALID_REQUEST, "Duplicate topic name."));
        assertThat(partitionCount(world, "t")).isEqualTo(1);
    }

    @Test
    void aTopicThatIsNotThereIsRefusedAndTheOthersGrow() {
        world.create("t", 1);

        assertThat(
                        ask(
                                1000,
                                false,
                                new NewPartitions("no", 2, null),
                                new NewPartitions("", 2, null),
                                new NewPartitions("t", 2, null)))
                .containsExactly(
                        new TopicResult("no", ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null),
                        new TopicResult("", ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null),
                        new TopicResult("t", ErrorCode.NONE, null));
        assertThat(partitionCount(world, "t")).isEqualTo(2);
    }

    @Test
    void whoWaitsForNoTimeGetsNoPartitions() {
        world.create("t", 1);

        assertThat(ask(0, false, new NewPartitions("t", 2, null)).get(0).error())
                .isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(ask(-1, false, new NewPartitions("t", 2, null)).get(0).error())
                .isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(partitionCount(world, "t")).isEqualTo(1);
    }
}
