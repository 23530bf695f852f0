package strata.replication;

import static strata.replication.TestPartition.fresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

/** Histories drawn by chance; beside each it is kept who surely has all that is committed. */
@Step(value = "3.7", concept = "the controller's election", code = "REP-307")
final class ElectionHistoryTest {
    private static final int HISTORIES = 300;
    private static final int EVENTS = 40;

    private final LeaderElection rules = new LeaderElection();

    /** A partition and what is true of it. */
    private static final class World {
        PartitionChanged partition;
        final TreeSet<NodeId> live;
        final TreeSet<NodeId> complete;
        final int minimum;

        World(int replicas, int minimum) {
            this.partition = fresh(replicas);
            this.live = new TreeSet<>(partition.replicas());
            this.complete = new TreeSet<>(partition.replicas());
            this.minimum = minimum;
        }
    }

    @Claim(
            value = "No leader lacks a committed record unless it says so, whatever happens",
            rules = {"R3.7-c", "R3.7-d", "R3.7-h", "R3.7-k", "R3.7-l", "R3.7-n", "R3.7-o"})
    void noLeaderLacksACommittedRecord(Lesson lesson) {
        SplittableRandom random = lesson.random("elections");
        for (int history = 0; history < HISTORIES; history++) {
            World world = new World(2 + random.nextInt(3), 1 + random.nextInt(3));
            lesson.step(
                    "%s replicas, min.insync.replicas %s: history %s",
                    world.partition.replicas().size(), world.minimum, history);
            for (int i = 0; i < EVENTS; i++) {
                PartitionChanged before = world.partition;
                String event = happens(world, random);
                lesson.now("%s: %s becomes %s", event, before, world.partition);
                check(lesson, world, before);
            }
        }
    }

    private String happens(World world, SplittableRandom random) {
        List<NodeId> replicas = world.partition.replicas();
        NodeId node = replicas.get(random.nextInt(replicas.size()));
        int kind = random.nextInt(10);
        if (kind < 3) {
            world.live.remove(node);
            become(world, Wish.isr(world.partition.isr()));
            return node + " is fenced";
        }
        if (kind < 6) {
            world.live.add(node);
            become(world, Wish.isr(world.partition.isr()));
            return node + " may lead again";
        }
        if (kind < 7) {
            world.live.remove(node);
            world.complete.remove(node);
            List<NodeId> lost = List.of(node);
            become(world, new Wish(world.partition.isr(), Election.IF_NEEDED, lost, false));
            return node + " lost the end of its log, and is back";
        }
        if (kind < 8) {
            become(world, new Wish(world.partition.isr(), Election.PREFERRED, List.of(), false));
            return "the preferred leader is sought";
        }
        return isrChanges(world, random);
    }

    /** A leader knows who has all that is committed, and may have anyone of them in its ISR. */
    private String isrChanges(World world, SplittableRandom random) {
        NodeId leader = world.partition.leader();
        if (leader == null) {
            return "nobody leads";
        }
        List<NodeId> isr = new ArrayList<>();
        for (NodeId replica : world.partition.replicas()) {
            if (replica.equals(leader) || (world.live.contains(replica) && random.nextBoolean())) {
                isr.add(replica);
            }
        }
        world.complete.addAll(isr);
        become(world, Wish.isr(isr));
        return "the leader asks for the ISR " + isr;
    }

    private void become(World world, Wish wish) {
        PartitionChanged now = world.partition;
        Circumstances what = new Circumstances(world.live::contains, world.minimum, false);
        PartitionChanged next = rules.decide(now, wish, what);
        NodeId leader = next.leader();
        boolean trusted =
                leader == null || now.isr().contains(leader) || now.elr().contains(leader);
        if (!trusted && next.recovering()) {
            // It says that it may lack records: what it has is what there is.
            world.complete.clear();
            world.complete.add(leader);
        }
        world.partition = next;
    }

    private static void check(Lesson lesson, World world, PartitionChanged before) {
        PartitionChanged now = world.partition;
        NodeId leader = now.leader();
        lesson.expect(
                "whether all in sync have what is committed",
                true,
                world.complete.containsAll(now.isr()));
        lesson.expect(
                "whether all that are eligible have what is committed",
                true,
                world.complete.containsAll(now.elr()));
        lesson.expect(
                "whether the leader is in sync",
                true,
                leader == null ? now.isr().isEmpty() : now.isr().contains(leader));
        lesson.expect(
                "by how much the leader epoch rises",
                Objects.equals(leader, before.leader()) ? 0 : 1,
                now.leaderEpoch() - before.leaderEpoch());
        lesson.expect(
                "by how much the partition epoch rises",
                now.equals(before) ? 0 : 1,
                now.partitionEpoch() - before.partitionEpoch());
        int enough = Math.min(world.minimum, now.replicas().size());
        if (leader != null && now.isr().size() >= enough) {
            // More records are committed: who is not in sync lacks them.
            world.complete.retainAll(now.isr());
        }
    }
}
