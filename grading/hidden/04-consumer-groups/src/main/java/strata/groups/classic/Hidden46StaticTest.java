package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.Answer;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.6", concept = "static members", code = "GRP-406")
final class Hidden46StaticTest {
    /** Some static members, with sessions that end while the test looks at them. */
    private static HiddenTestTeam team(Lesson lesson, SplittableRandom random, int count) {
        HiddenTestTeam team = new HiddenTestTeam(lesson, random);
        while (team.peers.size() < count) {
            HiddenTestPeer peer = team.newPeer();
            boolean named = team.peers.size() == 1 || random.nextBoolean();
            peer.instanceId = named ? "cook-" + random.nextInt(1_000_000) : null;
        }
        java.util.Collections.rotate(team.peers, random.nextInt(count));
        return team;
    }

    private static HiddenTestPeer anyStatic(HiddenTestTeam team) {
        List<HiddenTestPeer> named =
                team.peers.stream().filter(peer -> peer.instanceId != null).toList();
        return named.get(team.random.nextInt(named.size()));
    }

    private static HiddenTestPeer successorOf(HiddenTestTeam team, HiddenTestPeer former) {
        HiddenTestPeer successor = new HiddenTestPeer(team.shard, team.random);
        successor.instanceId = former.instanceId;
        successor.sessionMs = team.random.nextInt(1_000, 100_000);
        successor.skip = team.random.nextBoolean();
        return successor;
    }

    @Claim(
            value = "Who comes back to a stable group goes on, and nobody else hears of it",
            rules = {"R4.6-a", "R4.6-c", "R4.6-e", "R4.5-c", "R4-a", "R4-b"})
    void whoComesBackGoesOn(Lesson lesson) {
        SplittableRandom random = lesson.random("restarts");
        for (int i = 0; i < 80; i++) {
            int count = random.nextInt(1, 6);
            HiddenTestTeam team = team(lesson, random, count);
            team.stable(count);
            HiddenTestPeer former = anyStatic(team);
            HiddenTestPeer leader = team.leader();
            HiddenTestPeer successor = successorOf(team, former);
            lesson.step(
                    "group %s of 80, %s members: %s comes back, %s%s",
                    i + 1,
                    count,
                    former,
                    former == leader ? "its leader" : "a follower",
                    successor.skip ? ", and understands skip" : "");
            int generation = team.generation();
            boolean refused = random.nextInt(4) == 0;
            Decision<GroupRecord, List<Answer>> decision =
                    team.shard.decideOnly(successor.joinRequest());
            successor.joinWaiter = team.shard.lastWaiter();
            lesson.expectThat(
                    team.memberIds().contains(former.id),
                    "the members before the record is there",
                    "with " + former.id,
                    team.memberIds().toString());
            lesson.expect("how many are answered", 1, decision.response().size());
            if (refused) {
                lesson.now("that cannot be stored");
                team.shard.refused(decision, ErrorCode.NOT_ENOUGH_REPLICAS);
                team.shard.advance(successor.sessionMs + 1);
                lesson.expect("its heartbeat", ErrorCode.NONE, former.heartbeat(generation));
                lesson.expect("the state", "Stable", team.state());
                continue;
            }
            team.shard.applied(decision);
            successor.learnId();
            checkTold(lesson, team, former, successor, leader);
            team.peers.set(team.peers.indexOf(former), successor);
            checkStored(lesson, team, former, successor, leader);
            lesson.expect("the state", "Stable", team.state());
            lesson.expect("the generation", generation, team.generation());
            for (HiddenTestPeer peer : team.peers) {
                lesson.expect("the heart of " + peer, ErrorCode.NONE, peer.heartbeat(generation));
            }
            lesson.expect(
                    "the former one's", ErrorCode.FENCED_INSTANCE_ID, former.heartbeat(generation));
            successor.sync(generation, List.of());
            lesson.expect(
                    "what it has",
                    team.given.getOrDefault(former.id, ClassicMember.NO_BYTES),
                    Objects.requireNonNull(successor.synced()).assignment());
        }
    }

