package strata.replication;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.lessons.Predict;

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
                    "What it has from 5 on is of epoch 3, and the leader has none of it. Offset 8"
                            + " is an end in the leader's row of reigns, not in the follower's.")
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
}
