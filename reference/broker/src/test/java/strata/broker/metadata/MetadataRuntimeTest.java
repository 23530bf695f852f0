package strata.broker.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.broker.MemoryStorage;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.ClusterCreated;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.replication.QuorumTimeouts;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.storage.StorageException;

/** Runtimes that talk to each other: elections, commits, crashes, snapshots. */
@Tag("layer")
final class MetadataRuntimeTest {
    private static MetadataRecord topic(int number) {
        return new TopicCreated("topic-" + number, new TopicId(7, number));
    }

    private static void appendMany(MetadataWorld world, int from, int to) {
        for (int i = from; i < to; i++) {
            world.awaitLeader().append(topic(i));
            world.passes(10);
        }
        world.passes(1_000);
    }

    @Test
    void threeVotersElectOneLeaderWithinASecond() {
        MetadataWorld world = new MetadataWorld(3, 0).started();

        world.passes(1_000);

        MetadataNode leader = Objects.requireNonNull(world.leader());
        assertThat(world.nodes.values())
                .allMatch(node -> leader.id.equals(node.runtime().leader()));
        assertThat(leader.told).contains("leading " + leader.runtime().status().epoch());
    }

    @Test
    void whatTheLeaderAppendsReachesTheImageOfEveryNode() {
        MetadataWorld world = new MetadataWorld(3, 2).started();
        MetadataNode leader = world.awaitLeader();

        long end = leader.append(new ClusterCreated(MetadataWorld.CLUSTER), topic(1));
        world.passes(200);

        assertThat(leader.runtime().committedEnd()).isEqualTo(end);
        for (MetadataNode node : world.nodes.values()) {
            assertThat(node.runtime().image().topic("topic-1")).as("at %s", node.id).isNotNull();
            assertThat(node.committed).containsExactlyElementsOf(leader.committed);
        }
    }

    @Test
    void nothingIsCommittedWhileAMajorityIsMissing() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        MetadataNode leader = world.awaitLeader();
        world.passes(500);
        world.nodes.values().stream().filter(node -> node != leader).forEach(world::kill);

        long end = leader.append(topic(1));
        world.passes(1_000);

