package strata.replication;

import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.3", concept = "divergence and truncation", code = "REP-303")
final class DivergenceTest {
    @Claim(
            value =
                    "A leader sees by the epoch of its last record that a log is no prefix of its"
                            + " own",
            rules = {"R3.3-a", "R3.3-b"})
    void aLeaderSeesThatALogIsNoPrefix(Lesson lesson) {
        lesson.step("a leader with epochs 1 from 0, 3 from 5, 6 from 9, whose log ends at 12");
        TestReplica leader = new TestReplica(1).put(1, 5).put(3, 4).put(6, 3);
        expectSeen(lesson, leader, 5, 1, null);
        expectSeen(lesson, leader, 3, 1, null);
        expectSeen(lesson, leader, 9, 3, null);
        expectSeen(lesson, leader, 12, 6, null);
        expectSeen(lesson, leader, 0, -1, null);
        expectSeen(lesson, leader, 99, -1, null);

        lesson.step("followers that went on in an epoch that had ended");
        expectSeen(lesson, leader, 6, 1, new EpochEnd(1, 5));
        expectSeen(lesson, leader, 10, 3, new EpochEnd(3, 9));
        expectSeen(lesson, leader, 13, 6, new EpochEnd(6, 12));

        lesson.step("followers with records of an epoch that the leader never had");
        expectSeen(lesson, leader, 3, 2, new EpochEnd(1, 5));
        expectSeen(lesson, leader, 7, 2, new EpochEnd(1, 5));
        expectSeen(lesson, leader, 9, 5, new EpochEnd(3, 9));
        expectSeen(lesson, leader, 4, 7, EpochEnd.UNKNOWN);
    }

    private static void expectSeen(
            Lesson lesson, TestReplica leader, long offset, int epoch, @Nullable EpochEnd right) {
        lesson.now("it asks for offset %s, and its last record is of epoch %s", offset, epoch);
        FetchPosition asked = new FetchPosition(offset, 6, epoch, 0);
        EpochEnd seen = Divergence.seenByLeader(leader.epochs, leader.log.logEndOffset(), asked);
        lesson.expect("where the logs part, null if they do not", right, seen);
    }

    @Claim(
            value = "A follower cuts to the smaller end of the greatest epoch that both have",
            rules = {"R3.3-c", "R3.3-d"})
    void aFollowerCutsToTheSmallerEnd(Lesson lesson) {
        lesson.step("a follower with epochs 1 from 0, 3 from 5, 6 from 9, whose log ends at 12");
        expectCut(lesson, 6, 10, 9, "1 from 0, 3 from 5");
        expectCut(lesson, 3, 7, 5, "1 from 0");
        expectCut(lesson, 3, 9, 9, "1 from 0, 3 from 5");
        expectCut(lesson, 3, 11, 9, "1 from 0, 3 from 5");
        expectCut(lesson, 4, 20, 9, "1 from 0, 3 from 5");
        expectCut(lesson, 2, 7, 5, "1 from 0");
        expectCut(lesson, 2, 5, 5, "1 from 0");
        lesson.step("the leader has nothing so old, or knows nothing");
        expectCut(lesson, 0, 4, 0, "none");
        expectCut(lesson, -1, -1, 0, "none");
    }

    /** Batches go whole, so the log may end below where the logs part. */
    private static void expectCut(
            Lesson lesson, int epoch, long leaderEnd, long end, String epochs) {
        lesson.now("the leader says that epoch %s ends at %s", epoch, leaderEnd);
        TestReplica node = new TestReplica(2).put(1, 5).put(3, 4).put(6, 3);
        FollowerReplica follower = node.follow(7, 0);
        FollowerStep step =
                follower.fetched(follower.position(), TestReplica.diverging(epoch, leaderEnd));
        lesson.expect("the step", new FollowerStep.Truncated(12, end), step);
        lesson.expect("the epochs", epochs, node.epochsText());
        lesson.expect("the offset that it asks for", end, follower.position().fetchOffset());
        lesson.expect("cuts below the high watermark", 0, follower.truncationsBelowHighWatermark());
    }

    @Claim(
            value =
                    "Who restarts keeps what its leader has, whatever its high watermark is"
                            + " (KIP-101)",
            rules = {"R3.3-a", "R3.3-c"})
    void whoRestartsKeepsWhatItsLeaderHas(Lesson lesson) {
        lesson.step("leader and follower have offsets 0-1 of epoch 1; both are committed,");
        lesson.step("but the follower has only heard of the first: its high watermark is 1");
        TestReplica a = new TestReplica(1).put(1, 1).put(1, 1);
        TestReplica b = new TestReplica(2).put(1, 1).put(1, 1);
        lesson.step("it restarts, fetches, and its leader dies");
        FollowerReplica follower = b.follow(1, 1);
        FollowerStep step = TestReplica.fetch(follower, a, 2);
        lesson.expect("the step", new FollowerStep.Took(0), step);
        lesson.expect("the log of the next leader", "0-0 of epoch 1, 1-1 of epoch 1", b.log + "");

        lesson.step("another: the leader of epoch 1 wrote offset 1 and died;");
        lesson.step("the leader of epoch 2 wrote another offset 1; the old one comes back");
        TestReplica old = new TestReplica(2).put(1, 1).put(1, 1);
        TestReplica next = new TestReplica(1).put(1, 1).put(2, 1);
        FollowerReplica back = old.follow(2, 1);
        lesson.expect(
                "the step", new FollowerStep.Truncated(2, 1), TestReplica.fetch(back, next, 1));
        TestReplica.fetch(back, next, 1);
        lesson.expect("its log", "0-0 of epoch 1, 1-1 of epoch 2", old.log.toString());
        lesson.expect("its epochs", "1 from 0, 2 from 1", old.epochsText());
    }

