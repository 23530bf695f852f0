package strata.replication;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Wish;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FencingRules.IsrChange;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.OffsetAndEpoch;
import strata.lessons.Predict;
import strata.replication.quorum.QuorumAnswers;

/**
 * Questions to answer before you run the code that answers them: {@code ./strata predict 3.1}. Your
 * own code gives the answer, so fill the step first.
 */
final class Predictions {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);
    private static final List<NodeId> ALL = List.of(ONE, TWO, THREE);

    private Predictions() {}

    @Predict(
            step = "3.1",
            question =
                    "A log's leader epochs are 1 from offset 0, 2 from 10 and 5 from 30; it ends at"
                            + " 44. A follower asks where epoch 3 ended. What is it told?",
            choices = {
                "epoch 3 ended at 30",
                "epoch 2 ended at 30",
                "epoch 5 ended at 44",
                "nobody knows"
            },
            because =
                    "Nobody wrote in epoch 3 here, so the greatest epoch before it is named, and"
                            + " where that ended. The follower sees by the number that its epoch 3"
                            + " is something that this log never had.")
    static String endOfAnEpochThatWroteNothing() {
        EpochList epochs = threeEpochs();
        EpochEnd end = epochs.endOf(3, 44);
        return end.equals(EpochEnd.UNKNOWN)
                ? "nobody knows"
                : "epoch " + end.epoch() + " ended at " + end.endOffset();
    }

    @Predict(
            step = "3.1",
            question =
                    "The same epochs; the log is cut to offset 30. Which is the latest epoch now?",
            choices = {"1", "2", "5", "none"},
            because =
                    "Epoch 5 began at 30, and no record of it is left. If its entry stayed, the"
                            + " next leader's first record would count as one of epoch 5.")
    static String latestEpochOfACutLog() {
        EpochList epochs = threeEpochs();
        epochs.truncateFromEnd(30);
        return epochs.latestEpoch() < 0 ? "none" : "" + epochs.latestEpoch();
    }

    private static EpochList threeEpochs() {
        EpochList epochs = new EpochList();
        epochs.assign(1, 0);
        epochs.assign(2, 10);
        epochs.assign(5, 30);
        return epochs;
    }

    @Predict(
            step = "3.2",
            question =
                    "A leader sends the batches 0-4, 5-5 and 6-9, and its answer ends in the middle"
                            + " of the third. Which offset does the follower ask for next?",
            choices = {"0", "6", "7", "10"},
            because =
                    "What is whole is taken, what is cut off is left, and that is no error: an"
                            + " answer has a limit in bytes, and a leader sends a piece of its file"
                            + " as it lies there. The follower asks for 6, and gets 6-9 whole.")
    static String offsetAfterHalfABatch() {
        ByteBuffer all =
                TestBatch.joined(TestBatch.of(0, 1, 5), TestBatch.of(5, 1, 1), TestBatch.of(6, 1, 4));
        FollowerReplica follower = new TestReplica(2).follow(5, 0);
        ByteBuffer sent = TestBatch.cut(all, all.remaining() - 20);
        follower.fetched(follower.position(), TestReplica.ok(0, 0, sent));
        return "" + follower.position().fetchOffset();
    }

    @Predict(
            step = "3.2",
            question =
                    "The leader's high watermark is 100. An empty follower gets its first answer:"
                            + " the batch 0-2. What is the follower's high watermark then?",
            choices = {"0", "2", "3", "100"},
            because =
                    "Committed is what lies below 100, but of that the follower has only what lies"
                            + " below 3, its log end. A high watermark above the log end would"
                            + " promise readers what is not there.")
    static String highWatermarkOfAShortLog() {
        FollowerReplica follower = new TestReplica(2).follow(5, 0);
        follower.fetched(follower.position(), TestReplica.ok(100, 0, TestBatch.of(0, 1, 3)));
        return "" + follower.highWatermark();
    }

    @Predict(
            step = "3.3",
            question =
                    "A follower restarts. Its log holds offsets 0 and 1, both of epoch 1, and it"
                            + " remembers the high watermark 1. Its leader has the same two records"
                            + " and leads in epoch 1. What does the follower cut?",
            choices = {"nothing", "offset 1", "both"},
            because =
                    "Its last record is of epoch 1, and in the leader's log epoch 1 does not end"
                            + " below its log end. The high watermark that it remembers is a fetch"
                            + " old and says nothing about that. Kafka cut to it until KIP-101, and"
                            + " lost what was acknowledged.")
    static String whatARestartedFollowerCuts() {
        TestReplica leader = new TestReplica(1).put(1, 1).put(1, 1);
        FollowerReplica follower = new TestReplica(2).put(1, 1).put(1, 1).follow(1, 1);
        FollowerStep step = TestReplica.fetch(follower, leader, 2);
        if (step instanceof FollowerStep.Truncated cut) {
            return cut.toOffset() == 0 ? "both" : "offset 1";
        }
        return "nothing";
    }

    @Predict(
            step = "3.3",
            question =
                    "A follower has offsets 0-2 of epoch 1, 3-4 of epoch 4 and 5-8 of epoch 5. Its"
                            + " leader has the same up to 6, and from 7 on records of epoch 6. To"
                            + " where is the follower's log cut, if each record is a batch?",
            choices = {"3", "5", "6", "7", "9"},
            because =
                    "The leader says that epoch 5 ended at 7. Up to there one leader wrote both"
                            + " logs, and so they are the same; no record has to be compared.")
    static String whereTwoLogsPart() {
        TestReplica leader = new TestReplica(1).put(1, 3).put(4, 2).put(5, 1).put(5, 1).put(6, 3);
        TestReplica mine = new TestReplica(2).put(1, 3).put(4, 2);
        mine.put(5, 1).put(5, 1).put(5, 1).put(5, 1);
        FollowerReplica follower = mine.follow(6, 0);
        TestReplica.fetch(follower, leader, 0);
        return "" + follower.position().fetchOffset();
    }

    @Predict(
            step = "3.4",
            question =
                    "Nodes 1, 2 and 3 are in sync; node 1 leads and has offsets 0 to 9. Node 2 asks"
                            + " from 10, node 3 from 4. What is the high watermark?",
            choices = {"0", "4", "7", "10"},
            because =
                    "The least of 10, 10 and 4. A majority has more, but node 3 is in the ISR: it"
                            + " may be the next leader, and then what it lacks is gone.")
    static String highWatermarkOfThree() {
        LeaderReplica leader = tenRecords();
        fetch(leader, TWO, 10);
        fetch(leader, THREE, 4);
        return "" + leader.highWatermark();
    }

    @Predict(
            step = "3.4",
            question =
                    "The same, but node 3 has not asked for anything since node 1 leads; the high"
                            + " watermark was 0 when it began. What is it after node 2 has asked"
                            + " from 10?",
            choices = {"0", "5", "10"},
            because =
                    "Nobody knows what node 3 has. It is in the ISR, so it counts, and of one that"
                            + " has said nothing the worst must be believed.")
    static String highWatermarkBeforeAllHaveAsked() {
        LeaderReplica leader = tenRecords();
        fetch(leader, TWO, 10);
        return "" + leader.highWatermark();
    }

    private static LeaderReplica tenRecords() {
        TestReplica node = new TestReplica(1);
        LeaderReplica leader = node.lead(ALL, ALL, 1, 0);
        node.log.put(TestBatch.of(0, 5, 10));
        leader.ownEndMoved(10, TestReplica.BEGIN_MS);
        return leader;
    }

    private static void fetch(LeaderReplica leader, NodeId from, long offset) {
        leader.fetched(from, -1, new FetchPosition(offset, 5, -1, 0), TestReplica.BEGIN_MS);
    }

    @Predict(
            step = "3.5",
            question =
                    "Node 1 leads, nodes 1 and 2 are in sync. Node 2 has been silent for too long,"
                            + " and the leader has asked the controller for an ISR of itself alone."
                            + " The request timed out. Ten records are appended. How many of them"
                            + " are committed?",
            choices = {"0", "10"},
            because =
                    "A time-out says nothing of whether it was done. If it was not, node 2 is in"
                            + " the ISR and may be elected, without these ten. So it counts until"
                            + " somebody knows better.")
    static String committedWhileNobodyKnows() {
        TestReplica node = new TestReplica(1);
        LeaderReplica leader = node.lead(List.of(ONE, TWO), List.of(ONE, TWO), 1, 0);
        node.log.put(TestBatch.of(0, 5, 10));
        long lateMs = TestReplica.BEGIN_MS + TestReplica.LAG_MS + 1;
        leader.ownEndMoved(10, lateMs);
        IsrProposal proposal = leader.isrDue(lateMs);
        if (proposal == null) {
            return "nothing was proposed";
        }
        leader.isrAnswered(proposal, ErrorCode.REQUEST_TIMED_OUT, null, lateMs);
        leader.ownEndMoved(10, lateMs);
        return "" + leader.highWatermark();
    }

    @Predict(
            step = "3.5",
            question =
                    "A new leader begins with offsets 0 to 3; it knows that 0 is committed. Node 2,"
                            + " outside the ISR, asks from 2. Is it to join?",
            choices = {"yes", "no"},
            because =
                    "It is above the high watermark, but that is an old one: the leader before may"
                            + " have committed all four records. Only who has everything that was"
                            + " there when this leader began surely has what is committed.")
    static String whetherOneBelowTheEpochsStartJoins() {
        TestReplica node = new TestReplica(1).put(3, 2).put(3, 2);
        LeaderReplica leader = node.lead(List.of(ONE, TWO), List.of(ONE), 2, 1);
        fetch(leader, TWO, 2);
        return leader.isrDue(TestReplica.BEGIN_MS) == null ? "no" : "yes";
    }

    @Predict(
            step = "3.6",
            question =
                    "min.insync.replicas is 2, and of three replicas the leader alone is in sync. A"
                            + " producer sends with acks=1. What is it told?",
            choices = {"it may append", "NOT_ENOUGH_REPLICAS"},
            because =
                    "Who asks for one copy gets one. The floor is for those who ask for all, as"
                            + " \"all\" would else be one without their knowing.")
    static String acksOneWithTooFewInSync() {
        LeaderReplica leader = new TestReplica(1).lead(ALL, List.of(ONE), 2, 0);
        ErrorCode error = leader.mayAppend((short) 1);
        return error == ErrorCode.NONE ? "it may append" : error.toString();
    }

    @Predict(
            step = "3.7",
            question =
                    "Brokers 1, 2 and 3 have a partition; 1 leads, 1 and 2 are in sync,"
                            + " min.insync.replicas is 2. Broker 1 dies; then 2 dies; then 1 is back,"
                            + " and it had stopped in good order. Who leads?",
            choices = {"1", "2", "3", "nobody"},
            because =
                    "When 1 left, node 2 was alone, too few to commit anything. So 1 still has all"
                            + " that is committed: it is an eligible leader replica, and need not"
                            + " wait for 2.")
    static String leaderAfterTwoDeaths() {
        PartitionChanged now = TestPartition.state(1, List.of(ONE, TWO), List.of(), List.of());
        now = decide(now, 2, TWO, THREE);
        now = decide(now, 2, THREE);
        now = decide(now, 2, ONE, THREE);
        return leaderOf(now);
    }

    @Predict(
            step = "3.7",
            question =
                    "The same partition, but min.insync.replicas is 1 and broker 1 alone is in sync"
                            + " when it dies. 2 and 3 live, and unclean elections are off. Who"
                            + " leads?",
            choices = {"1", "2", "3", "nobody"},
            because =
                    "One was enough to commit, so 2 and 3 may lack what 1 has acknowledged. Better"
                            + " no leader for a while than one without these records. The operator"
                            + " may decide otherwise, and then it is a decision.")
    static String leaderWhenTheOnlyOneInSyncDies() {
        PartitionChanged now = TestPartition.state(1, List.of(ONE), List.of(), List.of());
        return leaderOf(decide(now, 1, TWO, THREE));
    }

    private static PartitionChanged decide(PartitionChanged now, int minimum, NodeId... live) {
        Circumstances what = new Circumstances(List.of(live)::contains, minimum, false);
        return new LeaderElection().decide(now, Wish.isr(now.isr()), what);
    }

    private static String leaderOf(PartitionChanged state) {
        return state.leader() == null ? "nobody" : "" + state.leader().number();
    }

    @Predict(
            step = "3.8",
            question =
                    "A leader was paused, and replaced: the partition is in leader epoch 7 and"
                            + " partition epoch 70 now. It wakes up and asks for another ISR, with"
                            + " leader epoch 6 and partition epoch 68. What is the answer?",
            choices = {
                "NONE",
                "NOT_CONTROLLER",
                "FENCED_LEADER_EPOCH",
                "INVALID_REQUEST",
                "INVALID_UPDATE_VERSION"
            },
            because =
                    "Three things are wrong with it: an old leader epoch, a sender that does not"
                            + " lead, an old partition epoch. It has to learn the first one: that"
                            + " it has been replaced. Of the others it would draw wrong"
                            + " conclusions.")
    static String answerToAReplacedLeader() {
        PartitionChanged now = TestPartition.state(2, List.of(TWO, THREE), List.of(), List.of());
        IsrChange change =
                new IsrChange(ONE, 6, 68, List.of(new IsrProposal.Member(ONE, -1)), false);
        return new EpochFencing().isrChange(now, change, id -> null).toString();
    }

    @Predict(
            step = "3.8",
            question =
                    "Sessions last 9 seconds. Broker 1 is heard of at 1000 ms and at 3000 ms, broker"
                            + " 2 at 2000 ms. At which millisecond does the first session end?",
            choices = {"10000", "11000", "12000"},
            because =
                    "A session lasts from the last word on, so the word of 3000 ms has moved broker"
                            + " 1 behind broker 2.")
    static String whenTheFirstSessionEnds() {
        SessionTable sessions = new SessionTable(9_000);
        sessions.heard(ONE, 1_000);
        sessions.heard(TWO, 2_000);
        sessions.heard(ONE, 3_000);
        return "" + sessions.nextExpiryMs();
    }

    @Predict(
            step = "3.9",
            question =
                    "Three voters. The leader of epoch 5 began at offset 118 and has flushed up to"
                            + " 125; one follower has everything up to 118, the other up to 95."
                            + " Nothing was known to be committed. What is the high watermark?",
            choices = {"unknown still", "95", "118", "125"},
            because =
                    "A majority has everything below 118, but all of that is of older epochs. A"
                            + " voter with a later last epoch could still be elected and overwrite"
                            + " it. When one follower has a record of epoch 5, all before it is"
                            + " safe with it.")
    static String committedByCounting() {
        long committed = QuorumAnswers.highWatermark(118, -1, 125, 118, 95);
        return committed < 0 ? "unknown still" : "" + committed;
    }

    @Predict(
            step = "3.9",
            question =
                    "A voter's log ends at offset 120, its last record is of epoch 4. A candidate"
                            + " asks for its vote, whose log ends at 500 with a record of epoch 3."
                            + " Does it get the vote?",
            choices = {"yes", "no"},
            because =
                    "A record of epoch 4 may be committed, and the candidate has none. Four hundred"
                            + " records that an older leader wrote to itself are no match for it.")
    static String whetherTheLongestLogWins() {
        OffsetAndEpoch own = new OffsetAndEpoch(120, 4);
        return QuorumAnswers.votes(own, new OffsetAndEpoch(500, 3)) ? "yes" : "no";
    }
}
