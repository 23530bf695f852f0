package strata.replication;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Wish;
import strata.kernel.replication.FencingRules.IsrChange;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.OffsetAndEpoch;
import strata.lessons.Predict;
import strata.replication.quorum.QuorumAnswers;

/**
 * Questions to answer before you run the code that answers them: {@code ./strata predict 3.1}. Your
 * own code gives the answer, so fill the step first.
 */
final class Predictions {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);

    private Predictions() {}

    @Predict(
            step = "3.1",
            question =
                    "A log has the epochs 1 from 0, 2 from 10 and 5 from 30, and ends at 44. Where"
                            + " does epoch 4, in which nobody led, end?",
            choices = {"at 10", "at 30", "at 44", "nobody knows"},
            because =
                    "What was written up to epoch 4 ends where epoch 5 begins. That is what the"
                            + " question is for: up to where may somebody agree whose last record"
                            + " is of epoch 4?")
    static String endOfAnEpochThatNobodyLed() {
        EpochList epochs = new EpochList();
        epochs.assign(1, 0);
        epochs.assign(2, 10);
        epochs.assign(5, 30);
        return "at " + epochs.endOf(4, 44).endOffset();
    }

    @Predict(
            step = "3.1",
            question =
                    "The leader of epoch 5 begins at offset 30, and dies before it writes anything."
                            + " The leader of epoch 6 begins at 30, too. How many of the two epochs"
                            + " does the list have?",
            choices = {"none", "one", "two"},
            because =
                    "An epoch without a record is none: two entries at one offset would make the"
                            + " first end where it begins. So the first gives way.")
    static String aReignWithoutARecord() {
        EpochList epochs = new EpochList();
        epochs.assign(1, 0);
        epochs.assign(5, 30);
        epochs.assign(6, 30);
        return List.of("none", "one", "two").get(epochs.all().size() - 1);
    }

    @Predict(
            step = "3.2",
            question =
                    "A leader whose high watermark is 100 sends offsets 0 to 2 to a follower that"
                            + " has nothing. What is the follower's high watermark then?",
            choices = {"0", "3", "100"},
            because =
                    "All that it has is committed, and it ends at 3. A high watermark above its own"
                            + " log end would say that it can serve what it does not have.")
    static String highWatermarkOfANewFollower() {
        FollowerReplica follower = new TestReplica(2).follow(5, 0);
        follower.fetched(follower.position(), TestReplica.ok(100, 0, TestBatch.of(0, 5, 3)));
        return "" + follower.highWatermark();
    }

    @Predict(
            step = "3.2",
            question =
                    "A leader sends two batches, of offsets 0-2 and 3-5. The last byte of the"
                            + " second is missing. What does the follower ask for next?",
            choices = {"offset 0", "offset 3", "offset 5", "offset 6"},
            because =
                    "A batch is taken whole or not at all: its CRC is over all of it. The leader"
                        + " cut it off where its limit of bytes was, and sends it whole the next"
                        + " time.")
    static String whatComesAfterACutBatch() {
        FollowerReplica follower = new TestReplica(2).follow(5, 0);
        ByteBuffer both = TestBatch.joined(TestBatch.of(0, 5, 3), TestBatch.of(3, 5, 3));
        follower.fetched(
                follower.position(),
                TestReplica.ok(0, 0, TestBatch.cut(both, both.remaining() - 1)));
        return "offset " + follower.position().fetchOffset();
    }

    @Predict(
            step = "3.3",
            question =
                    "A follower has offsets 0 and 1, and has heard that 0 is committed. It"
                        + " restarts, and its leader has offsets 0 and 1, too, of the same epoch."
                        + " What does it cut?",
            choices = {"nothing", "offset 1", "both"},
            because =
                    "Same epoch, same offset: the same record. To cut offset 1 because nobody has"
                            + " said yet that it is committed was Kafka's way until KIP-101; if"
                            + " the leader died in that moment, a committed record was gone.")
    static String cutAfterARestart() {
        TestReplica leader = new TestReplica(1).put(1, 1).put(1, 1);
        FollowerReplica follower = new TestReplica(2).put(1, 1).put(1, 1).follow(1, 1);
        FollowerStep step = TestReplica.fetch(follower, leader, 2);
        return step instanceof FollowerStep.Truncated cut
                ? cut.toOffset() == 1 ? "offset 1" : "both"
                : "nothing";
    }

    @Predict(
            step = "3.3",
            question =
                    "A follower has epochs 1 from 0 and 3 from 5, and ends at 10. Its leader says"
                        + " that epoch 2, which the follower never had, ends at 8. Where does the"
                        + " follower cut?",
            choices = {"at 5", "at 8", "at 10"},
            because =
                    "What it has from 5 on is of epoch 3, and the leader has none of it. Offset 8 is"
                            + " only a bound from above: the end of its own epoch counts, too.")
    static String cutAtAnEpochOfOthers() {
        TestReplica node = new TestReplica(2).put(1, 5).put(3, 5);
        FollowerReplica follower = node.follow(6, 0);
        follower.fetched(follower.position(), TestReplica.diverging(2, 8));
        return "at " + node.log.logEndOffset();
    }

    @Predict(
            step = "3.4",
            question =
                    "A leader has offsets 0 to 9. One follower in the ISR asks from 7, another asks"
                            + " from 4. Up to which offset is all committed?",
            choices = {"3", "6", "9"},
            because =
                    "Who asks from 4 has 0 to 3. Each of the ISR may be the next leader, so what"
                            + " the slowest has is what is safe.")
    static String committedByTheSlowest() {
        TestReplica node = new TestReplica(1);
        LeaderReplica leader = node.lead(List.of(A, B, C), List.of(A, B, C), 1, 0);
        append(node, leader, 10);
        fetch(leader, B, 7);
        fetch(leader, C, 4);
        return "" + (leader.highWatermark() - 1);
    }

    @Predict(
            step = "3.4",
            question =
                    "Of three replicas the leader alone is in sync, and min.insync.replicas is 2."
                            + " It appends ten records for producers with acks=1. How many become"
                            + " committed?",
            choices = {"none", "all ten"},
            because =
                    "The high watermark stands still while the ISR is too small (KIP-966). So those"
                            + " who dropped out still have all that is committed, and one of them"
                            + " may lead if this leader is lost with its disk.")
    static String committedByOneOfTwo() {
        TestReplica node = new TestReplica(1);
        LeaderReplica leader = node.lead(List.of(A, B, C), List.of(A), 2, 0);
        append(node, leader, 10);
        return leader.highWatermark() == 0 ? "none" : "all ten";
    }

    @Predict(
            step = "3.5",
            question =
                    "A topic gets a record an hour, and its follower has them all. It was caught up"
                            + " last at its last fetch, a minute ago; replica.lag.time.max.ms is"
                            + " 10 s. Is it to leave the ISR?",
            choices = {"yes", "no"},
            because =
                    "Who has everything does not lag, however long it has been silent. Whether it"
                            + " is still alive is the controller's question.")
    static String silenceIsNoLag() {
        TestReplica node = new TestReplica(1).put(3, 1);
        LeaderReplica leader = node.lead(List.of(A, B), List.of(A, B), 1, 0);
        fetch(leader, B, 1);
        return leader.isrDue(TestReplica.BEGIN_MS + 60_000) == null ? "no" : "yes";
    }

    @Predict(
            step = "3.5",
            question =
                    "A leader that is alone asks the controller to take node 2 into the ISR; node 2"
                            + " has nothing of what was appended since. The answer is"
                            + " REQUEST_TIMED_OUT. Is what was appended since committed?",
            choices = {"yes", "no"},
            because =
                    "The controller may have done it. Then node 2 may be elected, and everything it"
                            + " does not have is cut. Until somebody knows, node 2 counts.")
    static String anAnswerThatProvesNothing() {
        TestReplica node = new TestReplica(1);
        LeaderReplica leader = node.lead(List.of(A, B), List.of(A), 1, 0);
        fetch(leader, B, 0);
        IsrProposal proposal = leader.isrDue(TestReplica.BEGIN_MS);
        long lateMs = TestReplica.BEGIN_MS + TestReplica.LAG_MS + 1;
        node.log.put(TestBatch.of(0, 5, 10));
        leader.ownEndMoved(10, lateMs);
        if (proposal != null) {
            leader.isrAnswered(proposal, ErrorCode.REQUEST_TIMED_OUT, null, lateMs);
        }
        return leader.highWatermark() == 10 ? "yes" : "no";
    }

    @Predict(
            step = "3.6",
            question =
                    "The leader alone is in sync, and min.insync.replicas is 2. A producer with"
                            + " acks=1 sends a record. What does it get?",
            choices = {"NONE", "NOT_ENOUGH_REPLICAS"},
            because =
                    "It wants to know that the leader has it, and the leader has it."
                            + " min.insync.replicas is a promise to those alone who wait for all.")
    static String acksOfOne() {
        LeaderReplica leader = new TestReplica(1).lead(List.of(A, B, C), List.of(A), 2, 0);
        return leader.mayAppend((short) 1).name();
    }

    @Predict(
            step = "3.6",
            question =
                    "A producer waits for all; two must be in sync. All three replicas have its"
                            + " record, then two drop out of the ISR, then the leader answers. What"
                            + " does it say?",
            choices = {"DONE", "WAITS", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"},
            because =
                    "The record is committed, but by an ISR of one: less than was promised, as far"
                        + " as the leader knows. The producer may send it again; then it is there"
                        + " twice.")
    static String committedByTooFew() {
        TestReplica node = new TestReplica(1);
        List<NodeId> all = List.of(A, B, C);
        LeaderReplica leader = node.lead(all, all, 2, 0);
        append(node, leader, 1);
        fetch(leader, B, 1);
        fetch(leader, C, 1);
        IsrState alone = new IsrState(List.of(A), 8, false);
        leader.metadataChanged(new LeaderChange(all, alone), TestReplica.BEGIN_MS);
        return leader.acknowledgement(1).name();
    }

    private static void append(TestReplica node, LeaderReplica leader, int count) {
        node.log.put(TestBatch.of(node.log.logEndOffset(), 5, count));
        leader.ownEndMoved(node.log.logEndOffset(), TestReplica.BEGIN_MS);
    }

    private static void fetch(LeaderReplica leader, NodeId from, long offset) {
        leader.fetched(from, -1, new FetchPosition(offset, 5, -1, 0), TestReplica.BEGIN_MS);
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
        PartitionChanged now = TestPartition.state(1, List.of(A, B), List.of(), List.of());
        now = decide(now, 2, B, C);
        now = decide(now, 2, C);
        now = decide(now, 2, A, C);
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
        PartitionChanged now = TestPartition.state(1, List.of(A), List.of(), List.of());
        return leaderOf(decide(now, 1, B, C));
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
        PartitionChanged now = TestPartition.state(2, List.of(B, C), List.of(), List.of());
        IsrChange change = new IsrChange(A, 6, 68, List.of(new IsrProposal.Member(A, -1)), false);
        return new EpochFencing().isrChange(now, change, id -> null).toString();
    }

    @Predict(
            step = "3.8",
            question =
                    "Sessions last 9 seconds. Broker 1 is heard of at 1000 ms and at 3000 ms,"
                        + " broker 2 at 2000 ms. At which millisecond does the first session end?",
            choices = {"10000", "11000", "12000"},
            because =
                    "A session lasts from the last word on, so the word of 3000 ms has moved broker"
                            + " 1 behind broker 2.")
    static String whenTheFirstSessionEnds() {
        SessionTable sessions = new SessionTable(9_000);
        sessions.heard(A, 1_000);
        sessions.heard(B, 2_000);
        sessions.heard(A, 3_000);
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
