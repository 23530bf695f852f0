package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderAnswer;
import strata.log.Batches;

final class IsrFollowerTest {
    private static final NodeId LEADER = new NodeId(1);
    private static final int EPOCH = 5;

    private final TestReplica node = new TestReplica(2);

    @Test
    void itAsksForWhatComesAfterItsLogEnd() {
        node.put(3, "a", "b");
        node.put(4, "c");

        FollowerReplica follower = node.follow(LEADER, EPOCH, 2);

        assertThat(follower.position()).isEqualTo(new FetchPosition(3, EPOCH, 4, 0));
        assertThat(follower.highWatermark()).isEqualTo(2);
        assertThat(follower.leaderEpoch()).isEqualTo(EPOCH);
    }

    @Test
    void anEmptyLogHasNoLastFetchedEpoch() {
        FollowerReplica follower = node.follow(LEADER, EPOCH, 9);

        assertThat(follower.position()).isEqualTo(new FetchPosition(0, EPOCH, -1, 0));
        assertThat(follower.highWatermark()).isZero();
    }

    @Test
    void anEpochInWhichItLedAndWroteNothingIsForgotten() {
        node.put(3, "a", "b");
        node.epochs().assign(4, 2);

        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);
        FollowerStep step = fetched(follower, LogWorld.batch(2, 3, 2));