    @Claim(
            value = "Logs of many short reigns are cut in as many rounds as it takes (KIP-279)",
            rules = {"R3.3-b", "R3.3-c", "R3.3-d"})
    void logsOfManyShortReigns(Lesson lesson) {
        lesson.step("a follower with epochs 1, 3, 5, of five records each");
        TestReplica node = new TestReplica(2).put(1, 5).put(3, 5).put(5, 5);
        lesson.step("a leader with epochs 1 from 0, 2 from 5, 4 from 7 to 12");
        TestReplica leader = new TestReplica(1).put(1, 5).put(2, 2).put(4, 5);
        leader.epochs.assign(6, 12);
        FollowerReplica follower = node.follow(6, 0);
        for (FollowerStep right :
                List.of(new FollowerStep.Truncated(15, 10), new FollowerStep.Truncated(10, 5))) {
            lesson.step("it fetches");
            lesson.expect("the step", right, TestReplica.fetch(follower, leader, 0));
        }
        lesson.step("it fetches");
        TestReplica.fetch(follower, leader, 0);
        lesson.expect("its log", leader.log.toString(), node.log.toString());
        lesson.expect("its epochs", "1 from 0, 2 from 5, 4 from 7", node.epochsText());
    }

    @Claim(
            value = "A cut below the high watermark is done, counted and told",
            rules = {"R3.3-e"})
    void aCutBelowTheHighWatermarkIsTold(Lesson lesson) {
        lesson.step("offsets 0-4 of epoch 1, 5-8 of epoch 3; all of it is committed");
        TestReplica node = new TestReplica(2).put(1, 5).put(3, 4);
        FollowerReplica follower = node.follow(6, 9);
        lesson.step("the leader, elected uncleanly, says that epoch 1 ends at 5");
        follower.fetched(follower.position(), TestReplica.diverging(1, 5));
        lesson.expect("the log", "0-4 of epoch 1", node.log.toString());
        lesson.expect("the high watermark", 5L, follower.highWatermark());
        lesson.expect("cuts below the high watermark", 1, follower.truncationsBelowHighWatermark());
        lesson.expect("how many remarks there are in the trace", 1, node.notes.size());
    }

    @Claim(
            value =
                    "Out of the leader's range a log is cut to its end, or starts anew at its"
                            + " start",
            rules = {"R3.3-f"})
    void outOfTheLeadersRange(Lesson lesson) {
        lesson.step("offsets 0-4 and 5-8; the leader has 0 to 5");
        TestReplica longer = new TestReplica(2).put(1, 5).put(1, 4);
        expectRange(lesson, longer, 0, 5, new FollowerStep.Truncated(9, 5), "0-4 of epoch 1");
        lesson.step("the same; the leader has 3 to 20");
        TestReplica fits = new TestReplica(2).put(1, 5).put(1, 4);
        String all = "0-4 of epoch 1, 5-8 of epoch 1";
        expectRange(lesson, fits, 3, 20, new FollowerStep.Took(0), all);
        lesson.step("the same; the leader has 50 to 70");
        TestReplica below = new TestReplica(2).put(1, 5).put(1, 4);
        expectRange(lesson, below, 50, 70, new FollowerStep.StartedAnew(50), "nothing");
        lesson.expect("the log start", 50L, below.log.logStartOffset());
        lesson.step("offsets 50 to 52; the leader has 10 to 20");
        TestReplica above = new TestReplica(2);
        above.log.startAt(50);
        above.put(1, 3);
        expectRange(lesson, above, 10, 20, new FollowerStep.StartedAnew(10), "nothing");
    }

    private static void expectRange(
            Lesson lesson, TestReplica node, long start, long end, FollowerStep step, String log) {
        FollowerReplica follower = node.follow(6, 0);
        FollowerStep done = follower.outOfRange(follower.position(), start, end);
        lesson.expect("the step", step, done);
        lesson.expect("the log", log, node.log.toString());
        boolean anew = step instanceof FollowerStep.StartedAnew;
        lesson.expect("the epochs", anew ? "none" : "1 from 0", node.epochsText());
        lesson.expect(
                "the high watermark",
                anew ? node.log.logStartOffset() : 0L,
                follower.highWatermark());
    }
}
