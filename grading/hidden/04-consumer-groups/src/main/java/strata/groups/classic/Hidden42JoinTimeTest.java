package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.groups.HiddenTestShard;
import strata.kernel.ErrorCode;
import strata.kernel.request.JoinGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.2", concept = "the group's states", code = "GRP-402")
final class Hidden42JoinTimeTest {
    @Claim(
            value = "An empty group waits on while members come, as long as the rules say",
            rules = {"R4.2-c", "R4.2-d", "R4.2-h"})
    void anEmptyGroupWaitsForMore(Lesson lesson) {
        SplittableRandom random = lesson.random("arrivals");
        for (int i = 0; i < 80; i++) {
            int delayMs = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 5_000);
            int timeoutMs = random.nextInt(1, 20_000);
            HiddenTestTeam team =
                    new HiddenTestTeam(lesson, random, HiddenTestShard.classic(delayMs, 1_000));
            lesson.step("group %s of 80: delay %s ms, timeout %s ms", i + 1, delayMs, timeoutMs);
            long startMs = team.shard.nowMs();
            HiddenTestPeer first = team.newPeer();
            first.rebalanceMs = timeoutMs;
            first.join();
            long dueMs = startMs + delayMs;
            long leftMs = Math.max(timeoutMs - delayMs, 0);
            long delayNowMs = delayMs;
            boolean more = true;
            while (more) {
                boolean came = arrive(team, random, dueMs);
                more = came && leftMs > 0;
                lesson.now("at %s the delay is over; came: %s", dueMs - startMs, came);
                team.shard.advanceTo(dueMs);
                if (more) {
                    long nextMs = Math.min(delayMs, leftMs);
                    leftMs = Math.max(leftMs - delayNowMs, 0);
                    delayNowMs = nextMs;
                    dueMs += nextMs;
                    lesson.expect("the state, as some came", "PreparingRebalance", team.state());
                }
            }
            lesson.expect("the state, as nobody came", "CompletingRebalance", team.state());
            lesson.expect("who still waits to join", List.of(), team.waitingToJoin());
            lesson.expect("the generation", 1, first.told().generation());
        }
    }

    /** Some may come before a moment; one millisecond before it nothing has begun. */
    private static boolean arrive(HiddenTestTeam team, SplittableRandom random, long dueMs) {
        long leftMs = dueMs - team.shard.nowMs();
        boolean came = leftMs > 1 && random.nextInt(3) > 0;
        if (came) {
            team.shard.advance(random.nextLong(leftMs));
            HiddenTestPeer peer = team.newPeer();
            peer.rebalanceMs = random.nextInt(1, 30_000);
            peer.idRequired = random.nextBoolean();
            peer.join();
        }
        if (dueMs > team.shard.nowMs()) {
            team.shard.advanceTo(dueMs - 1);
            team.lesson.expect("the state before that", "PreparingRebalance", team.state());
        }
        return came;
    }

    @Claim(
            value = "A generation begins when all are here, or the longest time to join is up",
            rules = {"R4.2-b", "R4.2-c", "R4.2-e", "R4.2-h", "R4-b", "R4-c"})
    void aGenerationBeginsInTime(Lesson lesson) {
        SplittableRandom random = lesson.random("rebalances");
        for (int i = 0; i < 60; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            int count = random.nextInt(2, 8);
            while (team.peers.size() < count) {
                team.newPeer().rebalanceMs = random.nextInt(1_000, 50_000);
            }
            lesson.step("group %s of 60: %s members", i + 1, count);
            team.stable(count);
            HiddenTestPeer leader = team.leader();
            leader.rebalanceMs = random.nextInt(1_000, 50_000);
            int longestMs = 0;
            for (HiddenTestPeer peer : team.peers) {
                longestMs = Math.max(longestMs, peer.rebalanceMs);
            }
            int before = team.generation();
            lesson.now("leader %s wants to rebalance; %s ms at most", leader, longestMs);
            leader.join();
            long dueMs = team.shard.nowMs() + longestMs;
            List<HiddenTestPeer> here = new ArrayList<>(List.of(leader));
            List<HiddenTestPeer> others = new ArrayList<>(team.peers);
            others.remove(leader);
            for (HiddenTestPeer peer : others) {
                if (random.nextInt(3) > 0) {
                    team.shard.advance(random.nextLong((dueMs - team.shard.nowMs()) / 2));
                    lesson.expect("the state", "PreparingRebalance", team.state());
                    peer.join();
                    here.add(peer);
                }
            }
            if (here.size() < count) {
                team.shard.advanceTo(dueMs - 1);
                lesson.expect("the state just before", "PreparingRebalance", team.state());
                team.shard.advance(1);
            }
            expectGeneration(lesson, team, here, before + 1);
        }
    }

    private static void expectGeneration(
            Lesson lesson, HiddenTestTeam team, List<HiddenTestPeer> here, int generation) {
        lesson.expect("the state", "CompletingRebalance", team.state());
        lesson.expect(
                "its members",
                here.stream().map(peer -> peer.id).sorted().toList(),
                team.memberIds());
        int leaders = 0;
        for (HiddenTestPeer peer : here) {
            lesson.expectThat(peer.joined() != null, "what " + peer + " is told", "the news", "");
            JoinGroup.Response told = peer.told();
            lesson.expect("what it is told", ErrorCode.NONE, told.error());
            lesson.expect("its generation", generation, told.generation());
            lesson.expect("its id", peer.id, told.memberId());
            boolean leads = told.leader().equals(peer.id);
            leaders += leads ? 1 : 0;
            lesson.expect(
                    "of how many members it hears", leads ? here.size() : 0, told.members().size());
            for (JoinGroup.Member member : told.members()) {
                HiddenTestPeer of = team.byId(member.memberId());
                lesson.expectThat(
                        of.protocols.contains(
                                new JoinGroup.Protocol(
                                        String.valueOf(told.protocol()), member.metadata())),
                        "what the leader hears of " + of,
                        "what it says in " + told.protocol() + ": " + of.protocols,
                        String.valueOf(member.metadata()));
            }
        }
        lesson.expect("how many of them lead", 1, leaders);
    }

    @Claim(
            value = "Static members that are away are waited for, and outlive the generation",
            rules = {"R4.2-e", "R4.2-g", "R4.2-h"})
    void staticMembersAreWaitedFor(Lesson lesson) {
        SplittableRandom random = lesson.random("restarts");
        for (int i = 0; i < 40; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            int statics = random.nextInt(1, 4);
            int dynamics = random.nextInt(1, 4);
            for (int at = 0; at < statics + dynamics; at++) {
                HiddenTestPeer peer = team.newPeer();
                peer.instanceId = at < statics ? "cook-" + random.nextInt(1_000_000) : null;
                peer.rebalanceMs = random.nextInt(1_000, 50_000);
            }
            java.util.Collections.rotate(team.peers, random.nextInt(statics + dynamics));
            lesson.step("group %s of 40: %s static, %s others", i + 1, statics, dynamics);
            team.gather(statics + dynamics);
            int generation = team.generation();
            List<HiddenTestPeer> away =
                    team.peers.stream().filter(peer -> peer.instanceId != null).toList();
            int longestMs = 0;
            for (HiddenTestPeer peer : team.peers) {
                longestMs =
                        peer.instanceId == null ? longestMs : Math.max(longestMs, peer.rebalanceMs);
            }
            HiddenTestPeer leaver =
                    team.peers.stream().filter(peer -> peer.instanceId == null).findFirst().get();
            int before = 0;
            for (HiddenTestPeer peer : team.peers) {
                before = peer == leaver ? before : Math.max(before, peer.rebalanceMs);
            }
            lesson.now("%s leaves, and nobody joins again", leaver);
            lesson.expect("what it is told", ErrorCode.NONE, leaver.leave());
            team.shard.advance(before + random.nextInt(longestMs));
            lesson.expect("the state, as nobody has joined", "PreparingRebalance", team.state());
            lesson.expect(
                    "its members",
                    away.stream().map(p -> p.id).sorted().toList(),
                    team.memberIds());
            HiddenTestPeer late = team.newPeer();
            late.rebalanceMs = 1_000;
            late.join();
            lesson.now("%s ms after that round began somebody comes", longestMs);
            lesson.expect("the state, as the others are away", "PreparingRebalance", team.state());
            team.shard.advance(longestMs);
            late.learnId();
            lesson.expect("the state, as one has joined", "CompletingRebalance", team.state());
            lesson.expect("the generation", generation + 1, late.told().generation());
            lesson.expect("its leader", late.id, late.told().leader());
            lesson.expect("of how many it hears", statics + 1, late.told().members().size());
        }
    }
}
