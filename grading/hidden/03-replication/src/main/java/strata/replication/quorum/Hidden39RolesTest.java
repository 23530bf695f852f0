package strata.replication.quorum;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.storage.Storage;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.9", concept = "the quorum's vote and commit", code = "REP-309")
final class Hidden39RolesTest {
    private static final NodeId SELF = HiddenTestQuorum.SELF;
    private static final long ELECTION_MS = HiddenTestQuorum.TIMEOUTS.electionMs();
    private static final long FETCH_MS = HiddenTestQuorum.TIMEOUTS.fetchMs();

    /** A voter's role, and what it should be; driven through what may follow on what. */
    private static final class World {
        private final Lesson lesson;
        private final SplittableRandom random;
        private final Storage storage = HiddenTestQuorum.disk().mount();
        private final Standing standing;
        private long nowMs = 10_000;
        private QuorumStatus right;
        private boolean hears;

        World(Lesson lesson, SplittableRandom random) {
            this.lesson = lesson;
            this.random = random;
            HiddenTestMetadataLog log = new HiddenTestMetadataLog().put(2, 5);
            standing =
                    new Standing(
                            HiddenTestQuorum.spec(SELF, 5, storage, log, random),
                            HiddenTestQuorum.times(random),
                            new QuorumStateFile(storage, HiddenTestQuorum.DIRECTORY),
                            nowMs);
            right = new QuorumStatus(Role.UNATTACHED, 2, null, null, -1);
            check("a voter that has just started");
        }

        void event() {
            nowMs += random.nextInt(400);
            boolean followed =
                    EnumSet.of(Role.FOLLOWER, Role.LEADER, Role.RESIGNED).contains(right.role());
            int epoch = right.epoch() + 1 + random.nextInt(3);
            switch (random.nextInt(9)) {
                case 0, 1 -> {
                    long before = standing.deadlineMs();
                    standing.moveTo(epoch, nowMs);
                    become(Role.UNATTACHED, epoch, null, null);
                    hears = false;
                    check("it moves to epoch " + epoch);
                    expectDeadline(followed ? null : before);
                }
                case 2, 3 -> follow(epoch);
                case 4, 5 -> stand();
                default -> given();
            }
        }

        private void follow(int later) {
            boolean free = right.leader() == null && right.role() != Role.RESIGNED;
            boolean again = right.role() == Role.PROSPECTIVE && right.leader() != null;
            boolean same = again || (free && random.nextBoolean());
            int epoch = same ? right.epoch() : later;
            NodeId leader = again ? right.leader() : other();
            standing.follow(epoch, Objects.requireNonNull(leader), nowMs);
            become(Role.FOLLOWER, epoch, leader, same ? right.votedFor() : null);
            hears = false;
            check("it follows " + leader + " in epoch " + epoch);
            lesson.expect("its deadline", nowMs + FETCH_MS, standing.deadlineMs());
        }

        private void stand() {
            if (right.role() == Role.LEADER || right.role() == Role.FOLLOWER) {
                return;
            }
            standing.stand(nowMs);
            become(Role.CANDIDATE, right.epoch() + 1, null, SELF);
            hears = false;
            check("it stands for election");
            expectDeadline(null);
            ElectionState stored = new QuorumStateFile(storage, HiddenTestQuorum.DIRECTORY).read();
            ElectionState vote = new ElectionState(right.epoch(), null, SELF);
            lesson.expect("what is stored when it returns", vote, stored);
        }

        /** What the given parts do to it. */
        private void given() {
            switch (right.role()) {
                case UNATTACHED -> {
                    if (right.votedFor() == null && random.nextBoolean()) {
                        NodeId candidate = other();
                        standing.voteFor(candidate, nowMs);
                        become(Role.UNATTACHED, right.epoch(), null, candidate);
                        check("it votes for " + candidate);
                    } else {
                        prospect();
                    }
                }
                case FOLLOWER -> {
                    if (random.nextInt(3) > 0) {
                        standing.heardLeader(nowMs);
                        hears = true;
                        check("it hears its leader");
                    } else if (random.nextBoolean()) {
                        nowMs += FETCH_MS;
                        hears = false;
                        prospect();
                    } else {
                        standing.leaderGone(50, nowMs);
                        become(Role.UNATTACHED, right.epoch(), null, right.votedFor());
                        hears = false;
                        check("its leader resigns");
                    }
                }
                case PROSPECTIVE -> {}
                case CANDIDATE -> {
                    standing.lead();
                    become(Role.LEADER, right.epoch(), SELF, SELF);
                    hears = true;
                    check("it is elected");
                }
                case LEADER -> {
                    standing.raiseHighWatermark(random.nextInt(100));
                    long highWatermark = standing.highWatermark();
                    standing.resign(nowMs);
                    right =
                            new QuorumStatus(
                                    Role.RESIGNED, right.epoch(), null, SELF, highWatermark);
                    hears = false;
                    check("it resigns");
                }
                case RESIGNED -> prospect();
            }
        }

        private void prospect() {
            standing.prospect(nowMs);
            become(Role.PROSPECTIVE, right.epoch(), right.leader(), right.votedFor());
            check("it asks whether it would win");
        }

        private NodeId other() {
            return new NodeId(2 + random.nextInt(4));
        }

        private void become(
                Role role, int epoch, @Nullable NodeId leader, @Nullable NodeId votedFor) {
            right = new QuorumStatus(role, epoch, leader, votedFor, right.highWatermark());
        }

        private void check(String event) {
            lesson.now("at %s ms: %s", nowMs, event);
            QuorumStatus is = standing.status();
            lesson.expect("how it stands", HiddenTestQuorum.text(right), HiddenTestQuorum.text(is));
            lesson.expect("its high watermark", right.highWatermark(), is.highWatermark());
            lesson.expect("whether it hears a leader", hears, standing.hearsLeader(nowMs));
        }

        /** Kept, or of the length of an election. */
        private void expectDeadline(@Nullable Long kept) {
            long deadlineMs = standing.deadlineMs();
            if (kept != null) {
                lesson.expect("its deadline, as before", kept, deadlineMs);
                return;
            }
            long waitMs = deadlineMs - nowMs;
            lesson.expectThat(
                    waitMs >= ELECTION_MS && waitMs < 2 * ELECTION_MS,
                    "how long it waits",
                    "an election time, which is drawn from " + ELECTION_MS + " to twice as much",
                    waitMs + " ms");
        }
    }

    @Claim(
            value =
                    "Through any history of roles, epoch, vote, leader and deadline are what they"
                            + " are",
            rules = {"R3.9-b", "R3.9-c", "R3.9-d"})
    void throughAnyHistoryOfRoles(Lesson lesson) {
        SplittableRandom random = lesson.random("roles");
        Set<Role> seen = EnumSet.noneOf(Role.class);
        for (int i = 0; i < 150; i++) {
            lesson.step("history %s", i);
            World world = new World(lesson, random.split());
            for (int event = 0; event < 60; event++) {
                world.event();
                seen.add(world.right.role());
            }
        }
        lesson.step("roles that were taken: %s", seen);
    }
}
