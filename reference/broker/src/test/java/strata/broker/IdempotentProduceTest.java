package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.RequestId;
import strata.kernel.log.ProducerStamp;
import strata.kernel.request.CreateTopics.Config;
import strata.kernel.request.Produce;

/** What becomes of the batches of producers that have an id, on one broker. */
@Tag("layer")
class IdempotentProduceTest {
    private BrokerWorld world = BrokerWorld.withDefaults();

    @BeforeEach
    void aTopic() {
        assertThat(world.create("t", 1).error()).isEqualTo(ErrorCode.NONE);
    }

    private RequestId send(String topic, ByteBuffer batch) {
        return world.send(Requests.produce(-1, topic, 0, batch));
    }

    private Produce.PartitionResult sent(int sequence, String... values) {
        return world.appended(send("t", Producing.idempotent(world.layers, 7, sequence, values)));
    }

    @Test
    void aBatchThatIsSentAgainIsAnsweredAsTheFirstOneAndStoredOnce() {
        sent(0, "a", "b");
        sent(2, "c");

        Produce.PartitionResult again = sent(0, "a", "b");

        assertThat(again.error()).isEqualTo(ErrorCode.NONE);
        assertThat(again.baseOffset()).isZero();
        assertThat(world.valuesFrom("t", 0)).containsExactly("a", "b", "c");
    }

    @Test
    void aGapAndAnOldEpochAreRefused() {
        sent(0, "a");

        assertThat(sent(2, "c").error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);

        ProducerStamp old = new ProducerStamp(7, (short) (Producing.EPOCH - 1), 1, false);
        RequestId id = send("t", Producing.batch(world.layers, old, "zombie"));
        assertThat(world.appended(id).error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(world.valuesFrom("t", 0)).containsExactly("a");
    }

    @Test
    void aBatchWithoutSequencesIsNoRecordOfAProducer() {
        assertThat(sent(-1, "a").error()).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void afterACrashABatchIsStillKnown() {
        sent(0, "a");
        sent(1, "b");

        world = world.restarted();

        assertThat(sent(0, "a").baseOffset()).isZero();
        assertThat(sent(1, "b").baseOffset()).isEqualTo(1);
        assertThat(sent(2, "c").baseOffset()).isEqualTo(2);
    }

    @Test
    void aCleanStopLeavesASnapshotThatTellsTheLastBatch() {
        sent(0, "a");

        world = world.stoppedAndRestarted();

        assertThat(world.storage.list("t-0")).contains("00000000000000000001.snapshot");
        assertThat(sent(0, "a").baseOffset()).isZero();
        assertThat(sent(2, "c").error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void eachSegmentBeginsWithASnapshot() {
        world.create("small", 1, new Config("internal.segment.bytes", "300"));
        for (int i = 0; i < 10; i++) {
            send("small", Producing.idempotent(world.layers, 7, i, "value " + i));
        }

        assertThat(world.storage.list("small-0").stream().filter(f -> f.endsWith(".log")).skip(1))
                .hasSizeGreaterThan(1)
                .allSatisfy(
                        log ->
                                assertThat(world.storage.list("small-0"))
                                        .contains(log.replace(".log", ".snapshot")));
        world = world.restarted();
        RequestId last = send("small", Producing.idempotent(world.layers, 7, 9, "value 9"));
        assertThat(world.appended(last).baseOffset()).isEqualTo(9);
    }

    @Test
    void whatIsSentAgainBeforeItIsDurableWaitsForThatToo() {
        world.create("f", 1, new Config("flush.messages", "1"));
        ByteBuffer batch = Producing.idempotent(world.layers, 7, 0, "a");
        RequestId first = world.send(Requests.produce(1, "f", 0, batch.duplicate()));

        RequestId again = world.send(Requests.produce(1, "f", 0, batch.duplicate()));

        assertThat(world.replies).doesNotContainKeys(first, again);
        world.settle();
        assertThat(world.appended(first).baseOffset()).isZero();
        assertThat(world.appended(again).baseOffset()).isZero();
    }

    @Test
    void aProducerThatWritesNothingForLongIsForgotten() {
        sent(0, "a");
        sent(1, "b");

        world.passes(86_400_000L + 600_000);

        // It may begin anywhere, as one that is not known.
        assertThat(sent(5, "c").error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void deletedSegmentsTakeNothingThatAProducerIsKnownBy() {
        world.create(
                "small",
                1,
                new Config("internal.segment.bytes", "300"),
                new Config("retention.ms", "1000"));
        for (int i = 0; i < 10; i++) {
            send("small", Producing.idempotent(world.layers, 7, i, "value " + i));
        }

        world.passes(3_600_000);

        assertThat(world.valuesFrom("small", 10)).isEmpty();
        assertThat(world.storage.list("small-0").stream().filter(f -> f.endsWith(".snapshot")))
                .containsExactly("00000000000000000010.snapshot");
        RequestId again = send("small", Producing.idempotent(world.layers, 7, 9, "value 9"));
        assertThat(world.appended(again).baseOffset()).isEqualTo(9);
    }
}
