package strata.groups.classic;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupView;
import strata.kernel.request.OffsetCommit;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "4.8", concept = "zombies and fencing", code = "GRP-408")
final class Hidden48CommitTest {
    @Claim(
            value =
                    "Whoever commits, in whatever generation and state, is let in or kept out as"
                            + " the rules say; who is let in is heard of",
            rules = {"R4.8-a", "R4.8-b", "R4-c"})
    void whoMayCommitWhen(Lesson lesson) {
        aCommitIsASignOfLife(lesson);
        SplittableRandom random = lesson.random("commits");
        for (int i = 0; i < 100; i++) {
            HiddenTestTeam team = inSomeState(lesson, random, i % 4);
            GroupView view = team.shard.view(HiddenTestPeer.GROUP);
            lesson.step("group %s of 100: %s", i + 1, view);
            for (int more = 0; more < 12; more++) {
                HiddenTestPeer one = team.any();
                String id = List.of(one.id, one.id, "", "nobody").get(random.nextInt(4));
                String instance =
                        random.nextInt(3) > 0
                                ? null
                                : random.nextBoolean() ? one.instanceId : "nobody's";
                int generation =
                        random.nextBoolean()
                                ? view.epoch()
                                : view.epoch() + random.nextInt(-view.epoch() - 1, 2);
                lesson.now(
                        "%s: member %s, instance %s, generation %s",
                        view.state(), id, String.valueOf(instance), generation);
                lesson.expect(
                        "what it is told",
                        right(view, id, instance, generation),
                        commit(team, id, instance, generation));
            }
        }
    }

    /** Empty, joining, waiting for what the leader shares out, or stable. */
    private static HiddenTestTeam inSomeState(Lesson lesson, SplittableRandom random, int state) {
        HiddenTestTeam team = new HiddenTestTeam(lesson, random);
        team.shard.topics().create("orders", 3);
        int count = random.nextInt(2, 5);
        while (team.peers.size() < count) {
            HiddenTestPeer peer = team.newPeer();
            peer.instanceId = random.nextBoolean() ? "cook-" + team.peers.size() : null;
        }
        team.gather(count);
        if (state != 1) {
            team.shareOut();
        }
        if (state == 2) {
            team.leader().join();
        } else if (state == 3) {
            team.peers.forEach(HiddenTestPeer::leave);
        }
        return team;
    }

    private static ErrorCode right(
            GroupView view, String id, @Nullable String instance, int generation) {
        boolean empty = view.members().isEmpty();
        if (generation < 0 && empty) {
            return ErrorCode.NONE;
        }
        if (generation < 0 && id.isEmpty() && instance == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        String owner = null;
        boolean known = false;
        for (GroupView.MemberView member : view.members()) {
            owner =
                    instance != null && instance.equals(member.instanceId())
                            ? member.memberId()
                            : owner;
            known |= member.memberId().equals(id);
        }
        if (instance != null && owner == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        if (instance != null && !Objects.requireNonNull(owner).equals(id)) {
            return ErrorCode.FENCED_INSTANCE_ID;
        }
        if (!known) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        if (generation != view.epoch()) {
            return ErrorCode.ILLEGAL_GENERATION;
        }
        return view.state().equals("CompletingRebalance")
                ? ErrorCode.REBALANCE_IN_PROGRESS
                : ErrorCode.NONE;
    }

    private static ErrorCode commit(
            HiddenTestTeam team, String id, @Nullable String instance, int generation) {
        OffsetCommit.Partition partition = new OffsetCommit.Partition(1, 7L, -1, "");
        OffsetCommit.Topic topic =
                new OffsetCommit.Topic(TopicRef.named("orders"), List.of(partition));
        return team.shard
                .get(
                        OffsetCommit.Response.class,
                        new OffsetCommit.Request(
                                HiddenTestPeer.GROUP,
                                generation,
                                id,
                                instance,
                                -1L,
                                true,
                                List.of(topic)))
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    /** A commit that is let in keeps its member in, while the group is stable or joining. */
    private static void aCommitIsASignOfLife(Lesson lesson) {
        SplittableRandom random = lesson.random("signs");
        for (int i = 0; i < 60; i++) {
            HiddenTestTeam team = new HiddenTestTeam(lesson, random);
            team.shard.topics().create("orders", 3);
            int count = random.nextInt(2, 5);
            while (team.peers.size() < count) {
                HiddenTestPeer peer = team.newPeer();
                peer.rebalanceMs = 1_000_000;
            }
            HiddenTestPeer one = team.peers.get(1 + random.nextInt(count - 1));
            one.sessionMs = random.nextInt(1_000, 60_000);
            team.gather(count);
            int state = i % 3;
            if (state > 0) {
                team.shareOut();
            }
            if (state == 2) {
                team.leader().join();
            }
            int generation = team.generation();
            long endMs = team.shard.nowMs() + one.sessionMs;
            team.shard.advance(random.nextInt(one.sessionMs));
            boolean right = random.nextInt(3) > 0;
            lesson.step(
                    "group %s of 60, %s: a commit %s ms before its session ends, generation %s",
                    i + 1, team.state(), endMs - team.shard.nowMs(), right ? "its own" : "another");
            commit(team, one.id, null, right ? generation : generation + 1);
            commit(team, "nobody", null, generation);
            if (right && state > 0) {
                endMs = team.shard.nowMs() + one.sessionMs;
            }
            team.shard.advanceTo(endMs - 1);
            lesson.expect("whether it is a member before", true, team.memberIds().contains(one.id));
            team.shard.advance(1);
            lesson.expect("whether it is one then", false, team.memberIds().contains(one.id));
        }
    }
}
