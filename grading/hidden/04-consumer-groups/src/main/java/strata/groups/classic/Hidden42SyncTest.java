package strata.groups.classic;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class Hidden42SyncTest {
    @Claim(
            value = "Who joins again is told the generation, or makes the group rebalance",
            rules = {"R4.2-b", "R4.2-j", "R4.2-k", "R4.2-l", "R4.2-m"})
    void whoJoinsAgainIsToldOrRebalances(Lesson lesson) {
        SplittableRandom random = lesson.random("joins");
        for (int i = 0; i < 120; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            int count = random.nextInt(2, 6);
            boolean stable = random.nextBoolean();
            team.gather(count);
            if (stable) {
                team.shareOut();
            }
            HiddenTestPeer one = random.nextInt(3) == 0 ? team.leader() : team.any();
            boolean leads = one == team.leader();
            boolean other = random.nextInt(3) == 0;
            if (other) {
                one.say(random, "sticky", "range");
            }
            HiddenTestPeer asks = team.follower();
            boolean waits = !stable && asks != one;
            if (waits) {
                asks.sync(team.generation(), List.of());
            }
            lesson.step(
                    "group %s of 120, %s, %s members: %s joins again%s%s",
                    i + 1,
                    team.state(),
                    count,
                    leads ? "its leader" : "a follower",
                    other ? " with other words" : "",
                    waits ? ", one waits to sync" : "");
            int generation = team.generation();
            one.join();
            boolean rebalances = other || (stable && leads);
            lesson.expect(
                    "the state",
                    rebalances ? "PreparingRebalance" : stable ? "Stable" : "CompletingRebalance",
                    team.state());
            lesson.expect("whether it waits", rebalances, one.joined() == null);
            if (!rebalances) {
                JoinGroup.Response told = one.told();
                lesson.expect("the generation", generation, told.generation());
                lesson.expect("its leader", team.leader().id, told.leader());
                lesson.expect("of how many it hears", leads ? count : 0, told.members().size());
            }
            if (waits) {
                lesson.expect(
                        "what the one is told that waits to sync",
                        rebalances ? ErrorCode.REBALANCE_IN_PROGRESS : null,
                        asks.synced() == null ? null : asks.synced().error());
            }
            strangers(lesson, team, random);
        }
    }

    /** Who was given an id may join with it, unless it is static; nobody's id is unknown. */
    private static void strangers(Lesson lesson, HiddenTestTeam team, SplittableRandom random) {
        HiddenTestPeer stranger = team.newPeer();
        stranger.id = "nobody-" + random.nextInt(1_000);
        stranger.join();
        lesson.expect("a stranger", ErrorCode.UNKNOWN_MEMBER_ID, stranger.told().error());
        stranger.id = "";
        stranger.idRequired = true;
        JoinGroup.Response told = team.shard.get(JoinGroup.Response.class, stranger.joinRequest());
        lesson.expect("one who is new", ErrorCode.MEMBER_ID_REQUIRED, told.error());
        stranger.id = told.memberId();
        if (random.nextBoolean()) {
            stranger.instanceId = "static";
            stranger.join();
            lesson.expect(
                    "one with an id and a name",
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    stranger.told().error());
            stranger.instanceId = null;
        }
        stranger.join();
        lesson.expect("whether the new one waits", true, stranger.joined() == null);
        lesson.expectThat(
                team.memberIds().contains(stranger.id),
                "the members",
                "with the new one",
                team.memberIds().toString());
    }

    @Claim(
            value = "What the leader gave is stored in one record, and told to all who wait",
            rules = {"R4.2-i", "R4.2-n", "R4.2-o", "R4-a", "R4-b"})
    void whatTheLeaderGaveIsStored(Lesson lesson) {
        SplittableRandom random = lesson.random("shares");
        for (int i = 0; i < 80; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            team.gather(random.nextInt(1, 7));
            if (random.nextBoolean()) {
                // Whoever is given nothing now had something before.
                team.shareOut();
                HiddenTestPeer first = team.leader();
                first.join();
                team.peers.stream().filter(p -> p != first).forEach(HiddenTestPeer::join);
                team.awaitGeneration();
            }
            HiddenTestPeer leader = team.leader();
            List<HiddenTestPeer> early =
                    team.peers.stream().filter(p -> p != leader && random.nextBoolean()).toList();
            lesson.step(
                    "group %s of 80: %s members, %s wait when the leader shares out",
                    i + 1, team.peers.size(), early.size());
            early.forEach(peer -> peer.sync(team.generation(), List.of()));
            int stored = team.shard.log().size();
            SyncGroup.Request shares = leader.syncRequest(team.generation(), team.anyShares());
            Decision<GroupRecord, List<Answer>> decision = team.shard.decideOnly(shares);
            leader.syncWaiter = team.shard.lastWaiter();
            lesson.expect(
                    "the state before the record is there", "CompletingRebalance", team.state());
            lesson.expect("how many are answered", early.size() + 1, decision.response().size());
            team.shard.applied(decision);
            lesson.expect("the state", "Stable", team.state());
            checkRecord(lesson, team, team.shard.logFrom(stored));
            for (HiddenTestPeer peer : team.peers) {
                if (peer != leader && (!early.contains(peer) || random.nextInt(3) == 0)) {
                    peer.sync(team.generation(), List.of());
                }
            }
            for (HiddenTestPeer peer : team.peers) {
                lesson.now("what %s has", peer);
                SyncGroup.Response told = Objects.requireNonNull(peer.synced());
                lesson.expect("what it is told", ErrorCode.NONE, told.error());
                lesson.expect("what it has", share(team, peer), told.assignment());
            }
            lesson.expect("records stored in all", stored + 1, team.shard.log().size());
        }
    }

    private static ByteBuffer share(HiddenTestTeam team, HiddenTestPeer peer) {
        return team.given.getOrDefault(peer.id, ByteBuffer.allocate(0));
    }

    private static void checkRecord(Lesson lesson, HiddenTestTeam team, List<GroupRecord> records) {
        lesson.expect("how many records are stored", 1, records.size());
        lesson.expect(
                "the key", new GroupKey.ClassicGroup(HiddenTestPeer.GROUP), records.get(0).key());
        GroupValue.ClassicGroup value = (GroupValue.ClassicGroup) records.get(0).value();
        lesson.expect(
                "the generation", team.generation(), Objects.requireNonNull(value).generation());
        lesson.expect("the leader", team.leader().id, value.leader());
        lesson.expect(
                "the members, in the order in which they came",
                team.peers.stream().map(peer -> peer.id).toList(),
                value.members().stream().map(GroupValue.ClassicMember::memberId).toList());
        for (GroupValue.ClassicMember member : value.members()) {
            HiddenTestPeer peer = team.byId(member.memberId());
            lesson.expect("what is stored of " + peer, share(team, peer), member.assignment());
        }
    }

    @Claim(
            value = "SyncGroup: who is refused, who waits, who is told to join again",
            rules = {"R4.2-b", "R4.2-f", "R4.2-n", "R4.2-o"})
    void whoMayAskForItsAssignment(Lesson lesson) {
        SplittableRandom random = lesson.random("syncs");
        for (int i = 0; i < 80; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            team.gather(random.nextInt(2, 6));
            int phase = random.nextInt(3);
            HiddenTestPeer one = team.follower();
            if (phase == 1) {
                team.shareOut();
            } else if (phase == 2) {
                team.leader().say(random, "sticky");
                team.leader().join();
            }
            lesson.step("group %s of 80, %s", i + 1, team.state());
            int generation = team.generation();
            int wrong = generation + (random.nextBoolean() ? 1 : -1);
            expectSync(lesson, one, wrong, null, ErrorCode.ILLEGAL_GENERATION);
            expectSync(lesson, one, generation, "kites", ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
            String id = one.id;
            one.id = "nobody";
            expectSync(lesson, one, generation, null, ErrorCode.UNKNOWN_MEMBER_ID);
            one.id = id;
            one.sync(generation, List.of());
            SyncGroup.Response told = one.synced();
            if (phase == 0) {
                lesson.expect("whether it waits for the leader", true, told == null);
                long first = one.syncWaiter;
                one.sync(generation, List.of());
                SyncGroup.Response former = (SyncGroup.Response) team.shard.answer(first);
                lesson.expect(
                        "what its former request is told",
                        ErrorCode.REBALANCE_IN_PROGRESS,
                        former == null ? null : former.error());
            } else {
                lesson.expect(
                        "what it is told",
                        phase == 1 ? ErrorCode.NONE : ErrorCode.REBALANCE_IN_PROGRESS,
                        Objects.requireNonNull(told).error());
            }
            everybodyLeaves(lesson, team);
        }
    }

    private static void expectSync(
            Lesson lesson,
            HiddenTestPeer one,
            int generation,
            @Nullable String type,
            ErrorCode right) {
        SyncGroup.Request plain = one.syncRequest(generation, List.of());
        SyncGroup.Request request =
                new SyncGroup.Request(
                        plain.groupId(), generation, one.id, null, type, null, List.of());
        lesson.expect(
                "member " + one.id + ", generation " + generation + ", type " + type,
                right,
                one.shard.get(SyncGroup.Response.class, request).error());
    }

    private static void everybodyLeaves(Lesson lesson, HiddenTestTeam team) {
        int generation = team.generation();
        for (HiddenTestPeer peer : List.copyOf(team.peers)) {
            lesson.expect("what " + peer + " is told that leaves", ErrorCode.NONE, peer.leave());
        }
        GroupRecord last = team.shard.log().get(team.shard.log().size() - 1);
        GroupValue.ClassicGroup value = (GroupValue.ClassicGroup) last.value();
        lesson.expect("the state", "Empty", team.state());
        lesson.expect(
                "the members that are stored", List.of(), Objects.requireNonNull(value).members());
        lesson.expectThat(
                value.generation() > generation && value.generation() == team.generation(),
                "the generation that is stored",
                "later than " + generation,
                String.valueOf(value.generation()));
        lesson.expect("how many still wait", 0, team.shard.waitingCount());
    }
}
