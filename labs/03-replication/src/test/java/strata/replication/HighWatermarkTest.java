package strata.replication;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderReplica.FollowerView;
import strata.kernel.replication.LeaderSettings;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Node 1 leads in epoch 5; nodes 2 and 3 follow. */
@Step(value = "3.4", concept = "the high watermark", code = "REP-304")
final class HighWatermarkTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final long NOW_MS = TestReplica.BEGIN_MS + 10;

    private final TestReplica node = new TestReplica(1);

    @Claim(
            value =
                    "Committed is what every replica of the ISR has, the slowest and the leader"
                            + " too",
            rules = {"R3.4-a"})
    void committedIsWhatEveryReplicaOfTheIsrHas(Lesson lesson) {
        lesson.step("nodes 1 to 3 are in sync; the leader appends offsets 0 to 9");
        LeaderReplica leader = node.lead(List.of(A, B, C), List.of(A, B, C), 1, 0);
        append(leader, 10);
        expectFetch(lesson, leader, B, 10, false, 0);
        expectFetch(lesson, leader, C, 4, true, 4);
        expectFetch(lesson, leader, C, 7, true, 7);
        expectFetch(lesson, leader, C, 10, true, 10);
        expectFetch(lesson, leader, B, 10, false, 10);

        lesson.step("it appends 10 to 14, and flushes up to 12 only; both followers have all");
        node.log.put(TestBatch.of(10, 5, 5));
        expectFetch(lesson, leader, B, 15, false, 10);
        expectFetch(lesson, leader, C, 15, false, 10);
        lesson.step("it is told that its own end is 12, and then 15");
        lesson.expect("whether it moved", true, leader.ownEndMoved(12, NOW_MS));
        lesson.expect("the high watermark", 12L, leader.highWatermark());
        lesson.expect("whether it moved", true, leader.ownEndMoved(15, NOW_MS));
        lesson.expect("the high watermark", 15L, leader.highWatermark());
    }

    @Claim(
            value =
                    "A follower outside the ISR holds nothing up, and the leader alone commits"
                            + " alone",
            rules = {"R3.4-a"})
    void whoIsOutsideTheIsrHoldsNothingUp(Lesson lesson) {
        lesson.step("nodes 1 and 2 are in sync, node 3 is not; 0 to 9 are appended");
        LeaderReplica leader = node.lead(List.of(A, B, C), List.of(A, B), 1, 0);
        append(leader, 10);
        expectFetch(lesson, leader, B, 10, true, 10);

        lesson.step("a leader alone in its ISR, with ten records at its beginning");
        TestReplica alone = new TestReplica(1).put(3, 10);
        LeaderReplica single = alone.lead(List.of(A), List.of(A), 1, 2);
        lesson.expect("the high watermark", 10L, single.highWatermark());
    }

    @Claim(
            value = "Until every replica of the ISR has fetched, nobody knows what is committed",
            rules = {"R3.4-b", "R3.4-c"})
    void untilAllHaveFetchedItStandsStill(Lesson lesson) {
        lesson.step("a new leader with 0 to 9, of which 4 are known to be committed");
        node.put(3, 10);
        LeaderReplica leader = node.lead(List.of(A, B, C), List.of(A, B, C), 1, 4);
        lesson.expect("the high watermark", 4L, leader.highWatermark());
        expectFetch(lesson, leader, B, 10, false, 4);
        lesson.step("node 3 fetches from offset 2: it was slow to hear of it");
        expectFetch(lesson, leader, C, 2, false, 4);
        expectFetch(lesson, leader, C, 5, true, 5);

        lesson.step("node 2 comes back with less than it had");
        expectFetch(lesson, leader, B, 3, false, 5);
        expectFetch(lesson, leader, C, 10, false, 5);
        expectFetch(lesson, leader, B, 10, true, 10);
    }

    @Claim(
            value = "With fewer than min.insync.replicas in sync it stands still (KIP-966)",
            rules = {"R3.4-d"})
    void withTooFewInSyncItStandsStill(Lesson lesson) {
        lesson.step("three replicas, min.insync.replicas is 2, the leader alone is in sync");
        LeaderReplica leader = node.lead(List.of(A, B, C), List.of(A), 2, 0);
        append(leader, 10);
        lesson.expect("the high watermark", 0L, leader.highWatermark());
        lesson.step("min.insync.replicas becomes 1");
        leader.configure(new LeaderSettings(1, TestReplica.LAG_MS));
        lesson.expect("whether it moved", true, leader.ownEndMoved(10, NOW_MS));
        lesson.expect("the high watermark", 10L, leader.highWatermark());

        lesson.step("two replicas, both in sync, and min.insync.replicas is 3: all are enough");
        TestReplica two = new TestReplica(1);
        LeaderReplica other = two.lead(List.of(A, B), List.of(A, B), 3, 0);
        two.log.put(TestBatch.of(0, 5, 10));
        other.ownEndMoved(10, NOW_MS);
        expectFetch(lesson, other, B, 10, true, 10);
    }

    @Claim(
            value = "A follower is caught up when it asks from the log end, now or a fetch ago",
            rules = {"R3.4-e", "R3.4-f"})
    void whenAFollowerIsCaughtUp(Lesson lesson) {
        lesson.step("nodes 1 and 2 are in sync since 1000 ms; the log end is 10");
        LeaderReplica leader = node.lead(List.of(A, B), List.of(A, B), 1, 0);
        append(leader, 10);
        expectCaughtUp(lesson, leader, 1_010, 4, 1_000);
        expectCaughtUp(lesson, leader, 1_020, 10, 1_020);
        lesson.step("the log end becomes 20");
        append(leader, 10);
        expectCaughtUp(lesson, leader, 1_030, 15, 1_020);
        lesson.step("the log end becomes 30");
        append(leader, 10);
        expectCaughtUp(lesson, leader, 1_040, 20, 1_030);
        lesson.step("the log end stays");
        expectCaughtUp(lesson, leader, 1_050, 29, 1_030);
        expectCaughtUp(lesson, leader, 1_060, 30, 1_060);

        lesson.step("in sync is who has all, or was caught up 10 s ago or less");
        FollowerProgress follower = new FollowerProgress(B, 1_000);
        follower.fetched(7, 9, 1_000, -1);
        boolean[] right = {true, true, false};
        long[] times = {1_000, 1_000 + TestReplica.LAG_MS, 1_001 + TestReplica.LAG_MS};
        for (int i = 0; i < times.length; i++) {
            lesson.now("it has 7 of 9, and was caught up at 1000; it is %s", times[i]);
            lesson.expect("in sync", right[i], follower.isInSync(9, times[i], TestReplica.LAG_MS));
        }
        lesson.now("it has 7, and that is all");
        lesson.expect("in sync", true, follower.isInSync(7, 1_000_000, TestReplica.LAG_MS));
        lesson.now("it has not fetched, and was never caught up");
        FollowerProgress unknown = new FollowerProgress(C, FollowerView.NEVER_MS);
        lesson.expect("in sync", false, unknown.isInSync(0, 1_000, TestReplica.LAG_MS));
    }

    private static void expectCaughtUp(
            Lesson lesson, LeaderReplica leader, long nowMs, long offset, long caughtUpMs) {
        lesson.now("at %s ms it asks from offset %s", nowMs, offset);
        leader.fetched(B, -1, new FetchPosition(offset, 5, -1, 0), nowMs);
        lesson.expect(
                "what the leader knows of it",
                new FollowerView(offset, caughtUpMs),
                leader.follower(B));
    }

    private void append(LeaderReplica leader, int count) {
        node.log.put(TestBatch.of(node.log.logEndOffset(), 5, count));
        leader.ownEndMoved(node.log.logEndOffset(), NOW_MS);
    }

    private static void expectFetch(
            Lesson lesson, LeaderReplica leader, NodeId from, long offset, boolean moves, long to) {
        lesson.now("node %s fetches from offset %s", from, offset);
        FetchVerdict verdict =
                leader.fetched(from, -1, new FetchPosition(offset, 5, -1, 0), NOW_MS);
        lesson.expect("the verdict", new FetchVerdict.Serve(moves, false), verdict);
        lesson.expect("the high watermark", to, leader.highWatermark());
    }
}