    private static void checkTold(
            Lesson lesson,
            HiddenTestTeam team,
            HiddenTestPeer former,
            HiddenTestPeer successor,
            HiddenTestPeer leader) {
        JoinGroup.Response told = successor.told();
        boolean skips = former == leader && successor.skip;
        lesson.expect("what it is told", ErrorCode.NONE, told.error());
        lesson.expectThat(
                !told.memberId().equals(former.id), "its id", "a new one", told.memberId());
        lesson.expect("its generation", team.generation(), told.generation());
        lesson.expect("its protocol", "sticky", told.protocol());
        lesson.expect("skip", skips, told.skipAssignment());
        lesson.expect("the leader", skips ? told.memberId() : leader.id, told.leader());
        List<JoinGroup.Member> says = new ArrayList<>();
        for (HiddenTestPeer peer : skips ? team.peers : List.<HiddenTestPeer>of()) {
            HiddenTestPeer now = peer == former ? successor : peer;
            says.add(new JoinGroup.Member(now.id, now.instanceId, now.protocols.get(0).metadata()));
        }
        lesson.expect("what members say", says, told.members());
    }

    private static void checkStored(
            Lesson lesson,
            HiddenTestTeam team,
            HiddenTestPeer former,
            HiddenTestPeer successor,
            HiddenTestPeer leader) {
        GroupRecord last = team.shard.log().get(team.shard.log().size() - 1);
        GroupValue.ClassicGroup stored = (GroupValue.ClassicGroup) last.value();
        lesson.expect(
                "the members that are stored",
                team.peers.stream().map(peer -> peer.id).toList(),
                Objects.requireNonNull(stored).members().stream()
                        .map(GroupValue.ClassicMember::memberId)
                        .toList());
        lesson.expect(
                "the leader that is stored",
                former == leader ? successor.id : leader.id,
                stored.leader());
    }

    @Claim(
            value = "Who comes back while others wait, or with another vote, fences and rebalances",
            rules = {"R4.6-c", "R4.6-d", "R4-b"})
    void whoComesBackAtAnotherTimeRebalances(Lesson lesson) {
        SplittableRandom random = lesson.random("restarts");
        for (int i = 0; i < 90; i++) {
            int count = random.nextInt(1, 6);
            HiddenTestTeam team = team(lesson, random, count);
            team.gather(count);
            HiddenTestPeer former = anyStatic(team);
            int phase = i % 3;
            if (phase > 0) {
                team.shareOut();
            } else {
                team.peers.stream()
                        .filter(peer -> peer != team.leader())
                        .forEach(peer -> peer.sync(team.generation(), List.of()));
            }
            if (phase == 1) {
                team.leader().join();
                former.join();
            }
            HiddenTestPeer successor = successorOf(team, former);
            if (phase == 2) {
                successor.say(random, "range", "sticky");
            }
            lesson.step("group %s of 90, %s, %s members: %s", i + 1, team.state(), count, former);
            int generation = team.generation();
            String before = team.state();
            List<List<String>> votes = new ArrayList<>();
            for (HiddenTestPeer peer : team.peers) {
                HiddenTestPeer now = peer == former ? successor : peer;
                votes.add(now.protocols.stream().map(JoinGroup.Protocol::name).toList());
            }
            successor.join();
            team.peers.set(team.peers.indexOf(former), successor);
            boolean goesOn = phase == 2 && Hidden42VotesTest.chosen(votes).equals("sticky");
            if (goesOn) {
                lesson.expect("the state, as the vote is the same", before, team.state());
                continue;
            }
            lesson.expect(
                    "whether the former is a member", false, team.memberIds().contains(former.id));
            expectFenced(lesson, former, phase, before);
            for (HiddenTestPeer peer : team.peers) {
                if (peer != successor) {
                    peer.join();
                }
            }
            team.awaitGeneration();
            successor.learnId();
            lesson.expect("the state as all have joined", "CompletingRebalance", team.state());
            lesson.expectThat(
                    team.generation() > generation,
                    "the generation",
                    "later than " + generation,
                    String.valueOf(team.generation()));
            lesson.expect(
                    "its members",
                    team.peers.stream().map(peer -> peer.id).sorted().toList(),
                    team.memberIds());
        }
    }

    /** Whoever waited under the former's id is told. */
    private static void expectFenced(
            Lesson lesson, HiddenTestPeer former, int phase, String before) {
        if (phase == 1 && before.equals("PreparingRebalance")) {
            JoinGroup.Response told = former.joined();
            lesson.expect(
                    "what the former's JoinGroup is told",
                    ErrorCode.FENCED_INSTANCE_ID,
                    told == null ? null : told.error());
        }
        if (phase == 0 && former.syncWaiter > 0) {
            SyncGroup.Response told = former.synced();
            lesson.expect(
                    "what the former's SyncGroup is told",
                    ErrorCode.FENCED_INSTANCE_ID,
                    told == null ? null : told.error());
        }
    }