        assertThat(leader.runtime().committedEnd()).isLessThan(end);
        assertThat(leader.runtime().image().topic("topic-1")).isNull();
    }

    @Test
    void nothingIsCommittedThatTheFollowersHaveNotFlushed() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        MetadataNode leader = world.awaitLeader();
        world.passes(500);
        world.nodes.values().forEach(node -> node.flushes = node == leader);

        long end = leader.append(topic(1));
        world.passes(1_000);

        assertThat(leader.runtime().committedEnd()).isLessThan(end);
    }

    @Test
    void aLeaderWithoutAMajorityGivesUp() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        MetadataNode leader = world.awaitLeader();
        world.passes(500);
        world.cutOff.add(leader.id);

        world.passes(4_500);

        assertThat(leader.runtime().status().role()).isNotEqualTo(Role.LEADER);
        assertThat(leader.told.get(leader.told.size() - 1)).startsWith("led by null");
        assertThat(world.leader()).isNotNull().isNotSameAs(leader);
    }

    @Test
    void aDeadLeaderIsReplacedWithinHalfASecondAndNothingCommittedIsLost() {
        MetadataWorld world = new MetadataWorld(3, 1).started();
        MetadataNode first = world.awaitLeader();
        first.append(topic(1));
        world.passes(300);

        world.kill(first);
        world.passes(500);

        MetadataNode second = Objects.requireNonNull(world.leader());
        assertThat(second).isNotSameAs(first);
        second.append(topic(2));
        world.passes(300);
        for (MetadataNode node : world.nodes.values()) {
            if (node != first) {
                assertThat(node.runtime().image().topic("topic-1")).isNotNull();
                assertThat(node.runtime().image().topic("topic-2")).as("%s", node.id).isNotNull();
            }
        }
    }

    @Test
    void aLeaderThatResignsIsReplacedAtOnce() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        MetadataNode first = world.awaitLeader();
        world.passes(500);

        first.resign();
        world.passes(50);

        assertThat(world.leader()).isNotNull().isNotSameAs(first);
    }

    @Test
    void whatWasNotCommittedIsTakenBackFromAnOldLeader() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        MetadataNode old = world.awaitLeader();
        world.passes(500);
        world.cutOff.add(old.id);
        old.append(topic(1));
        world.passes(3_000);
        world.awaitLeader().append(topic(2));
        world.passes(100);

        world.cutOff.clear();
        world.passes(5_000);

        assertThat(old.runtime().image().topic("topic-1")).isNull();
        assertThat(old.runtime().image().topic("topic-2")).isNotNull();
        assertThat(old.runtime().endOffset()).isEqualTo(world.awaitLeader().runtime().endOffset());
    }

    @Test
    void aRestartedNodeHasEverythingAgain() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        world.awaitLeader().append(new ClusterCreated(MetadataWorld.CLUSTER));
        appendMany(world, 0, 20);

        for (MetadataNode node : List.copyOf(world.nodes.values())) {
            world.restart(node);
        }
        world.passes(3_000);

        for (MetadataNode node : world.nodes.values()) {
            assertThat(node.runtime().image().topics()).as("at %s", node.id).hasSize(20);
            assertThat(node.runtime().image().clusterId()).isEqualTo(MetadataWorld.CLUSTER);
        }
    }

    @Test
    void aNodeThatLostItsDirectoryRefills() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        appendMany(world, 0, 20);
        MetadataNode leader = world.awaitLeader();
        MetadataNode victim = world.node(leader.id.number() == 1 ? 2 : 1);

        MetadataNode fresh = world.restart(victim, new MemoryStorage());
        world.passes(2_000);

        assertThat(fresh.runtime().image().topics()).hasSize(20);
        assertThat(world.leader()).isSameAs(leader);
    }

    @Test
    void aSnapshotBoundsTheLogAndReachesALateNode() {
        MetadataWorld world = new MetadataWorld(3, 1);
        world.settings = new MetadataSpec.Settings(QuorumTimeouts.DEFAULT, 2_000, 2_000);
        world.started();
        MetadataNode late = world.node(4);
        world.passes(500);
        world.kill(late);
        appendMany(world, 0, 100);
        MetadataNode leader = world.awaitLeader();
        assertThat(snapshots(leader)).hasSize(2);

        MetadataNode fresh = world.restart(late, new MemoryStorage());
        world.passes(3_000);

        assertThat(fresh.told).contains("snapshot");
        assertThat(fresh.runtime().image().topics()).hasSize(100);
        assertThat(world.heard).hasAtLeastOneElementOfType(FetchSnapshot.Request.class);
        // What it holds now it opens again.
        MetadataNode again = world.restart(fresh);
        world.passes(1_000);
        assertThat(again.runtime().image().topics()).hasSize(100);
        assertThat(again.told).doesNotContain("snapshot");
    }

    @Test
    void aVoterThatWasAwayForLongGetsASnapshotAndLeadsWithIt() {
        MetadataWorld world = new MetadataWorld(3, 0);
        world.settings = new MetadataSpec.Settings(QuorumTimeouts.DEFAULT, 2_000, 2_000);
        world.started();
        MetadataNode leader = world.awaitLeader();
        world.passes(500);
        MetadataNode late = world.node(leader.id.number() == 1 ? 2 : 1);
        world.kill(late);
        appendMany(world, 0, 100);

        MetadataNode fresh = world.restart(late);
        world.passes(2_000);
        assertThat(fresh.told).contains("snapshot");
        for (MetadataNode node : List.copyOf(world.nodes.values())) {
            if (node != fresh && node != world.leader()) {
                world.kill(node);
            }
        }
        world.passes(500);
        // Alone with the leader; it takes over when that one goes, with the third back again.
        MetadataNode third =
                world.nodes.values().stream().filter(n -> !n.alive).findFirst().orElseThrow();
        world.kill(world.awaitLeader());
        world.restart(third);
        world.passes(3_000);

        MetadataNode next = world.awaitLeader();
        next.append(topic(100));
        world.passes(500);
        assertThat(next.runtime().image().topics()).hasSize(101);
        long[] count = {0};
        next.runtime()
                .replayAll((offset, fact) -> count[0] += fact instanceof TopicCreated ? 1 : 0);
        assertThat(count[0]).isEqualTo(101);
    }

    @Test
    void aDamagedSnapshotIsReplacedByTheOneBeforeItAndTheLog() {
        MetadataWorld world = new MetadataWorld(1, 0);
        world.settings = new MetadataSpec.Settings(QuorumTimeouts.DEFAULT, 2_000, 2_000);
        world.started();
        appendMany(world, 0, 100);
        List<String> names = snapshots(world.node(1));
        assertThat(names).hasSize(2);
        MemoryStorage disk = world.node(1).storage;
        disk.put(ReplicatedLog.DIRECTORY + "/" + names.get(1), "not a snapshot");

        MetadataNode again = world.restart(world.node(1));

        assertThat(again.runtime().image().topics()).hasSize(100);
    }

    @Test
    void oneThatDiesAtAnyCallOfItsDiskComesBackWithAllThatWasCommitted() {
        int deaths = 0;
        for (int call = 1; call < 150; call += 2) {
            MetadataWorld world = new MetadataWorld(3, 0);
            world.settings = new MetadataSpec.Settings(QuorumTimeouts.DEFAULT, 2_000, 1_500);
            world.started();
            MetadataNode leader = world.awaitLeader();
            // A follower in every second run.
            MetadataNode victim =
                    call % 4 == 1 ? leader : world.node(leader.id.number() == 1 ? 2 : 1);
            victim.storage.diesAtCall = victim.storage.calls + call;
            long committed = 0;
            for (int i = 0; i < 40; i++) {
                committed = Math.max(committed, appendIfLed(world, i));
                world.passes(20);
                if (!victim.alive && world.node(victim.id.number()) == victim) {
                    deaths++;
                    victim.storage.diesAtCall = Long.MAX_VALUE;
                    world.restart(victim);
                }
            }
            world.passes(5_000);

            long end = world.awaitLeader().runtime().committedEnd();
            assertThat(end).as("call %d", call).isGreaterThanOrEqualTo(committed);
            List<MetadataRecord> facts = world.awaitLeader().runtime().image().facts();
            for (MetadataNode node : world.nodes.values()) {
                assertThat(node.runtime().image().facts()).as("call %d", call).isEqualTo(facts);
            }
        }
        assertThat(deaths).isGreaterThan(40);
    }

    /** Returns what was committed by then, which may never be lost. */
    private static long appendIfLed(MetadataWorld world, int number) {
        MetadataNode leader = world.leader();
        if (leader == null) {
            return 0;
        }
        try {
            leader.append(topic(number));
        } catch (StorageException e) {
            world.kill(leader);
        }
        return leader.runtime().committedEnd();
    }

    private static List<String> snapshots(MetadataNode node) {
        return node.storage.list(ReplicatedLog.DIRECTORY).stream()
                .filter(name -> name.endsWith(".checkpoint"))
                .toList();
    }

    @Test
    void aQuorumOfOneLeadsAtOnceAndCommitsWhenFlushed() {
        MetadataWorld world = new MetadataWorld(1, 0).started();
        MetadataNode node = world.node(1);
        assertThat(node.runtime().status().role()).isEqualTo(Role.LEADER);

        long end = node.append(topic(1));
        long before = node.runtime().committedEnd();
        world.passes(10);

        assertThat(before).isLessThan(end);
        assertThat(node.runtime().committedEnd()).isEqualTo(end);
    }

    @Test
    void theLogOfANodeWithoutLayer3IsTakenOver() {
        MetadataWorld world = new MetadataWorld(1, 0);
        MetadataNode solo = world.node(1);
        solo.replication = new SoloLayer();
        world.started();
        solo.append(new ClusterCreated(MetadataWorld.CLUSTER), topic(1));
        world.passes(10);
        assertThat(solo.storage.list(ReplicatedLog.DIRECTORY)).doesNotContain("quorum-state");

        MetadataNode node = world.restart(solo);

        assertThat(node.runtime().image().topic("topic-1")).isNotNull();
        assertThat(node.runtime().status().epoch()).isEqualTo(1);
        assertThat(node.storage.list(ReplicatedLog.DIRECTORY)).contains("quorum-state");
    }

    @Test
    void aQuietQuorumAsksLittle() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        world.awaitLeader();
        world.passes(1_000);
        world.heard.clear();

        world.passes(10_000);

        // Two followers, a fetch each half second.
        assertThat(world.heard).hasSizeBetween(30, 45);
    }
}