        assertThat(step).isInstanceOf(FollowerStep.Took.class);
        assertThat(node.epochs().entries()).containsExactly(new EpochEntry(3, 0));
    }

    @Test
    void batchesAreAppendedAsTheyAreAndTheirEpochsEntered() {
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);
        ByteBuffer batches =
                Batches.joined(
                        LogWorld.batch(0, 1, 2),
                        LogWorld.batch(2, 1, 1),
                        LogWorld.batch(7, 4, 2),
                        LogWorld.batch(9, 5, 1));

        FollowerStep step = fetched(follower, batches);

        assertThat(step).isEqualTo(new FollowerStep.Took(batches.remaining()));
        assertThat(node.logEndOffset()).isEqualTo(10);
        assertThat(node.epochs().entries())
                .containsExactly(new EpochEntry(1, 0), new EpochEntry(4, 7), new EpochEntry(5, 9));
        assertThat(follower.position()).isEqualTo(new FetchPosition(10, EPOCH, 5, 0));
    }

    @Test
    void theHighWatermarkIsTheLeadersAsFarAsTheLogGoesAndNeverFalls() {
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);

        fetched(follower, ok(100, 0, LogWorld.batch(0, 1, 3)));
        assertThat(follower.highWatermark()).isEqualTo(3);
        fetched(follower, ok(4, 0, LogWorld.batch(3, 1, 3)));
        assertThat(follower.highWatermark()).isEqualTo(4);
        fetched(follower, ok(2, 0, null));

        assertThat(follower.highWatermark()).isEqualTo(4);
    }

    @Test
    void theLogStartRisesToTheLeadersAsFarAsTheHighWatermark() {
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);
        fetched(
                follower,
                ok(2, 0, Batches.joined(LogWorld.batch(0, 1, 2), LogWorld.batch(2, 3, 2))));

        fetched(follower, ok(3, 4, null));

        assertThat(node.logStartOffset()).isEqualTo(3);
        assertThat(node.epochs().entries()).containsExactly(new EpochEntry(3, 3));
    }

    @Test
    void anAnswerToAnOlderQuestionIsIgnored() {
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);
        FetchPosition old = follower.position();
        fetched(follower, LogWorld.batch(0, 1, 2));

        FollowerStep step = follower.fetched(old, ok(9, 0, LogWorld.batch(0, 1, 2)));

        assertThat(step).isEqualTo(new FollowerStep.Ignored());
        assertThat(follower.outOfRange(old, 50, 60)).isEqualTo(new FollowerStep.Ignored());
        assertThat(node.logEndOffset()).isEqualTo(2);
        assertThat(follower.highWatermark()).isEqualTo(2);
    }

    @Test
    void aBatchThatIsCutOffIsLeftForTheNextFetch() {
        byte[] whole =
                Batches.copy(Batches.joined(LogWorld.batch(0, 1, 2), LogWorld.batch(2, 2, 2)));
        int first = LogWorld.batch(0, 1, 2).remaining();
        for (int cut = 0; cut < whole.length; cut++) {
            TestReplica fresh = new TestReplica(2);
            FollowerReplica follower = fresh.follow(LEADER, EPOCH, 0);

            FollowerStep step = fetched(follower, ByteBuffer.wrap(Arrays.copyOf(whole, cut)));

            assertThat(step).isEqualTo(new FollowerStep.Took(cut < first ? 0 : first));
            assertThat(fresh.logEndOffset()).isEqualTo(cut < first ? 0 : 2);
            assertThat(fresh.epochs().latestEpoch()).isEqualTo(cut < first ? -1 : 1);
        }
    }

    @Test
    void aBadBatchAndWhatFollowsItIsNotAppended() {
        ByteBuffer good = LogWorld.batch(0, 1, 2);
        for (ByteBuffer bad : badBatches()) {
            TestReplica fresh = new TestReplica(2);
            FollowerReplica follower = fresh.follow(LEADER, EPOCH, 0);
            ByteBuffer sent = Batches.joined(good, bad, LogWorld.batch(4, 3, 2));

            FollowerStep step = fetched(follower, sent);
            FollowerStep again = fetched(follower, Batches.joined(bad, LogWorld.batch(4, 3, 2)));

            assertThat(step).isEqualTo(new FollowerStep.Took(good.remaining()));
            assertThat(fresh.logEndOffset()).isEqualTo(2);
            assertThat(fresh.epochs().entries()).containsExactly(new EpochEntry(1, 0));
            assertThat(again).isInstanceOf(FollowerStep.Waits.class);
            assertThat(((FollowerStep.Waits) again).error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
            assertThat(follower.highWatermark()).isEqualTo(2);
        }
    }

    private static ByteBuffer[] badBatches() {
        ByteBuffer flipped = Batches.copyOf(LogWorld.batch(2, 2, 2));
        flipped.put(70, (byte) (flipped.get(70) ^ 1));
        ByteBuffer magic = Batches.copyOf(LogWorld.batch(2, 2, 2));
        magic.put(16, (byte) 1);
        ByteBuffer tiny = Batches.copyOf(LogWorld.batch(2, 2, 2));
        tiny.putInt(8, 40);
        ByteBuffer negative = Batches.copyOf(LogWorld.batch(2, 2, 2));
        negative.putInt(8, -5);
        ByteBuffer below = LogWorld.batch(1, 2, 2);
        ByteBuffer backwards = Batches.copyOf(LogWorld.batch(2, 2, 2));
        backwards.putInt(23, -1);
        Batches.withCrc(backwards);
        return new ByteBuffer[] {flipped, magic, tiny, negative, below, backwards};
    }

    @Test
    void errorsSayWhetherToAskAgain() {
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);

        assertThat(failed(follower, ErrorCode.OFFSET_OUT_OF_RANGE))
                .isEqualTo(new FollowerStep.AsksForRange());
        assertThat(failed(follower, ErrorCode.FENCED_LEADER_EPOCH))
                .isInstanceOf(FollowerStep.Stops.class);
        for (ErrorCode error :
                new ErrorCode[] {
                    ErrorCode.UNKNOWN_LEADER_EPOCH,
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    ErrorCode.KAFKA_STORAGE_ERROR
                }) {
            assertThat(failed(follower, error)).isInstanceOf(FollowerStep.Waits.class);
        }
    }

    @Test
    void aDivergingLogIsCutToTheSmallerEndOfTheGreatestCommonEpoch() {
        // Epoch 1: 0 to 4, epoch 3: 4 to 6, epoch 4: 6 to 8.
        assertThat(cutBy(new EpochEnd(4, 7))).isEqualTo(6);
        assertThat(cutBy(new EpochEnd(3, 5))).isEqualTo(4);
        assertThat(cutBy(new EpochEnd(3, 9))).isEqualTo(6);
        assertThat(cutBy(new EpochEnd(2, 5))).isEqualTo(4);
        assertThat(cutBy(new EpochEnd(2, 3))).isEqualTo(2);
        assertThat(cutBy(new EpochEnd(0, 3))).isZero();
        assertThat(cutBy(EpochEnd.UNKNOWN)).isZero();
    }

    /** The log end after a cut. */
    private static long cutBy(EpochEnd leaders) {
        TestReplica fresh = new TestReplica(2);
        fresh.put(1, "a", "b");
        fresh.put(1, "c", "d");
        fresh.put(3, "e", "f");
        fresh.put(4, "g", "h");
        FollowerReplica follower = fresh.follow(LEADER, EPOCH, 0);

        FollowerStep step =
                follower.fetched(
                        follower.position(), new LeaderAnswer(ErrorCode.NONE, 9, 0, leaders, null));

        assertThat(step).isEqualTo(new FollowerStep.Truncated(8, fresh.logEndOffset()));
        assertThat(fresh.epochs().entries())
                .allMatch(entry -> entry.startOffset() < fresh.logEndOffset());
        assertThat(follower.position().fetchOffset()).isEqualTo(fresh.logEndOffset());
        assertThat(follower.truncationsBelowHighWatermark()).isZero();
        return fresh.logEndOffset();
    }

    @Test
    void aCutBelowTheHighWatermarkIsDoneCountedAndSaid() {
        node.put(1, "a", "b");
        node.put(2, "c", "d");
        FollowerReplica follower = node.follow(LEADER, EPOCH, 4);

        follower.fetched(
                follower.position(),
                new LeaderAnswer(ErrorCode.NONE, 9, 0, new EpochEnd(1, 2), null));

        assertThat(node.logEndOffset()).isEqualTo(2);
        assertThat(follower.highWatermark()).isEqualTo(2);
        assertThat(follower.truncationsBelowHighWatermark()).isEqualTo(1);
        assertThat(node.notes).anyMatch(n -> n.contains("t-0 was cut from 4 to 2"));
    }

    @Test
    void aLogThatReachesBeyondTheLeadersIsCutToItsEnd() {
        node.put(1, "a", "b");
        node.put(1, "c", "d");
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);

        FollowerStep step = follower.outOfRange(follower.position(), 0, 2);

        assertThat(step).isEqualTo(new FollowerStep.Truncated(4, 2));
        assertThat(follower.outOfRange(follower.position(), 0, 2))
                .isEqualTo(new FollowerStep.Took(0));
    }

    @Test
    void aLogThatLiesBelowTheLeadersStartsAnew() {
        node.put(1, "a", "b");
        FollowerReplica follower = node.follow(LEADER, EPOCH, 1);

        FollowerStep step = follower.outOfRange(follower.position(), 50, 70);

        assertThat(step).isEqualTo(new FollowerStep.StartedAnew(50));
        assertThat(node.logStartOffset()).isEqualTo(50);
        assertThat(node.logEndOffset()).isEqualTo(50);
        assertThat(node.epochs().entries()).isEmpty();
        assertThat(follower.highWatermark()).isEqualTo(50);
        assertThat(follower.position()).isEqualTo(new FetchPosition(50, EPOCH, -1, 50));
        assertThat(follower.truncationsBelowHighWatermark()).isZero();
    }

    @Test
    void aLogThatLiesAboveTheLeadersStartsAnewWhereThatBegins() {
        node.startAt(50);
        node.put(1, "a", "b");
        FollowerReplica follower = node.follow(LEADER, EPOCH, 51);

        FollowerStep step = follower.outOfRange(follower.position(), 10, 20);

        assertThat(step).isEqualTo(new FollowerStep.StartedAnew(10));
        assertThat(follower.highWatermark()).isEqualTo(10);
        assertThat(follower.truncationsBelowHighWatermark()).isEqualTo(1);
    }

    @Test
    void anEmptyLogMayBeginInTheMiddleOfABatch() {
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);
        follower.outOfRange(follower.position(), 51, 60);

        FollowerStep step = fetched(follower, ok(54, 51, LogWorld.batch(50, 3, 4)));

        assertThat(step).isInstanceOf(FollowerStep.Took.class);
        assertThat(node.logStartOffset()).isEqualTo(51);
        assertThat(node.logEndOffset()).isEqualTo(54);
        assertThat(node.epochs().entries()).containsExactly(new EpochEntry(3, 51));
        assertThat(follower.highWatermark()).isEqualTo(54);
    }

    @Test
    void aLogThatEndsWhereTheLeadersStartsMayGoOnInTheMiddleOfABatch() {
        node.put(1, "a", "b");
        FollowerReplica follower = node.follow(LEADER, EPOCH, 0);

        FollowerStep step = fetched(follower, ok(5, 2, LogWorld.batch(1, 3, 4)));

        assertThat(step).isInstanceOf(FollowerStep.Took.class);
        assertThat(node.logStartOffset()).isEqualTo(2);
        assertThat(node.logEndOffset()).isEqualTo(5);
        assertThat(node.epochs().entries()).containsExactly(new EpochEntry(3, 2));
    }

    private static FollowerStep fetched(FollowerReplica follower, ByteBuffer batches) {
        return fetched(follower, ok(batches.remaining(), 0, batches));
    }

    private static FollowerStep fetched(FollowerReplica follower, LeaderAnswer answer) {
        return follower.fetched(follower.position(), answer);
    }

    private static FollowerStep failed(FollowerReplica follower, ErrorCode error) {
        return fetched(follower, LeaderAnswer.failed(error));
    }

    private static LeaderAnswer ok(
            long highWatermark, long logStartOffset, @Nullable ByteBuffer batches) {
        return new LeaderAnswer(ErrorCode.NONE, highWatermark, logStartOffset, null, batches);
    }
}
