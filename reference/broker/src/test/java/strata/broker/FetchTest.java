package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Refusal;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;

@Tag("layer")
class FetchTest {
    private final BrokerWorld world = BrokerWorld.withDefaults();

    @BeforeEach
    void aTopic() {
        assertThat(world.create("t", 1).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aFetchInMidBatchReturnsTheBatchWhole() {
        world.append("t", "a", "b", "c");
        world.append("t", "d");

        Fetch.PartitionResult result = world.fetched(world.send(Requests.fetch("t", 1, 0, 1)));

        assertThat(world.values(result)).containsExactly("a", "b", "c", "d");
        assertThat(result.highWatermark()).isEqualTo(4);
    }

    @Test
    void aFetchAtTheEndWaitsForTheNextRecord() {
        RequestId id = world.send(Requests.fetch("t", 0, 500, 1));
        assertThat(world.replies).doesNotContainKey(id);
        assertThat(world.timers).containsValue(500L);

        world.append("t", "a");

        assertThat(world.values(world.fetched(id))).containsExactly("a");
        assertThat(world.timers).isEmpty();
    }

    @Test
    void aFetchWaitsUntilThereAreMinBytes() {
        int oneBatchBytes = world.batch("0123456789").remaining();
        RequestId id = world.send(Requests.fetch("t", 0, 500, 2 * oneBatchBytes));

        world.append("t", "0123456789");
        assertThat(world.replies).doesNotContainKey(id);
        world.append("t", "0123456789");

        assertThat(world.values(world.fetched(id))).hasSize(2);
    }

    @Test
    void aFetchIsAnsweredWithWhatThereIsWhenItsTimeIsUp() {
        world.append("t", "a");
        RequestId id = world.send(Requests.fetch("t", 0, 500, 100_000));
        assertThat(world.replies).doesNotContainKey(id);

        world.turn(new Event.TimerFired(world.timers.keySet().iterator().next()));

        assertThat(world.values(world.fetched(id))).containsExactly("a");
    }

    @Test
    void anOffsetOutOfRangeIsSaidAtOnce() {
        world.append("t", "a");

        Fetch.PartitionResult result = world.fetched(world.send(Requests.fetch("t", 2, 500, 1)));

        assertThat(result.error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    }

    @Test
    void whoeverWaitsForATopicIsToldThatItIsGone() {
        RequestId id = world.send(Requests.fetch("t", 0, 500, 1));

        world.send(new DeleteTopics.Request(List.of(TopicRef.named("t")), 1000));

        assertThat(world.fetched(id).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(world.timers).isEmpty();
    }

    @Test
    void aConnectionThatIsGoneLeavesNothingWaiting() {
        RequestId id = world.sendOver(9, Requests.fetch("t", 0, 500, 1));

        world.turn(new Event.ClientDisconnected(9));
        world.append("t", "a");

        assertThat(world.replies).doesNotContainKey(id);
        assertThat(world.timers).isEmpty();
    }

    @Test
    void noSliceIsHeldByAFetchThatGoesOnWaiting() {
        world.append("t", "a");

        world.send(Requests.fetch("t", 0, 500, 100_000));
        world.append("t", "b");

        assertThat(world.storage.heldSlices).isZero();
    }

    @Test
    void theFirstBatchComesEvenIfItIsLargerThanEveryLimit() {
        world.append("t", "a".repeat(5000));
        Fetch.Request request =
                new Fetch.Request(
                        -1,
                        0,
                        1,
                        100,
                        IsolationLevel.READ_UNCOMMITTED,
                        0,
                        0,
                        List.of(
                                new Fetch.TopicFetch(
                                        TopicRef.named("t"),
                                        List.of(new Fetch.PartitionFetch(0, -1, 0, -1, -1, 50)))));

        assertThat(world.values(world.fetched(world.send(request)))).hasSize(1);
    }

    @Test
    void aFetchSessionIsNotFound() {
        Fetch.Request request =
                new Fetch.Request(-1, 0, 1, 100, IsolationLevel.READ_UNCOMMITTED, 7, 3, List.of());

        assertThat(world.ask(Fetch.Response.class, request).error())
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void aBeliefInAnotherLeaderEpochIsFenced() {
        Fetch.Request request =
                new Fetch.Request(
                        -1,
                        0,
                        1,
                        100,
                        IsolationLevel.READ_UNCOMMITTED,
                        0,
                        0,
                        List.of(
                                new Fetch.TopicFetch(
                                        TopicRef.named("t"),
                                        List.of(new Fetch.PartitionFetch(0, 5, 0, -1, -1, 50)))));

        assertThat(world.fetched(world.send(request)).error())
                .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void aTimestampThatTheProtocolsVersionForbidsIsNotLookedUp() {
        Refusal refusal = new Refusal(ErrorCode.UNSUPPORTED_VERSION, "too old");
        ListOffsets.PartitionQuery query =
                new ListOffsets.PartitionQuery(0, -1, ListOffsets.MAX_TIMESTAMP, refusal);
        ListOffsets.Request request =
                new ListOffsets.Request(
                        -1,
                        IsolationLevel.READ_UNCOMMITTED,
                        List.of(new ListOffsets.TopicQuery("t", List.of(query))));

        ListOffsets.Response response = world.ask(ListOffsets.Response.class, request);

        assertThat(response.topics().get(0).partitions())
                .containsExactly(
                        ListOffsets.PartitionResult.failed(0, ErrorCode.UNSUPPORTED_VERSION));
    }
}
