package strata.replication;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderAnswer;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.2", concept = "the follower", code = "REP-302")
final class FollowerTest {
    private static final int EPOCH = 5;

    private final TestReplica node = new TestReplica(2);

    @Claim(
            value = "What the leader sends is appended as it is, and asked for no more",
            rules = {"R3.2-a", "R3.2-c"})
    void whatTheLeaderSendsIsAppended(Lesson lesson) {
        lesson.step("follow in epoch 5; the leader sends offsets 0-2 and 3-3 of epoch 4");
        FollowerReplica follower = node.follow(EPOCH, 0);
        ByteBuffer sent = TestBatch.joined(TestBatch.of(0, 4, 3), TestBatch.of(3, 4, 1));
        FollowerStep step = fetched(follower, TestReplica.ok(0, 0, sent));
        lesson.expect("the step", new FollowerStep.Took(sent.remaining()), step);
        lesson.expect("the log", "0-2 of epoch 4, 3-3 of epoch 4", node.log.toString());
        lesson.expect("what the log was told", List.of("append " + node.log), node.log.calls());
        lesson.expect("what it asks for", new FetchPosition(4, EPOCH, 4, 0), follower.position());

        lesson.step("the leader sends nothing, and then offsets 7-8: it has compacted 4 to 6");
        lesson.expect(
                "the step",
                new FollowerStep.Took(0),
                fetched(follower, TestReplica.ok(0, 0, null)));
        fetched(follower, TestReplica.ok(0, 0, TestBatch.of(7, 5, 2)));
        lesson.expect("what it asks for", new FetchPosition(9, EPOCH, 5, 0), follower.position());

        lesson.step("offsets 0-4 of epoch 3; epoch 4 begins at 5, and its first record is to come");
        TestReplica other = new TestReplica(2).put(3, 5);
        FollowerReplica waits = other.follow(EPOCH, 0);
        other.epochs.assign(4, 5);
        lesson.expect("what it asks for", new FetchPosition(5, EPOCH, 3, 0), waits.position());
    }

    @Claim(
            value = "The epochs that batches bear are entered where those batches begin",
            rules = {"R3.2-c", "R3.2-d"})
    void epochsAreEnteredWhereTheirBatchesBegin(Lesson lesson) {
        lesson.step("the leader sends batches of epochs 1, 1, 3 and 4 in one answer");
        FollowerReplica follower = node.follow(EPOCH, 0);
        fetched(
                follower,
                TestReplica.ok(
                        0,
                        0,
                        TestBatch.joined(
                                TestBatch.of(0, 1, 2),
                                TestBatch.of(2, 1, 2),
                                TestBatch.of(4, 3, 1),
                                TestBatch.of(9, 4, 1))));
        lesson.expect("the epochs", "1 from 0, 3 from 4, 4 from 9", node.epochsText());

        lesson.step("and one more batch of epoch 4, and one of epoch 5");
        fetched(follower, TestReplica.ok(0, 0, TestBatch.of(10, 4, 2)));
        lesson.expect("the epochs", "1 from 0, 3 from 4, 4 from 9", node.epochsText());
        fetched(follower, TestReplica.ok(0, 0, TestBatch.of(12, 5, 2)));
        lesson.expect("the epochs", "1 from 0, 3 from 4, 4 from 9, 5 from 12", node.epochsText());
    }

    @Claim(
            value = "A batch that is cut off is left for the next fetch, with all of its traces",
            rules = {"R3.2-b"})
    void aBatchThatIsCutOffIsLeft(Lesson lesson) {
        ByteBuffer first = TestBatch.of(0, 1, 2);
        ByteBuffer both = TestBatch.joined(first, TestBatch.of(2, 3, 2));
        lesson.step("the leader sends two batches, the second cut off at every byte");
        for (int size = first.remaining(); size < both.remaining(); size++) {
            lesson.now("%s bytes of %s", size, both.remaining());
            expectTaken(lesson, TestBatch.cut(both, size), first.remaining(), "0-1 of epoch 1");
        }
        lesson.step("even the first one is cut off");
        for (int size = 0; size < first.remaining(); size++) {
            lesson.now("%s bytes of %s", size, first.remaining());
            expectTaken(lesson, TestBatch.cut(first, size), 0, "nothing");
        }
    }

    private static void expectTaken(Lesson lesson, ByteBuffer sent, int bytes, String log) {
        TestReplica fresh = new TestReplica(2);
        FollowerReplica follower = fresh.follow(EPOCH, 0);
        FollowerStep step = fetched(follower, TestReplica.ok(9, 0, sent));
        lesson.expect("the step", new FollowerStep.Took(bytes), step);
        lesson.expect("the log", log, fresh.log.toString());
        lesson.expect("the epochs", bytes == 0 ? "none" : "1 from 0", fresh.epochsText());
        lesson.expect("the high watermark", fresh.log.logEndOffset(), follower.highWatermark());
    }

