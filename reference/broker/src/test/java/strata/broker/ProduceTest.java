package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Refusal;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.ProducerStamp;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;

@Tag("layer")
class ProduceTest {
    private final BrokerWorld world = BrokerWorld.withDefaults();

    @BeforeEach
    void aTopic() {
        assertThat(world.create("t", 1).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void recordsGetTheNextOffsets() {
        assertThat(world.append("t", "a", "b").baseOffset()).isZero();
        assertThat(world.append("t", "c").baseOffset()).isEqualTo(2);
    }

    @Test
    void acksZeroIsNeverAnswered() {
        RequestId id = world.send(Requests.produce(0, "t", 0, world.batch("a")));

        assertThat(world.replies.get(id)).isInstanceOf(Response.NoAnswer.class);
    }

    @Test
    void acksZeroThatFailsClosesTheConnection() {
        RequestId id = world.send(Requests.produce(0, "nowhere", 0, world.batch("a")));

        assertThat(world.replies.get(id)).isInstanceOf(Response.CloseConnection.class);
    }

    @Test
    void acksOtherThanZeroOneAndAllAreRefused() {
        RequestId id = world.send(Requests.produce(2, "t", 0, world.batch("a")));

        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.INVALID_REQUIRED_ACKS);
        assertThat(world.append("t", "b").baseOffset()).isZero();
    }

    @Test
    void aBatchWithAWrongCrcIsCorruptAndNothingIsStored() {
        ByteBuffer batch = world.batch("a");
        batch.put(batch.limit() - 2, (byte) 'b');

        RequestId id = world.send(Requests.produce(1, "t", 0, batch));

        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(world.append("t", "c").baseOffset()).isZero();
    }

    @Test
    void twoBatchesForOnePartitionAreRefused() {
        ByteBuffer one = world.batch("a");
        ByteBuffer two = ByteBuffer.allocate(2 * one.remaining());
        two.put(one.duplicate()).put(one.duplicate()).flip();

        RequestId id = world.send(Requests.produce(1, "t", 0, two));

        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void whatTheProtocolsVersionForbidsIsNotAppended() {
        Refusal refusal = new Refusal(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, "too old");
        Produce.PartitionData data = new Produce.PartitionData(0, world.batch("a"), refusal);
        Produce.Request request =
                new Produce.Request(
                        (short) 1,
                        1000,
                        null,
                        List.of(new Produce.TopicData(TopicRef.named("t"), List.of(data))));

        RequestId id = world.send(request);

        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        assertThat(world.append("t", "b").baseOffset()).isZero();
    }

    @Test
    void aBatchAboveMaxMessageBytesIsTooLarge() {
        world.create("small", 1, new CreateTopics.Config("max.message.bytes", "200"));

        RequestId id = world.send(Requests.produce(1, "small", 0, world.batch("x".repeat(300))));

        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void withoutLayer5AnIdempotentProducerIsToldWhatIsMissing() {
        BrokerWorld world = BrokerWorld.on(FewerLayers.without("transactions"));
        world.create("t", 1);
        ByteBuffer batch =
                world.layers
                        .log()
                        .recordFormat()
                        .newBatch(
                                BatchSpec.at(0)
                                        .withProducer(new ProducerStamp(5, (short) 0, 0, false)),
                                Compression.UNSUPPORTED)
                        .add(1, null, null, List.of())
                        .build();

        Produce.PartitionResult result =
                world.appended(world.send(Requests.produce(1, "t", 0, batch)));

        assertThat(result.error()).isEqualTo(ErrorCode.UNKNOWN_PRODUCER_ID);
        assertThat(result.errorMessage()).contains("enable.idempotence=false");
    }

    @Test
    void aTimeTooFarAheadIsInvalid() {
        ByteBuffer batch = world.batch("a");
        world.wallMs -= 2 * 3_600_000L;

        RequestId id = world.send(Requests.produce(1, "t", 0, batch));

        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    }

    @Test
    void aTopicThatStampsOnAppendAnswersWithTheTime() {
        world.create("l", 1, new CreateTopics.Config("message.timestamp.type", "LogAppendTime"));

        assertThat(world.append("l", "a").logAppendTimeMs()).isEqualTo(world.wallMs);
        assertThat(world.append("t", "a").logAppendTimeMs()).isEqualTo(-1);
    }

    @Test
    void whatIsFlushedOnEveryAppendIsNeitherAcknowledgedNorShownBefore() {
        world.create("f", 1, new CreateTopics.Config("flush.messages", "1"));
        RequestId produce = world.send(Requests.produce(1, "f", 0, world.batch("a")));
        RequestId fetch = world.send(Requests.fetch("f", 0, 500, 1));
        assertThat(world.replies).doesNotContainKeys(produce, fetch);

        world.turn(new Event.SyncDone(world.syncs.get(0)));

        assertThat(world.appended(produce).error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.values(world.fetched(fetch))).containsExactly("a");
    }

    @Test
    void oneTurnsAppendsAreFlushedInOneRound() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("log.flush.interval.messages", "1");
        BrokerWorld flushing = new BrokerWorld(properties);
        flushing.create("t", 2);
        for (int i = 0; i < 4; i++) {
            flushing.broker.handle(
                    new Event.RequestArrived(
                            new RequestId(100 + i, 0),
                            strata.kernel.ClientInfo.ANONYMOUS,
                            Requests.produce(1, "t", i % 2, flushing.batch("a"))));
        }
        assertThat(flushing.syncs).isEmpty();

        flushing.broker.turnEnded();

        assertThat(flushing.syncs).hasSize(1);
        flushing.turn(new Event.SyncDone(flushing.syncs.get(0)));
        assertThat(flushing.replies).hasSize(5);
    }

    @Test
    void recordsAndTopicsSurviveARestart() {
        world.append("t", "a", "b");

        BrokerWorld again = world.restarted();

        assertThat(again.values(again.fetched(again.send(Requests.fetch("t", 0, 0, 1)))))
                .containsExactly("a", "b");
        assertThat(again.append("t", "c").baseOffset()).isEqualTo(2);
    }

    @Test
    void whatIsFlushedOnEveryAppendIsShownAgainAfterARestart() {
        world.create("f", 1, new CreateTopics.Config("flush.messages", "1"));
        world.send(Requests.produce(1, "f", 0, world.batch("a")));

        BrokerWorld again = world.restarted();

        assertThat(again.values(again.fetched(again.send(Requests.fetch("f", 0, 0, 1)))))
                .containsExactly("a");
    }

    @Test
    void aCompactedTopicTakesNoRecordWithoutAKey() {
        BrokerWorld world = BrokerWorld.withDefaults();
        world.create("flights", 1, new CreateTopics.Config("cleanup.policy", "delete,compact"));

        Produce.PartitionResult refused = world.append("flights", "keyless");

        assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(refused.errorMessage()).contains("flights-0").contains("key");
        Produce.PartitionResult taken =
                world.appended(
                        world.send(Requests.produce(1, "flights", 0, world.keyed("k", "v"))));
        assertThat(taken.error()).isEqualTo(ErrorCode.NONE);
        assertThat(taken.baseOffset()).isZero();
    }
}
