package strata.groups.classic;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.groups.HiddenTestShard;
import strata.kernel.ErrorCode;
import strata.kernel.request.JoinGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.3", concept = "heartbeats and sessions", code = "GRP-403")
final class Hidden43SessionTest {
    @Claim(
            value = "A heartbeat of this generation keeps a member in, one of another does not",
            rules = {"R4.3-a", "R4.3-d", "R4.3-e", "R4-c"})
    void aHeartbeatOfThisGenerationKeepsAMemberIn(Lesson lesson) {
        SplittableRandom random = lesson.random("heartbeats");
        for (int i = 0; i < 80; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            int count = random.nextInt(2, 6);
            while (team.peers.size() < count) {
                HiddenTestPeer peer = team.newPeer();
                peer.sessionMs = random.nextInt(1_000, 40_000);
                peer.rebalanceMs = 1_000_000;
            }
            team.stable(count);
            HiddenTestPeer one = team.follower();
            boolean preparing = random.nextBoolean();
            if (preparing) {
                team.leader().join();
            }
            String state = team.state();
            lesson.step("group %s of 80, %s: session %s ms", i + 1, state, one.sessionMs);
            int generation = team.generation();
            long endMs = team.shard.nowMs() + one.sessionMs;
            for (int beat = random.nextInt(4); beat > 0; beat--) {
                othersAreHeard(team, one, generation, random.nextLong(one.sessionMs - 1));
                boolean right = random.nextBoolean();
                String was = one.id;
                one.id = right || random.nextBoolean() ? was : "nobody";
                int told = right || !one.id.equals(was) ? generation : generation - 1;
                lesson.now("%s says generation %s of %s", one, told, generation);
                lesson.expect(
                        "the answer",
                        right
                                ? preparing ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE
                                : one.id.equals(was)
                                        ? ErrorCode.ILLEGAL_GENERATION
                                        : ErrorCode.UNKNOWN_MEMBER_ID,
                        one.heartbeat(told));
                one.id = was;
                endMs = right ? team.shard.nowMs() + one.sessionMs : endMs;
                if (!right) {
                    break;
                }
            }
            othersAreHeard(team, one, generation, endMs - 1 - team.shard.nowMs());
            lesson.now("just before its session ends");
            lesson.expect("whether it is a member", true, team.memberIds().contains(one.id));
            team.shard.advance(1);
            lesson.now("when its session ends");
            lesson.expect("whether it is a member", false, team.memberIds().contains(one.id));
            lesson.expectThat(
                    !team.state().equals("Stable"), "the state", "not Stable", team.state());
        }
    }

    /** Time goes by, in which everybody else is heard of. */
    private static void othersAreHeard(
            HiddenTestTeam team, HiddenTestPeer one, int generation, long byMs) {
        long endMs = team.shard.nowMs() + byMs;
        while (team.shard.nowMs() < endMs) {
            team.shard.advance(Math.min(900, endMs - team.shard.nowMs()));
            for (HiddenTestPeer peer : team.peers) {
                if (peer != one && peer.joined() != null) {
                    team.shard.ask(peer.heartbeatRequest(generation));
                }
            }
        }
    }