    @Claim(
            value = "A bad batch is not appended, nor is what follows it",
            rules = {"R3.2-b", "R3.2-e"})
    void aBadBatchIsNotAppended(Lesson lesson) {
        lesson.step("the leader sends a good batch, a bad one, a good one");
        ByteBuffer flipped = TestBatch.of(2, 3, 2);
        flipped.put(flipped.limit() - 3, (byte) 'X');
        expectRefused(lesson, "a byte of a record is another", flipped);
        ByteBuffer magic = TestBatch.of(2, 3, 2);
        magic.put(16, (byte) 1);
        expectRefused(lesson, "its magic is 1", magic);
        for (int length : new int[] {-12, -1, 0, 48}) {
            ByteBuffer small = TestBatch.of(2, 3, 2);
            small.putInt(8, length);
            expectRefused(lesson, "its length is " + length, small);
        }
        expectRefused(lesson, "it begins at offset 1, where 2 is next", TestBatch.of(1, 3, 2));
        ByteBuffer backwards = TestBatch.of(2, 3, 2);
        backwards.putInt(23, -1);
        expectRefused(lesson, "it ends before it begins", TestBatch.withCrc(backwards));
    }

    private static void expectRefused(Lesson lesson, String why, ByteBuffer bad) {
        lesson.now("%s", why);
        TestReplica fresh = new TestReplica(2);
        FollowerReplica follower = fresh.follow(EPOCH, 0);
        ByteBuffer good = TestBatch.of(0, 1, 2);
        ByteBuffer rest = TestBatch.joined(bad, TestBatch.of(4, 4, 1));
        FollowerStep step = fetched(follower, TestReplica.ok(9, 0, TestBatch.joined(good, rest)));
        lesson.expect("the step", new FollowerStep.Took(good.remaining()), step);
        lesson.expect("the log", "0-1 of epoch 1", fresh.log.toString());
        lesson.expect("the epochs", "1 from 0", fresh.epochsText());
        FollowerStep next = fetched(follower, TestReplica.ok(9, 0, rest));
        lesson.expectThat(
                next instanceof FollowerStep.Waits waits
                        && waits.error() == ErrorCode.CORRUPT_MESSAGE,
                "the step when the bad one comes first",
                "Waits with CORRUPT_MESSAGE",
                String.valueOf(next));
    }

    @Claim(
            value = "The high watermark is the leader's as far as the log goes, and never falls",
            rules = {"R3.2-f"})
    void theHighWatermarkIsTheLeaders(Lesson lesson) {
        FollowerReplica follower = node.follow(EPOCH, 9);
        lesson.expect("the high watermark of an empty log", 0L, follower.highWatermark());
        lesson.step("the leader's high watermark is 100; it sends offsets 0-2");
        fetched(follower, TestReplica.ok(100, 0, TestBatch.of(0, 1, 3)));
        lesson.expect("the high watermark", 3L, follower.highWatermark());
        lesson.step("the leader's is 5; it sends offsets 3-6");
        fetched(follower, TestReplica.ok(5, 0, TestBatch.of(3, 1, 4)));
        lesson.expect("the high watermark", 5L, follower.highWatermark());
        lesson.step("the leader is a new one, which knows of 2 only; and then of 6");
        fetched(follower, TestReplica.ok(2, 0, null));
        lesson.expect("the high watermark", 5L, follower.highWatermark());
        fetched(follower, TestReplica.ok(6, 0, null));
        lesson.expect("the high watermark", 6L, follower.highWatermark());
    }

    @Claim(
            value = "The log start follows the leader's, as far as records are committed",
            rules = {"R3.2-g"})
    void theLogStartFollowsTheLeaders(Lesson lesson) {
        lesson.step("offsets 0-2 of epoch 1, 3-6 of epoch 3; the leader's high watermark is 4");
        FollowerReplica follower = node.follow(EPOCH, 0);
        fetched(
                follower,
                TestReplica.ok(
                        4, 0, TestBatch.joined(TestBatch.of(0, 1, 3), TestBatch.of(3, 3, 4))));
        node.log.calls();
        lesson.step("its log start becomes 2");
        fetched(follower, TestReplica.ok(4, 2, null));
        lesson.expect("what the log was told", List.of("raise the start to 2"), node.log.calls());
        lesson.expect("the epochs", "1 from 2, 3 from 3", node.epochsText());
        lesson.step("2 again, then 1, then 6");
        fetched(follower, TestReplica.ok(4, 2, null));
        fetched(follower, TestReplica.ok(4, 1, null));
        lesson.expect("what the log was told", List.of(), node.log.calls());
        fetched(follower, TestReplica.ok(4, 6, null));
        lesson.expect("what the log was told", List.of("raise the start to 4"), node.log.calls());
        lesson.expect("the epochs", "3 from 4", node.epochsText());
    }

    private static FollowerStep fetched(FollowerReplica follower, LeaderAnswer answer) {
        return follower.fetched(follower.position(), answer);
    }
}
