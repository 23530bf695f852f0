package strata.replication.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAsk.Vote;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.storage.Storage;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.9", concept = "the quorum's vote and commit", code = "REP-309")
final class Hidden39ElectionTest {
    private static final NodeId SELF = HiddenTestQuorum.SELF;

    @Claim(
            value =
                    "A vote and a pre-vote are granted as the rules say, and one that was cut off"
                            + " disturbs nobody",
            kind = Kind.SIM,
            rules = {"R3.9-e", "R3.9-f", "R3.9-g"})
    void aVoteIsGrantedAsTheRulesSay(Lesson lesson) {
        SplittableRandom random = lesson.random("votes");
        NodeId candidate = new NodeId(2);
        NodeId[] nodes = {null, SELF, candidate, new NodeId(3)};
        long scale = 1 + random.nextLong(1L << 40);
        lesson.step("all logs of up to three records and epochs, times %s", scale);
        for (int logs = 0; logs < 256; logs++) {
            OffsetAndEpoch own = new OffsetAndEpoch(logs % 4 * scale, logs / 4 % 4 - 1);
            OffsetAndEpoch other = new OffsetAndEpoch(logs / 16 % 4 * scale, logs / 64 - 1);
            boolean later = other.epoch() > own.epoch();
            boolean same = other.epoch() == own.epoch();
            boolean complete = later || (same && other.offset() >= own.offset());
            for (NodeId votedFor : nodes) {
                for (NodeId leader : nodes) {
                    ElectionState state = new ElectionState(5, leader, votedFor);
                    boolean hears = leader != null && random.nextBoolean();
                    lesson.now(
                            "end %s, %s; the candidate's %s; hears its leader: %s",
                            own, state, other, hears);
                    boolean free = votedFor == null || votedFor.equals(candidate);
                    boolean granted =
                            VotingRule.grants(
                                    new Vote(5, candidate, other, false), state, own, hears);
                    lesson.expect("a vote", complete && free && leader == null, granted);
                    boolean would =
                            VotingRule.grants(
                                    new Vote(5, candidate, other, true), state, own, hears);
                    lesson.expect("a pre-vote", complete && !hears, would);
                }
            }
        }
        expectPeace(lesson);
    }

    /** Elections of one voter, and what should come of the answers. */
    private static final class World {
        private final Lesson lesson;
        private final SplittableRandom random;
        private final int voters;
        private final Standing standing;
        private final Asks asks;
        private final Elections elections;
        private final List<Vote> asked = new ArrayList<>();
        private final Map<NodeId, Boolean> answers = new TreeMap<>();
        // What is asked now; null while it pauses.
        private @Nullable Vote open;
        private QuorumStatus right;
        private long nowMs = 5_000;
        private boolean elected;

        World(Lesson lesson, int voters, SplittableRandom random) {
            this.lesson = lesson;
            this.random = random;
            this.voters = voters;
            HiddenTestMetadataLog log = new HiddenTestMetadataLog().put(3, 1 + random.nextInt(9));
            Storage storage = HiddenTestQuorum.disk().mount();
            ElectionTimes times = HiddenTestQuorum.times(random);
            standing =
                    new Standing(
                            HiddenTestQuorum.spec(SELF, voters, storage, log, random),
                            times,
                            new QuorumStateFile(storage, HiddenTestQuorum.DIRECTORY),
                            nowMs);
            asks = new Asks(times);
            elections = new Elections(standing, times, log, asks);
            right = standing.status();
            seeks();
        }

        /** It asks all others whether it would win. */
        private void seeks() {
            nowMs = Math.max(nowMs, standing.deadlineMs());
            lesson.expect("whether it is elected at once", false, elections.timeIsUp(nowMs));
            become(Role.PROSPECTIVE, right.epoch(), right.votedFor());
            opens(true);
        }

        private void opens(boolean preVote) {
            answers.clear();
            OffsetAndEpoch end = new OffsetAndEpoch(0, 0);
            List<NodeId> to = new ArrayList<>();
            for (Quorum.Say say : asks.due(nowMs)) {
                if (say.ask() instanceof Vote vote) {
                    to.add(say.to());
                    end = vote.last();
                }
            }
            Vote wanted = new Vote(right.epoch(), SELF, end, preVote);
            lesson.expect("whom it asks", HiddenTestQuorum.others(voters), to);
            open = wanted;
            asked.add(wanted);
            expectStanding();
        }

        void event() {
            Vote now = open;
            if (now == null && random.nextBoolean()) {
                lesson.now("the pause is over");
                seeks();
                return;
            }
            NodeId from = new NodeId(2 + random.nextInt(voters - 1));
            Vote question = question(now);
            boolean granted = random.nextInt(5) > 1;
            ErrorCode error = random.nextInt(6) > 0 ? ErrorCode.NONE : error();
            lesson.now(
                    "%s answers to %s: %s, %s; now it asks: %s",
                    from,
                    HiddenTestQuorum.text(question),
                    granted ? "granted" : "refused",
                    error,
                    now == null ? "nothing" : HiddenTestQuorum.text(now));
            nowMs += random.nextInt(3);
            QuorumSays says = new QuorumSays(error, right.epoch(), null, granted);

            boolean won = elections.answered(from, question, says, nowMs);

            if (now != null && question.equals(now) && error == ErrorCode.NONE) {
                answers.putIfAbsent(from, granted);
                counted(now);
            }
            lesson.expect("whether it is elected", elected, won);
            expectStanding();
        }

