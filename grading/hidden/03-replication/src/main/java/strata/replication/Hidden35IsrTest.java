package strata.replication;

import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrProposal.Member;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.5", concept = "the in-sync replicas", code = "REP-305")
final class Hidden35IsrTest {
    private static final ErrorCode[] ERRORS = ErrorCode.values();
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);

    @Claim(
            value = "Through any history it is proposed who lags, who keeps up, and nobody else",
            rules = {"R3.5-a", "R3.5-b", "R3.5-c", "R3.5-i"})
    void throughAnyHistoryTheRightOnesAreProposed(Lesson lesson) {
        SplittableRandom random = lesson.random("proposals");

        lesson.step("ask 400 leaders again and again what is due; the controller always agrees");
        for (int i = 0; i < 400; i++) {
            HiddenTestDuel duel = new HiddenTestDuel(lesson, random, "leader " + i, false);
            for (int left = 50; left > 0; left--) {
                duel.someTimePasses();
                switch (random.nextInt(10)) {
                    case 0, 1 -> duel.append();
                    case 2 -> duel.fence();
                    case 3, 4 -> {
                        duel.propose();
                        duel.answer(ErrorCode.NONE);
                    }
                    default -> duel.fetch();
                }
            }
        }
    }

    @Claim(
            value = "Whatever is under way, the high watermark waits for all who may be in the ISR",
            rules = {"R3.4-a", "R3.5-d", "R3.5-e", "R3.5-h"})
    void theHighWatermarkWaitsForAllWhoMayBeInTheIsr(Lesson lesson) {
        SplittableRandom random = lesson.random("marks");

        lesson.step("let 400 leaders propose; answers are late, errors, or never come");
        for (int i = 0; i < 400; i++) {
            HiddenTestDuel duel = new HiddenTestDuel(lesson, random, "leader " + i, false);
            for (int left = 50; left > 0; left--) {
                duel.someTimePasses();
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> duel.append();
                    case 3 -> duel.fence();
                    case 4, 5 -> duel.propose();
                    case 6 -> duel.answer(ErrorCode.NONE);
                    case 7 -> duel.answer(ErrorCode.INELIGIBLE_REPLICA);
                    case 8 -> duel.configure();
                    default -> duel.fetch();
                }
                duel.expectHighWatermark();
            }
        }
    }

    @Claim(
            value = "The latest state that is told is in force, through any changes of everything",
            rules = {"R3.5-c", "R3.5-f", "R3.5-g", "R3.5-i"})
    void theLatestStateIsInForce(Lesson lesson) {
        SplittableRandom random = lesson.random("states");

        lesson.step("tell 400 leaders of states, older and newer, of other replicas, too");
        for (int i = 0; i < 400; i++) {
            HiddenTestDuel duel = new HiddenTestDuel(lesson, random, "leader " + i, false);
            for (int left = 50; left > 0; left--) {
                duel.someTimePasses();
                switch (random.nextInt(10)) {
                    case 0, 1 -> duel.append();
                    case 2, 3 -> duel.metadata();
                    case 4 -> duel.propose();
                    case 5 -> duel.answer(ERRORS[random.nextInt(ERRORS.length)]);
                    case 6 -> duel.answer(ErrorCode.NONE);
                    default -> duel.fetch();
                }
                duel.expectIsr();
            }
        }
    }

    /**
     * Node 1 leads, 2 is silent and is to leave, 3 has come back and is to join: and then 1 goes
     * on.
     */
    private static final class Exchange {
        final HiddenTestNode node = new HiddenTestNode(1);
        final long lagMs;
        final long lateMs;
        final long left;
        final long joined;
        final long end;
        final LeaderReplica leader;
        final IsrProposal right;

        Exchange(SplittableRandom random) {
            lagMs = random.nextInt(1, 20_000);
            lateMs = 1_000 + lagMs + 1;
            node.put(2, random.nextInt(1, 9), "");
            int partitionEpoch = random.nextInt(100);
            leader =
                    new IsrReplicationLayer()
                            .newLeader(
                                    node.spec(),
                                    new LeaderStart(
                                            5,
                                            List.of(B, A, C),
                                            new IsrState(List.of(B, A), partitionEpoch, false),
                                            0,
                                            new LeaderSettings(1, lagMs),
                                            (broker, epoch) -> true,
                                            1_000));
            left = random.nextLong(node.log.logEndOffset());
            leader.fetched(B, 7, new FetchPosition(left, 5, -1, 0), 1_000);
            node.put(5, random.nextInt(1, 9), "");
            joined = node.log.logEndOffset();
            leader.ownEndMoved(joined, 1_001);
            leader.fetched(C, 33, new FetchPosition(joined, 5, -1, 0), lateMs);
            right =
                    new IsrProposal(
                            5, partitionEpoch, List.of(new Member(A, -1), new Member(C, 33)));
            end = joined + random.nextInt(1, 9);
        }

        /** It goes on, after it has proposed. */
        void append() {
            node.put(5, (int) (end - joined), "");
            leader.ownEndMoved(end, lateMs);
        }
    }

    @Claim(
            value = "Of every error there is, two say that a proposal was not carried out",
            rules = {"R3.5-c", "R3.5-d", "R3.5-e"})
    void ofEveryErrorTwoSayThatNothingWasDone(Lesson lesson) {
        SplittableRandom random = lesson.random("errors");

        lesson.step("nodes 1 and 2 are in sync; 2 is to leave, 3 is to join");
        for (ErrorCode error : ERRORS) {
            Exchange exchange = new Exchange(random);
            LeaderReplica leader = exchange.leader;
            lesson.now("the controller says %s", error);
            IsrProposal due = leader.isrDue(exchange.lateMs);
            lesson.expect("what is due", exchange.right, due);
            exchange.append();
            expectMark(lesson, exchange, exchange.left);

            IsrState after =
                    new IsrState(List.of(A, C), exchange.right.partitionEpoch() + 1, false);
            boolean done = error == ErrorCode.NONE;
            boolean moved = answer(exchange, error, done ? after : null);

            lesson.expect("whether the high watermark moved", done, moved);
            if (done) {
                expectMark(lesson, exchange, exchange.joined);
                lesson.expect("the ISR", after, leader.isr());
                continue;
            }
            expectMark(lesson, exchange, exchange.left);
            lesson.expect("the ISR", List.of(B, A), leader.isr().isr());
            boolean surelyNot =
                    error == ErrorCode.INELIGIBLE_REPLICA
                            || error == ErrorCode.OPERATION_NOT_ATTEMPTED;
            IsrProposal again = leader.isrDue(exchange.lateMs);
            lesson.expect("what is due then", surelyNot ? exchange.right : null, again);

            lesson.now("the controller says %s, and later that it has done it", error);
            lesson.expect("whether it moved", true, answer(exchange, ErrorCode.NONE, after));
            expectMark(lesson, exchange, exchange.joined);
            lesson.expect("the ISR", after, leader.isr());
        }
    }

    private static boolean answer(Exchange exchange, ErrorCode error, @Nullable IsrState state) {
        return exchange.leader.isrAnswered(exchange.right, error, state, exchange.lateMs);
    }

    private static void expectMark(Lesson lesson, Exchange exchange, long right) {
        lesson.expect("the high watermark", right, exchange.leader.highWatermark());
    }

    @Claim(
            value =
                    "Whatever is lost or late, what any leader ever called committed is on all that"
                            + " the controller holds to be in sync",
            kind = Kind.SIM,
            rules = {"R3.4-a", "R3.5-b", "R3.5-d", "R3.5-e", "R3.5-f", "R3.5-g"})
    void whatWasCommittedIsOnAllThatAreInSync(Lesson lesson) {
        SplittableRandom random = lesson.random("worlds");

        lesson.step("three nodes and a controller in 70 worlds; messages are lost, nodes die");
        long committed = 0;
        for (int world = 0; world < 70; world++) {
            HiddenTestCluster cluster =
                    new HiddenTestCluster(lesson, random, "world " + world, true);
            cluster.play(500);
            committed += cluster.committedCount();
            cluster.heal();
        }
        lesson.step("%s batches were committed before all was well again", committed);
        lesson.expectThat(committed > 300, "how many were committed", "many", "" + committed);
    }
}