    @Claim(
            value = "Who waits may be silent for ever, unless it is new: that has five minutes",
            rules = {"R4.3-b", "R4.3-d", "R4.3-e", "R4-c"})
    void whoWaitsIsExcused(Lesson lesson) {
        SplittableRandom random = lesson.random("silence");
        for (int i = 0; i < 40; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            int count = random.nextInt(3, 6);
            while (team.peers.size() < count) {
                HiddenTestPeer peer = team.newPeer();
                peer.rebalanceMs = 1_500_000;
                peer.sessionMs = 1_700_000;
            }
            HiddenTestPeer one = team.peers.get(1 + random.nextInt(count - 1));
            one.sessionMs = random.nextInt(1_000, 100_000);
            team.gather(count);
            HiddenTestPeer other = team.leader();
            boolean toSync = random.nextBoolean();
            if (toSync) {
                one.sync(team.generation(), List.of());
            } else {
                team.shareOut();
                one.say(random, "sticky", "range");
                one.join();
            }
            HiddenTestPeer late = team.newPeer();
            lesson.step(
                    "group %s of 40: %s waits %s, session %s ms",
                    i + 1, one, toSync ? "to sync" : "to join", one.sessionMs);
            team.shard.advance(random.nextInt(200_000, 1_000_000));
            lesson.expect("whether it is a member", true, team.memberIds().contains(one.id));
            if (toSync) {
                other.sync(team.generation(), team.anyShares());
                lesson.expect(
                        "what it is told at last",
                        ErrorCode.NONE,
                        Objects.requireNonNull(one.synced()).error());
                team.shard.advance(one.sessionMs - 1);
                lesson.expect("the state before its session ends", "Stable", team.state());
                team.shard.advance(1);
                lesson.expect("whether it is a member", false, team.memberIds().contains(one.id));
                lesson.expect("the state as it has ended", "PreparingRebalance", team.state());
            } else {
                newcomer(lesson, team, late, one);
            }
        }
    }

    /** A new member waits with one that is known: five minutes. */
    private static void newcomer(
            Lesson lesson, HiddenTestTeam team, HiddenTestPeer late, HiddenTestPeer one) {
        late.rebalanceMs = 1_500_000;
        late.sessionMs = 1_000;
        late.join();
        int members = team.memberIds().size();
        team.shard.advance(5 * 60_000 - 1);
        lesson.expect("the members before five minutes are over", members, team.memberIds().size());
        lesson.expect("whether the new one waits", true, late.joined() == null);
        team.shard.advance(1);
        lesson.expect("the members as they are over", members - 1, team.memberIds().size());
        lesson.expect(
                "what the new one is told",
                ErrorCode.UNKNOWN_MEMBER_ID,
                Objects.requireNonNull(late.joined()).error());
        lesson.expect("whether the other is a member", true, team.memberIds().contains(one.id));
    }

    @Claim(
            value = "Whoever dies while others wait for it, they go on without it, at once",
            rules = {"R4.3-c", "R4.3-d", "R4.3-e"})
    void othersGoOnWithoutTheDead(Lesson lesson) {
        SplittableRandom random = lesson.random("deaths");
        for (int i = 0; i < 60; i++) {
            HiddenTestTeam team =
                    new HiddenTestTeam(lesson, random, HiddenTestShard.classic(0, 99));
            int count = random.nextInt(2, 7);
            while (team.peers.size() < count) {
                HiddenTestPeer peer = team.newPeer();
                peer.sessionMs = random.nextInt(1_000, 60_000);
                peer.rebalanceMs = 1_000_000;
            }
            team.stable(count);
            long startMs = team.shard.nowMs();
            boolean pending = random.nextBoolean();
            long lastMs = 0;
            if (pending) {
                HiddenTestPeer stranger = new HiddenTestPeer(team.shard, random);
                stranger.idRequired = true;
                stranger.sessionMs = random.nextInt(1_000, 90_000);
                lastMs = stranger.sessionMs;
                team.shard.get(JoinGroup.Response.class, stranger.joinRequest());
            }
            HiddenTestPeer leader = team.leader();
            leader.join();
            int dead = 0;
            for (HiddenTestPeer peer : team.peers) {
                if (peer != leader && random.nextInt(3) > 0) {
                    peer.join();
                } else if (peer != leader) {
                    dead++;
                    lastMs = Math.max(lastMs, peer.sessionMs);
                }
            }
            lesson.step(
                    "group %s of 60: %s of %s do not come%s; the last is given up after %s ms",
                    i + 1, dead, count, pending ? ", nor does one with an id" : "", lastMs);
            if (lastMs > 0) {
                team.shard.advanceTo(startMs + lastMs - 1);
                lesson.expect("the state before that", "PreparingRebalance", team.state());
                team.shard.advance(1);
            }
            lesson.expect("the state then", "CompletingRebalance", team.state());
            lesson.expect("how many are left", count - dead, team.memberIds().size());
            lesson.expect("the generation", 2, leader.told().generation());
            strangersInTheDelay(lesson, random);
        }
    }