        private Vote question(@Nullable Vote now) {
            Vote any = asked.get(random.nextInt(asked.size()));
            Vote of = now == null || random.nextInt(5) == 0 ? any : now;
            return switch (random.nextInt(12)) {
                case 0 -> new Vote(of.epoch(), SELF, of.last(), !of.preVote());
                case 1 -> new Vote(of.epoch() - 1, SELF, of.last(), of.preVote());
                default -> of;
            };
        }

        private ErrorCode error() {
            return random.nextBoolean()
                    ? ErrorCode.FENCED_LEADER_EPOCH
                    : ErrorCode.INCONSISTENT_VOTER_SET;
        }

        private void counted(Vote now) {
            long granted = 1 + answers.values().stream().filter(each -> each).count();
            long refused = answers.values().stream().filter(each -> !each).count();
            if (2 * granted > voters && now.preVote()) {
                become(Role.CANDIDATE, right.epoch() + 1, SELF);
                opens(false);
            } else if (2 * granted > voters) {
                elected = true;
            } else if (2 * (voters - refused) <= voters) {
                open = null;
                long waitMs = standing.deadlineMs() - nowMs;
                lesson.expectThat(
                        waitMs > 0 && waitMs <= HiddenTestQuorum.TIMEOUTS.electionBackoffMaxMs(),
                        "its pause after it lost",
                        "1 to 300 ms",
                        waitMs + " ms");
            }
        }

        private void become(Role role, int epoch, @Nullable NodeId votedFor) {
            right = new QuorumStatus(role, epoch, null, votedFor, right.highWatermark());
        }

        private void expectStanding() {
            lesson.expect(
                    "how it stands",
                    HiddenTestQuorum.text(right),
                    HiddenTestQuorum.text(standing.status()));
            lesson.expect("what else it has to say", List.of(), asks.due(nowMs));
        }
    }

    @Claim(
            value = "Late, doubled, wrong: of all answers those count that are to the very ask",
            rules = {"R3.9-h", "R3.9-i", "R3.9-j"})
    void ofAllAnswersThoseCountThatAreToTheVeryAsk(Lesson lesson) {
        SplittableRandom random = lesson.random("answers");
        int wins = 0;
        for (int i = 0; i < 600; i++) {
            int voters = 3 + 2 * random.nextInt(3);
            lesson.step("%s voters, history %s", voters, i);
            World world = new World(lesson, voters, random.split());
            for (int event = 0; event < 40 && !world.elected; event++) {
                world.event();
            }
            wins += world.elected ? 1 : 0;
        }
        lesson.step("%s elections were won", wins);
        expectFollowsAgain(lesson, random);
    }

    /** A follower that asked in vain, as the others hear its leader. */
    private static void expectFollowsAgain(Lesson lesson, SplittableRandom random) {
        lesson.step("a follower that does not hear its leader asks, and is refused by all");
        HiddenTestVoter voter =
                new HiddenTestVoter(5, new HiddenTestMetadataLog().put(3, 4), random);
        voter.follow(new NodeId(4), 6);
        voter.nowMs = voter.quorum.deadlineMs();
        List<Quorum.Say> says = voter.quorum.tick(voter.nowMs);
        NodeId leader = new NodeId(4);
        for (Quorum.Say say : says) {
            QuorumSays refused = new QuorumSays(ErrorCode.NONE, 6, leader, false);
            voter.quorum.answered(say.to(), say.ask(), refused, voter.nowMs);
        }
        lesson.expect("whom it asked", 4, says.size());
        lesson.expect(
                "how it stands",
                "follower in 6, no vote, leader 4",
                HiddenTestQuorum.text(voter.status()));
    }

    /** One that was cut off for long comes back. */
    private static void expectPeace(Lesson lesson) {
        SplittableRandom random = lesson.random("peace");
        for (int i = 0; i < 12; i++) {
            int voters = 3 + 2 * random.nextInt(2);
            lesson.step("%s voters, history %s", voters, i);
            HiddenTestWorld world = new HiddenTestWorld(lesson, voters, random.split());
            world.calm();
            world.startAll();
            if (random.nextInt(3) == 0) {
                world.appends();
            }
            world.runFor(4_000);
            HiddenTestMember one = world.any();
            int lengthMs = 1_000 + random.nextInt(9_000);
            lesson.step("%s is cut off for %s ms", one.id(), lengthMs);
            world.isolate(one);
            world.runFor(lengthMs);
            // A leader that was cut off is replaced meanwhile, after a while.
            world.runFor(3_000);
            HiddenTestMember leader = world.leader();
            int epoch = leader.status().epoch();
            lesson.step("it is back; %s leads epoch %s", leader.id(), epoch);
            world.heal();
            world.runFor(3_000);
            for (HiddenTestMember member : world.members()) {
                lesson.expect("the epoch of " + member.id(), epoch, member.status().epoch());
                lesson.expect("its leader", leader.id(), member.status().leader());
            }
        }
    }
}
