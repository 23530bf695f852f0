package strata.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.6", concept = "acks and min.insync.replicas", code = "REP-306")
final class Hidden36AcksTest {
    @Claim(
            value = "Whatever the sizes and offsets, a producer is told what all in-sync have",
            rules = {"R3.6-a", "R3.6-b", "R3.6-c"})
    void aProducerIsToldWhatIsTheCase(Lesson lesson) {
        SplittableRandom random = lesson.random("offsets");
        lesson.step("all sizes of the ISR and all minima up to 7, offsets of any size");
        for (int size = 0; size <= 7; size++) {
            for (int required = 1; required <= 7; required++) {
                expectAppend(lesson, size, required);
                long end = 1 + (random.nextLong() >>> random.nextInt(2, 62));
                for (long highWatermark : new long[] {0, end - 1, end, end + 1, Long.MAX_VALUE}) {
                    Acknowledgement right =
                            size < required
                                    ? Acknowledgement.NOT_ENOUGH_REPLICAS_AFTER_APPEND
                                    : Acknowledgement.DONE;
                    right = highWatermark < end ? Acknowledgement.WAITS : right;
                    lesson.now(
                            "records that end at %s, high watermark %s, %s in sync, %s required",
                            end, highWatermark, size, required);
                    lesson.expect(
                            "the answer",
                            right,
                            AckRules.acknowledgement(end, highWatermark, size, required));
                }
            }
        }
    }

    private static void expectAppend(Lesson lesson, int size, int required) {
        for (short acks = -1; acks <= 1; acks++) {
            lesson.now("acks=%s, %s in sync, %s required", acks, size, required);
            boolean refused = acks == -1 && size < required;
            lesson.expect(
                    "may it append?",
                    refused ? ErrorCode.NOT_ENOUGH_REPLICAS : ErrorCode.NONE,
                    AckRules.mayAppend(acks, size, required));
        }
    }

    /** A leader's ISR, and what it should be. */
    private static final class World {
        final HiddenTestPartition partition;
        final NodeId leader;
        final Followers followers;
        final InSyncReplicas isr;
        // By their numbers; the leader is in both.
        Set<Integer> confirmed = new TreeSet<>();
        Set<Integer> maximal = new TreeSet<>();
        int partitionEpoch = 7;

        World(int count, SplittableRandom random) {
            partition = HiddenTestPartition.drawn(count, random);
            leader = partition.replicas.get(random.nextInt(count));
            followers = new Followers(leader, (broker, brokerEpoch) -> true);
            List<NodeId> first = List.of(leader);
            isr =
                    new InSyncReplicas(
                            leader,
                            5,
                            followers,
                            partition.replicas,
                            new IsrState(first, partitionEpoch, false));
            followers.assign(partition.replicas, first, 1_000);
            confirmed.add(leader.number());
            maximal.add(leader.number());
        }

        /** Any members besides the leader. */
        List<FollowerProgress> some(SplittableRandom random) {
            List<FollowerProgress> some = new ArrayList<>();
            for (FollowerProgress follower : followers.all()) {
                if (random.nextBoolean()) {
                    some.add(follower);
                }
            }
            return some;
        }

        IsrState state(List<NodeId> members) {
            return new IsrState(members, ++partitionEpoch, false);
        }
    }

    @Claim(
            value = "Through any proposals, answers and news, those about to join are counted once",
            rules = {"R3.6-c"})
    void whoIsAboutToJoinIsCountedOnce(Lesson lesson) {
        SplittableRandom random = lesson.random("proposals");
        for (int i = 0; i < 200; i++) {
            World world = new World(random.nextInt(1, 7), random);
            lesson.step("history %s: replicas %s", i + 1, world.partition.replicas);
            for (int event = 0; event < 15; event++) {
                happens(lesson, world, random);
                lesson.expect("the confirmed ISR's size", world.confirmed.size(), world.isr.size());
                lesson.expect(
                        "the maximal ISR's size", world.maximal.size(), world.isr.maximalSize());
            }
        }
    }

    private static void happens(Lesson lesson, World world, SplittableRandom random) {
        IsrProposal proposal = world.isr.underWay();
        if (proposal == null) {
            List<FollowerProgress> members = world.some(random);
            lesson.now(
                    "of %s confirmed: one with %s others is proposed",
                    world.confirmed, members.size());
            members.forEach(member -> world.maximal.add(member.id().number()));
            world.isr.propose(members);
            return;
        }
        List<NodeId> members = proposal.isr().stream().map(IsrProposal.Member::broker).toList();
        switch (random.nextInt(4)) {
            case 0 -> {
                lesson.now("%s is confirmed", members);
                world.confirmed = numbers(members);
                world.isr.confirm(world.state(members), 1_000);
            }
            case 1 -> {
                lesson.now("%s is dropped", members);
                world.isr.drop(1_000);
            }
            case 2 -> {
                List<NodeId> other =
                        world.partition.replicas.stream()
                                .filter(node -> node.equals(world.leader) || random.nextBoolean())
                                .toList();
                lesson.now("while %s is proposed, the metadata tells of %s", members, other);
                world.confirmed = numbers(other);
                world.isr.adopt(world.partition.replicas, world.state(other), 1_000);
            }
            default -> {
                lesson.now("%s is under way still", members);
                return;
            }
        }
        world.maximal = new TreeSet<>(world.confirmed);
    }

    private static Set<Integer> numbers(List<NodeId> nodes) {
        Set<Integer> numbers = new TreeSet<>();
        nodes.forEach(node -> numbers.add(node.number()));
        return numbers;
    }
}
