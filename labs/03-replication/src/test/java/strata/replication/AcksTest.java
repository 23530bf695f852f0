package strata.replication;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Node 1 leads in epoch 5. */
@Step(value = "3.6", concept = "acks and min.insync.replicas", code = "REP-306")
final class AcksTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final List<NodeId> ALL = List.of(A, B, C);
    private static final long NOW_MS = TestReplica.BEGIN_MS;

    private final TestReplica node = new TestReplica(1);

    @Claim(
            value =
                    "Only a producer that waits for all is refused, and only when too few are in"
                            + " sync",
            rules = {"R3.6-a"})
    void onlyWhoWaitsForAllIsRefused(Lesson lesson) {
        for (int minInsync = 1; minInsync <= 4; minInsync++) {
            for (List<NodeId> isr : List.of(List.of(A), List.of(A, B), ALL)) {
                lesson.step("three replicas, min.insync.replicas %s, in sync %s", minInsync, isr);
                LeaderReplica leader = new TestReplica(1).lead(ALL, isr, minInsync, 0);
                boolean enough = isr.size() >= Math.min(minInsync, 3);
                ErrorCode all = enough ? ErrorCode.NONE : ErrorCode.NOT_ENOUGH_REPLICAS;
                lesson.expect("acks=all", all, leader.mayAppend((short) -1));
                lesson.expect("acks=1", ErrorCode.NONE, leader.mayAppend((short) 1));
                lesson.expect("acks=0", ErrorCode.NONE, leader.mayAppend((short) 0));
            }
        }
    }

    @Claim(
            value = "An acknowledgement waits until the high watermark has passed the last record",
            rules = {"R3.6-b"})
    void anAcknowledgementWaitsForTheHighWatermark(Lesson lesson) {
        lesson.step("nodes 1 to 3 are in sync; 0 to 9 are appended");
        LeaderReplica leader = node.lead(ALL, ALL, 2, 0);
        node.log.put(TestBatch.of(0, 5, 10));
        leader.ownEndMoved(10, NOW_MS);
        expectSaid(lesson, leader, 10, Acknowledgement.WAITS);
        lesson.step("node 2 has all, node 3 has 9 of 10");
        fetch(leader, B, 10);
        fetch(leader, C, 9);
        expectSaid(lesson, leader, 10, Acknowledgement.WAITS);
        expectSaid(lesson, leader, 9, Acknowledgement.DONE);
        lesson.step("node 3 has all");
        fetch(leader, C, 10);
        expectSaid(lesson, leader, 10, Acknowledgement.DONE);
        expectSaid(lesson, leader, 11, Acknowledgement.WAITS);
    }

    @Claim(
            value =
                    "What all in-sync replicas have is still too little when these have become too"
                            + " few",
            rules = {"R3.6-c"})
    void tooFewAfterTheAppend(Lesson lesson) {
        lesson.step("nodes 1 to 3 are in sync and have 0 to 9; min.insync.replicas is 2");
        LeaderReplica leader = node.lead(ALL, ALL, 2, 0);
        node.log.put(TestBatch.of(0, 5, 10));
        leader.ownEndMoved(10, NOW_MS);
        fetch(leader, B, 10);
        fetch(leader, C, 10);
        lesson.step("nodes 2 and 3 drop out, before the producer was told");
        leader.metadataChanged(change(8, A), NOW_MS);
        expectSaid(lesson, leader, 10, Acknowledgement.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
        expectSaid(lesson, leader, 11, Acknowledgement.WAITS);
        lesson.step("node 2 is in again");
        leader.metadataChanged(change(9, A, B), NOW_MS);
        expectSaid(lesson, leader, 10, Acknowledgement.DONE);
    }

    @Claim(
            value = "Who is about to join counts for an acknowledgement, but not for an append",
            rules = {"R3.6-a", "R3.6-c"})
    void whoIsAboutToJoinCounts(Lesson lesson) {
        lesson.step("two must be in sync; node 1 is alone, all have 0 to 3, all is committed");
        node.put(3, 4);
        LeaderReplica leader = node.lead(ALL, List.of(A), 2, 4);
        expectSaid(lesson, leader, 4, Acknowledgement.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
        lesson.step("node 2 comes back, and is proposed for the ISR");
        fetch(leader, B, 4);
        lesson.expectThat(leader.isrDue(NOW_MS) != null, "what is due", "a proposal", "nothing");
        expectSaid(lesson, leader, 4, Acknowledgement.DONE);
        lesson.expect(
                "may a producer append that waits for all?",
                ErrorCode.NOT_ENOUGH_REPLICAS,
                leader.mayAppend((short) -1));
    }

    private static void expectSaid(
            Lesson lesson, LeaderReplica leader, long endOffset, Acknowledgement expected) {
        lesson.now("what is said of records that end at %s?", endOffset);
        lesson.expect("the answer", expected, leader.acknowledgement(endOffset));
    }

    private static void fetch(LeaderReplica leader, NodeId from, long offset) {
        leader.fetched(from, -1, new FetchPosition(offset, 5, -1, 0), NOW_MS);
    }

    private static LeaderChange change(int partitionEpoch, NodeId... isr) {
        return new LeaderChange(ALL, new IsrState(List.of(isr), partitionEpoch, false));
    }
}