    @Claim(
            value =
                    "Whose an instance id is decides who may speak with it, and who is made to"
                            + " leave",
            rules = {"R4.6-a", "R4.6-b"})
    void whoseAnInstanceIdIs(Lesson lesson) {
        SplittableRandom random = lesson.random("requests");
        for (int i = 0; i < 60; i++) {
            int count = random.nextInt(2, 6);
            HiddenTestTeam team = team(lesson, random, count);
            team.stable(count);
            HiddenTestPeer owner = anyStatic(team);
            HiddenTestPeer other = team.peers.get((team.peers.indexOf(owner) + 1) % count);
            int generation = team.generation();
            String nobodys = "nobody-" + random.nextInt(1_000);
            lesson.step("group %s of 60: %s, and another is %s", i + 1, owner, other);
            expectAll(lesson, team, owner.id, owner.instanceId, ErrorCode.NONE);
            expectAll(lesson, team, other.id, owner.instanceId, ErrorCode.FENCED_INSTANCE_ID);
            expectAll(lesson, team, "m", owner.instanceId, ErrorCode.FENCED_INSTANCE_ID);
            expectAll(lesson, team, owner.id, nobodys, ErrorCode.UNKNOWN_MEMBER_ID);
            lesson.expect("the generation after all that", generation, team.generation());
            lesson.expect(
                    "who leaves by a name that is nobody's",
                    ErrorCode.UNKNOWN_MEMBER_ID,
                    leave(team, "", nobodys));
            lesson.expect(
                    "who leaves by another's name",
                    ErrorCode.FENCED_INSTANCE_ID,
                    leave(team, other.id, owner.instanceId));
            lesson.expect("the state", "Stable", team.state());
            lesson.expect(
                    "the one an operator sends home",
                    ErrorCode.NONE,
                    leave(team, "", owner.instanceId));
            lesson.expect("whether it is a member", false, team.memberIds().contains(owner.id));
            lesson.expect("the state then", "PreparingRebalance", team.state());
            lesson.expect(
                    "once more", ErrorCode.UNKNOWN_MEMBER_ID, leave(team, "", owner.instanceId));
        }
    }

    private static ErrorCode leave(
            HiddenTestTeam team, String id, @strata.kernel.Nullable String instanceId) {
        LeaveGroup.Member leaving = new LeaveGroup.Member(id, instanceId, null);
        return team.shard
                .get(
                        LeaveGroup.Response.class,
                        new LeaveGroup.Request(HiddenTestPeer.GROUP, List.of(leaving)))
                .members()
                .get(0)
                .error();
    }

    private static void expectAll(
            Lesson lesson,
            HiddenTestTeam team,
            String id,
            @strata.kernel.Nullable String instanceId,
            ErrorCode right) {
        lesson.now("who says it is %s, %s", id, String.valueOf(instanceId));
        lesson.expect(
                "its heartbeat",
                right,
                team.shard
                        .get(
                                Heartbeat.Response.class,
                                new Heartbeat.Request(
                                        HiddenTestPeer.GROUP, team.generation(), id, instanceId))
                        .error());
        lesson.expect(
                "its SyncGroup",
                right,
                team.shard
                        .get(
                                SyncGroup.Response.class,
                                new SyncGroup.Request(
                                        HiddenTestPeer.GROUP,
                                        team.generation(),
                                        id,
                                        instanceId,
                                        null,
                                        null,
                                        List.of()))
                        .error());
        HiddenTestPeer joins = new HiddenTestPeer(team.shard, team.random);
        joins.id = id;
        joins.instanceId = instanceId;
        if (right != ErrorCode.NONE) {
            joins.join();
            lesson.expect("its JoinGroup", right, joins.told().error());
        }
    }

    @Claim(
            value =
                    "Static members are started anew at any time: the younger one stays, and all"
                            + " end in one generation",
            rules = {"R4.6-a", "R4.6-c", "R4.6-d", "R4.6-e", "R4-b"})
    void theYoungerOneStays(Lesson lesson) {
        SplittableRandom random = lesson.random("histories");
        HiddenTestCrowd.Options options = new HiddenTestCrowd.Options(true, true, true);
        for (int i = 0; i < 40; i++) {
            int count = random.nextInt(2, 7);
            lesson.step("history %s of 40: %s clients", i + 1, count);
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
