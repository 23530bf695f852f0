package strata.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.NodeId;
import strata.kernel.replication.EpochEntry;

/** Random histories of a partition, and what must hold in each of them after every step. */
final class ReplicationModelTest {
    private static final int SEEDS = 150;
    private static final int STEPS = 500;

    // What is committed: by offset, the record with its epoch.
    private final List<String> committed = new ArrayList<>();
    // The highest high watermark of each leader epoch.
    private final TreeMap<Integer, Long> highWatermarks = new TreeMap<>();

    @ParameterizedTest
    @CsvSource({"2,1", "2,2", "3,1", "3,2"})
    void whateverHappensCommittedRecordsStay(int replicas, int minInsyncReplicas) {
        int committedInAll = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            committed.clear();
            highWatermarks.clear();
            ReplicaWorld world = new ReplicaWorld(seed, replicas, minInsyncReplicas);
            for (int step = 0; step < STEPS; step++) {
                world.step();
                check(world, "seed " + seed + " step " + step);
            }
            world.heal();
            checkHealed(world, "seed " + seed + " healed");
            committedInAll += committed.size();
        }
        assertThat(committedInAll).isGreaterThan(SEEDS * 10);
    }

    private void check(ReplicaWorld world, String when) {
        for (TestReplica node : world.nodes) {
            assertThat(node.highWatermark()).as(when).isLessThanOrEqualTo(node.logEndOffset());
            checkEpochs(node, when);
            if (node.highWatermark() > committed.size() || when.endsWith("9")) {
                checkCommitted(node, when);
            }
            if (node.follows()) {
                assertThat(node.follower().truncationsBelowHighWatermark()).as(when).isZero();
            }
            if (node.leads()) {
                long before = highWatermarks.getOrDefault(node.leader().leaderEpoch(), 0L);
                assertThat(node.highWatermark()).as(when).isGreaterThanOrEqualTo(before);
                highWatermarks.put(node.leader().leaderEpoch(), node.highWatermark());
            }
        }
        for (NodeId id : world.now().isr()) {
            assertThat(world.nodes.get(id.number()).logEndOffset())
                    .as("%s: what replica %s of the ISR has", when, id)
                    .isGreaterThanOrEqualTo(committed.size());
        }
    }

    private static void checkEpochs(TestReplica node, String when) {
        EpochEntry before = new EpochEntry(-1, -1);
        for (EpochEntry entry : node.epochs().entries()) {
            assertThat(entry.epoch()).as(when).isGreaterThan(before.epoch());
            assertThat(entry.startOffset()).as(when).isGreaterThan(before.startOffset());
            assertThat(entry.startOffset()).as(when).isLessThanOrEqualTo(node.logEndOffset());
            before = entry;
        }
    }

    /** Whatever two replicas hold below their high watermarks is the same. */
    private void checkCommitted(TestReplica node, String when) {
        List<String> records = node.records();
        long start = node.logStartOffset();
        for (long offset = start; offset < node.highWatermark(); offset++) {
            String record = records.get((int) (offset - start));
            if (offset < committed.size()) {
                String known = committed.get((int) offset);
                assertThat(record)
                        .as("%s: node %s offset %s", when, node.id, offset)
                        .isEqualTo(known);
            } else {
                assertThat(offset).as(when).isEqualTo(committed.size());
                committed.add(record);
            }
        }
    }

    private void checkHealed(ReplicaWorld world, String when) {
        check(world, when);
        assertThat(world.now().isr()).as(when).hasSize(world.nodes.size());
        TestReplica leader = world.nodes.get(world.now().leader());
        assertThat(leader.highWatermark()).as(when).isEqualTo(leader.logEndOffset());
        for (TestReplica node : world.nodes) {
            assertThat(node.logEndOffset()).as(when).isEqualTo(leader.logEndOffset());
            assertThat(node.highWatermark()).as(when).isEqualTo(leader.highWatermark());
            checkCommitted(node, when);
        }
    }
}
