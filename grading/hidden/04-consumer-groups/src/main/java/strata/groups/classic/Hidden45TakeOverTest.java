package strata.groups.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.groups.HiddenTestChance;
import strata.groups.HiddenTestCompaction;
import strata.groups.HiddenTestShard;
import strata.groups.HiddenTestTopics;
import strata.groups.group.Draft;
import strata.groups.group.Groups;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Trace;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.LeaveGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.5", concept = "replay", code = "GRP-405")
final class Hidden45TakeOverTest {
    @Claim(
            value =
                    "Coordinators die at any moment: the next shows the same group, and whoever"
                            + " waited asks it; in the end all are in one generation",
            rules = {"R4.5-a", "R4.5-b", "R4.5-g", "R4-a", "R4-b"})
    void theNextCoordinatorGoesOn(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        HiddenTestCrowd.Options options = new HiddenTestCrowd.Options(true, true, false);
        for (int i = 0; i < 40; i++) {
            int count = random.nextInt(1, 7);
            lesson.step("history %s of 40: %s clients", i + 1, count);
            HiddenTestCrowd crowd = new HiddenTestCrowd(lesson, random.split(), options, count);
            SplittableRandom when = random.split();
            crowd.telling(
                    () -> {
                        for (int event = 0; event < 150; event++) {
                            crowd.event();
                            checkReplay(lesson, crowd.shard, when);
                            if (when.nextInt(30) == 0) {
                                crowd.takeOver(log -> HiddenTestCompaction.left(log, when));
                            }
                        }
                        crowd.calmDown();
                        checkReplay(lesson, crowd.shard, when);
                    });
        }
    }

    /** As far as the group is at rest. */
    private static void checkReplay(Lesson lesson, HiddenTestShard shard, SplittableRandom random) {
        List<GroupView> views = shard.coordinator().groups();
        boolean rests =
                views.stream()
                        .allMatch(v -> v.state().equals("Stable") || v.state().equals("Empty"));
        if (rests && random.nextInt(3) == 0) {
            boolean whole = random.nextBoolean();
            List<GroupRecord> left =
                    whole ? shard.log() : HiddenTestCompaction.left(shard.log(), random);
            lesson.expect(
                    "what another coordinator knows of " + (whole ? "the log" : "what is left"),
                    views,
                    shard.replayed(left).groups());
        }
    }

    @Claim(
            value = "Groups begin when the replay is over, or as they come to a live coordinator",
            rules = {"R4.5-a", "R4.5-b", "R4-c"})
    void groupsBeginWithTheirCoordinator(Lesson lesson) {
        sessionsBeginAfterTheReplay(lesson);
        aNewGroupBeginsWhileLive(lesson);
    }

    /** Who is silent from then on is out in time; too large a group rebalances. */
    private static void sessionsBeginAfterTheReplay(Lesson lesson) {
        SplittableRandom random = lesson.random("sessions");
        for (int i = 0; i < 60; i++) {
            int count = random.nextInt(1, 7);
            int maxSize = random.nextInt(1, 9);
            HiddenTestShard shard =
                    new HiddenTestShard(
                            lesson,
                            HiddenTestShard.classic(3_000, maxSize),
                            new HiddenTestTopics(random),
                            random.split());
            GroupValue.ClassicGroup stored = group(random, count);
            lesson.step("group %s of 60: %s, at most %s", i + 1, stored, maxSize);
            List<GroupRecord> log = new ArrayList<>();
            log.add(record(group(random, random.nextInt(4))));
            log.add(new GroupRecord(log.get(0).key(), random.nextBoolean() ? null : stored));
            log.add(record(stored));
            GroupCoordinator replayed = shard.replayed(log);
            lesson.expect("when something is due", Long.MAX_VALUE, replayed.nextDueMs());
            lesson.expect("the state as replayed", "Stable", replayed.groups().get(0).state());
            shard.takeOver(log);
            long startMs = shard.nowMs();
            boolean tooMany = count > maxSize;
            lesson.expect(
                    "the state then",
                    tooMany ? "PreparingRebalance" : "Stable",
                    shard.state(HiddenTestPeer.GROUP));
            HiddenTestPeer stranger = new HiddenTestPeer(shard, random);
            stranger.id = "stranger";
            stranger.heartbeat(1);
            for (int at = 0; at < count && !tooMany; at++) {
                GroupValue.ClassicMember first = firstToGo(stored, at);
                shard.advanceTo(startMs + first.sessionTimeoutMs() - 1);
                lesson.now("member %s has been silent for all but a millisecond", first.memberId());
                lesson.expect(
                        "how many there are",
                        count - at,
                        shard.view(HiddenTestPeer.GROUP).members().size());
                shard.advance(1);
                lesson.now("the session of %s is over", first.memberId());
                lesson.expect(
                        "how many there are",
                        count - at - 1,
                        shard.view(HiddenTestPeer.GROUP).members().size());
            }
        }
    }