    /** An empty group's delay goes on: who has an id and does not come is given up all the same. */
    private static void strangersInTheDelay(Lesson lesson, SplittableRandom random) {
        HiddenTestTeam team =
                new HiddenTestTeam(lesson, random, HiddenTestShard.classic(9_000, 99));
        HiddenTestPeer first = team.newPeer();
        first.join();
        HiddenTestPeer stranger = new HiddenTestPeer(team.shard, random);
        stranger.idRequired = true;
        stranger.sessionMs = random.nextInt(10, 9_000);
        team.shard.get(JoinGroup.Response.class, stranger.joinRequest());
        lesson.now("one has joined; one with an id does not come in %s ms", stranger.sessionMs);
        team.shard.advance(stranger.sessionMs - 1);
        lesson.expect("the state before that", "PreparingRebalance", team.state());
        team.shard.advance(1);
        lesson.expect("the state then", "CompletingRebalance", team.state());
    }

    @Claim(
            value = "Who does not ask for its assignment in time is out, and the others rebalance",
            rules = {"R4.3-e", "R4.3-f", "R4.2-b", "R4-b", "R4-c"})
    void whoDoesNotSyncIsOut(Lesson lesson) {
        SplittableRandom random = lesson.random("syncs");
        for (int i = 0; i < 60; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            int count = random.nextInt(2, 7);
            int longestMs = 0;
            while (team.peers.size() < count) {
                HiddenTestPeer peer = team.newPeer();
                peer.rebalanceMs = random.nextInt(1_000, 100_000);
                longestMs = Math.max(longestMs, peer.rebalanceMs);
            }
            team.gather(count);
            HiddenTestPeer leader = team.leader();
            boolean shared = random.nextBoolean();
            List<HiddenTestPeer> asked =
                    team.peers.stream().filter(p -> p != leader && random.nextBoolean()).toList();
            asked.forEach(peer -> peer.sync(team.generation(), List.of()));
            if (shared) {
                leader.sync(team.generation(), team.anyShares());
            }
            int asking = asked.size() + (shared ? 1 : 0);
            lesson.step(
                    "group %s of 60: %s of %s ask in %s ms%s",
                    i + 1, asking, count, longestMs, shared ? ", the leader among them" : "");
            team.shard.advance(longestMs - 1);
            lesson.expect(
                    "the state before that",
                    shared ? "Stable" : "CompletingRebalance",
                    team.state());
            team.shard.advance(1);
            String right =
                    asking == count ? "Stable" : asking == 0 ? "Empty" : "PreparingRebalance";
            lesson.expect("the state then", right, team.state());
            lesson.expect("how many members are left", asking, team.memberIds().size());
            for (HiddenTestPeer peer : asked) {
                lesson.expect(
                        "what " + peer + " is told",
                        shared ? ErrorCode.NONE : ErrorCode.REBALANCE_IN_PROGRESS,
                        Objects.requireNonNull(peer.synced()).error());
            }
        }
    }

    @Claim(
            value = "Clients fall silent and wake up at any time: the awake end in one generation",
            rules = {"R4.3-a", "R4.3-b", "R4.3-c", "R4.3-d", "R4.3-e", "R4.3-f", "R4-b"})
    void theAwakeEndInOneGeneration(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        HiddenTestCrowd.Options options = new HiddenTestCrowd.Options(true, true, false);
        for (int i = 0; i < 50; i++) {
            int count = random.nextInt(1, 9);
            lesson.step("history %s of 50: %s clients", i + 1, count);
            HiddenTestCrowd crowd = new HiddenTestCrowd(lesson, random.split(), options, count);
            crowd.telling(
                    () -> {
                        for (int event = 0; event < 150; event++) {
                            crowd.event();
                        }
                        crowd.calmDown();
                    });
        }
    }
}