    private static GroupValue.ClassicMember firstToGo(GroupValue.ClassicGroup stored, int at) {
        return stored.members().stream()
                .sorted((a, b) -> Integer.compare(a.sessionTimeoutMs(), b.sessionTimeoutMs()))
                .toList()
                .get(at);
    }

    private static GroupRecord record(GroupValue.ClassicGroup value) {
        return new GroupRecord(new GroupKey.ClassicGroup(HiddenTestPeer.GROUP), value);
    }

    /** A stable group; no two sessions end at the same time. */
    private static GroupValue.ClassicGroup group(SplittableRandom random, int count) {
        List<GroupValue.ClassicMember> members = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            members.add(
                    new GroupValue.ClassicMember(
                            "m" + at,
                            random.nextInt(3) == 0 ? "cook-" + at : null,
                            "c",
                            "h",
                            2_000_000,
                            1_000 + 1_000 * at + random.nextInt(999),
                            HiddenTestPeer.bytes("says " + random.nextInt(1_000)),
                            HiddenTestPeer.bytes("has " + random.nextInt(1_000))));
        }
        for (int at = members.size() - 1; at > 0; at--) {
            java.util.Collections.swap(members, at, random.nextInt(at + 1));
        }
        return new GroupValue.ClassicGroup(
                HiddenTestPeer.TYPE,
                random.nextInt(1, 1_000),
                "range",
                count == 0 ? null : members.get(random.nextInt(count)).memberId(),
                5L,
                members);
    }

    /** A group that is new to a live coordinator begins; one that downgrades rebalances, once. */
    private static void aNewGroupBeginsWhileLive(Lesson lesson) {
        SplittableRandom random = lesson.random("groups");
        for (int i = 0; i < 60; i++) {
            Groups groups = new Groups();
            ClassicProtocol classic =
                    new ClassicProtocol(
                            new GroupsSpec(
                                    new GroupSettings(
                                            new GroupSettings.Classic(10, 1_800_000, 0, 2),
                                            GroupSettings.Consumer.DEFAULT,
                                            GroupSettings.Offsets.DEFAULT),
                                    new HiddenTestTopics(random),
                                    TopicPatterns.UNSUPPORTED,
                                    new HiddenTestChance(random),
                                    Trace.NONE,
                                    PendingOffsets.NONE),
                            groups);
            long nowMs = random.nextInt(1_000_000);
            classic.loaded(nowMs);
            classic.clock(nowMs + HiddenTestShard.WALL_AHEAD_MS, nowMs);
            GroupValue.ClassicGroup stored = group(random, random.nextInt(1, 6));
            boolean downgrades = random.nextBoolean();
            lesson.step(
                    "group %s of 60: %s members%s",
                    i + 1, stored.members().size(), downgrades ? ", it downgrades" : "");
            if (downgrades) {
                classic.downgrades(HiddenTestPeer.GROUP);
            }
            classic.apply(record(stored));
            lesson.expect("the state", downgrades ? "PreparingRebalance" : "Stable", state(groups));
            long firstMs = nowMs + firstToGo(stored, 0).sessionTimeoutMs();
            lesson.expect("when a session ends first", firstMs, classic.nextDueMs());
            lesson.expect("whether it is due before", false, classic.due(firstMs - 1, new Draft()));
            lesson.expect("whether it is due then", true, classic.due(firstMs, new Draft()));
            classic.apply(new GroupRecord(new GroupKey.ClassicGroup(HiddenTestPeer.GROUP), null));
            lesson.expect("whether it is there as it is gone", 0, groups.all().size());
            classic.apply(record(stored));
            lesson.expect("the state as it is there again", "Stable", state(groups));
        }
    }

    private static String state(Groups groups) {
        return Objects.requireNonNull(groups.find(HiddenTestPeer.GROUP)).state();
    }

    @Claim(
            value = "What cannot be stored is not: the members share out anew, the empty is empty",
            rules = {"R4.5-c", "R4-b"})
    void whatIsNotStoredIsNot(Lesson lesson) {
        SplittableRandom random = lesson.random("refusals");
        for (int i = 0; i < 60; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            team.gather(random.nextInt(1, 6));
            boolean lastOne = random.nextBoolean();
            lesson.step("group %s of 60, %s members", i + 1, team.peers.size());
            int generation = team.generation();
            HiddenTestPeer leader = team.leader();
            if (lastOne) {
                team.shareOut();
                while (team.peers.size() > 1) {
                    team.peers.remove(0).leave();
                }
                refuseLast(lesson, team);
                continue;
            }
            List<HiddenTestPeer> early =
                    team.peers.stream().filter(p -> p != leader && random.nextBoolean()).toList();
            early.forEach(peer -> peer.sync(generation, List.of()));
            lesson.now("the leader shares out, %s wait, and it cannot be stored", early.size());
            Decision<GroupRecord, List<Answer>> decision =
                    team.shard.decideOnly(leader.syncRequest(generation, team.anyShares()));
            team.shard.refused(decision, ErrorCode.NOT_ENOUGH_REPLICAS);
            lesson.expect("the state", "PreparingRebalance", team.state());
            lesson.expect("how many still wait", 0, team.shard.waitingCount());
            team.joinAll();
            lesson.expect("the generation that they begin", generation + 1, team.generation());
            team.given.clear();
            team.shareOut();
            lesson.expect("the state at last", "Stable", team.state());
        }
    }

    private static void refuseLast(Lesson lesson, HiddenTestTeam team) {
        HiddenTestPeer last = team.peers.get(0);
        LeaveGroup.Request leaves =
                new LeaveGroup.Request(
                        HiddenTestPeer.GROUP, List.of(new LeaveGroup.Member(last.id, null, null)));
        lesson.now("the last one leaves, and that cannot be stored");
        int generation = team.generation();
        Decision<GroupRecord, List<Answer>> decision = team.shard.decideOnly(leaves);
        team.shard.refused(decision, ErrorCode.NOT_ENOUGH_REPLICAS);
        lesson.expect("the state", "Empty", team.state());
        lesson.expect("its members", List.of(), team.memberIds());
        lesson.expectThat(
                team.generation() > generation,
                "the generation",
                "a later one than " + generation,
                String.valueOf(team.generation()));
        team.given.clear();
        HiddenTestPeer next = team.newPeer();
        team.peers.remove(last);
        next.join();
        team.awaitGeneration();
        next.learnId();
        lesson.expect("who leads the next generation", next.id, next.told().leader());
        team.shareOut();
        ByteBuffer none = ByteBuffer.allocate(0);
        lesson.expect(
                "what it has",
                team.given.getOrDefault(next.id, none),
                Objects.requireNonNull(next.synced()).assignment());
    }
}
