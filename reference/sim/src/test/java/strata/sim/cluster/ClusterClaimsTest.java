package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.broker.Inspection;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.log.BatchHeader;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.request.Vote;
import strata.kernel.storage.StorageFile;
import strata.sim.Breach;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.disk.CrashMode;

/** Each claim about a cluster breaks where a doctored state breaks it, and nowhere else. */
final class ClusterClaimsTest {
    private static final TopicPartition FLIGHTS = new TopicPartition("flights", 0);
    private static final TopicId TOPIC = new TopicId(1, 2);
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);

    private final SimWorld world = new SimWorld(1);
    private final Map<NodeId, Doctored> nodes = new LinkedHashMap<>();
    private final ClusterClaims claims;
    private int minInSync = 1;

    private record Wake() implements Timer {}

    /** A node whose state a test makes up. */
    private static final class Doctored implements Node, Inspection {
        private @Nullable NodeContext context;
        private List<Replica> replicas = List.of();
        private @Nullable QuorumStatus quorum;
        private int controllerEpoch = -1;
        private boolean grants = true;

        @Override
        public void start(NodeContext given) {
            context = given;
        }

        NodeContext here() {
            return Objects.requireNonNull(context);
        }

        @Override
        public void handle(Event event) {
            if (event instanceof Event.RequestArrived arrived) {
                here().reply(arrived.id(), new Vote.Response(ErrorCode.NONE, null, 4, grants));
            }
        }

        @Override
        public List<Replica> replicas() {
            return replicas;
        }

        @Override
        public @Nullable QuorumStatus quorum() {
            return quorum;
        }

        @Override
        public int controllerEpoch() {
            return controllerEpoch;
        }

        @Override
        public List<Assigned> partitions() {
            return List.of();
        }
    }

    ClusterClaimsTest() {
        for (NodeId id : List.of(ONE, TWO, THREE)) {
            world.addNode(
                    id,
                    () -> {
                        Doctored life = new Doctored();
                        nodes.put(id, life);
                        return life;
                    });
        }
        world.nodes().forEach(SimNode::start);
        claims = new ClusterClaims(world.nodes(), nodes::get, partition -> minInSync);
    }

    @Test
    void acknowledgedRecordsThatNoHighWatermarkCoversAreFound() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 3);
        assertThat(claims.check()).isNull();

        append(ONE, 5, 2, 1);
        leads(ONE, 1, 7);
        assertThat(claims.check()).isNull();
        claims.acknowledged("flights-0", 7);
        assertThat(claims.check()).isNull();

        claims.acknowledged("flights-0", 8);
        assertThat(broken()).startsWith("early-acknowledgement");
    }

    @Test
    void committedPrefixesThatDifferAreFound() {
        append(ONE, 0, 5, 1);
        append(TWO, 0, 5, 1);
        append(THREE, 0, 5, 2);
        leads(ONE, 1, 5);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();
        // What differs is not committed there.
        follows(THREE, 1, 0);
        assertThat(claims.check()).isNull();

        follows(THREE, 1, 5);

        assertThat(broken()).startsWith("committed-differs");
    }

    @Test
    void committedPrefixesThatAreCutDifferentlyAreFound() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 5);
        append(TWO, 0, 3, 1);
        append(TWO, 3, 2, 1);
        follows(TWO, 1, 5);

        assertThat(broken()).startsWith("committed-differs");
    }

    @Test
    void aCutLogIsReadAnew() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        leads(ONE, 1, 5);
        append(TWO, 0, 5, 1);
        append(TWO, 5, 5, 2);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();
        cut(TWO, 5);
        append(TWO, 5, 5, 1);

        follows(TWO, 1, 10);
        leads(ONE, 1, 10);

        assertThat(claims.check()).isNull();
    }

    @Test
    void aLeaderThatLacksWhatIsCommittedIsFound() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 1, 1);
        leads(ONE, 1, 6);
        append(TWO, 0, 5, 1);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();

        leads(TWO, 2, 5);

        assertThat(broken()).startsWith("committed-lost").contains("offsets 5 to 5");
    }

    @Test
    void aLeaderThatHearsLateOfItsOldEpochNeedNotHaveWhatTheNextOneCommitted() {
        append(ONE, 0, 5, 3);
        leads(ONE, 3, 5);
        assertThat(claims.check()).isNull();

        leads(TWO, 2, 0);

        assertThat(claims.check()).isNull();
    }

    @Test
    void twoLeadersOfAnEpochAreFound() {
        leads(ONE, 1, 0);
        leads(TWO, 2, 0);
        assertThat(claims.check()).isNull();

        leads(THREE, 2, 0);

        assertThat(broken()).startsWith("two-leaders");
    }

    @Test
    void aHighWatermarkThatGoesBackIsFound() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 5);
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 4);

        assertThat(broken()).startsWith("high-watermark-went-back");
    }

    @Test
    void aHighWatermarkMayBeLowerInAnotherEpoch() {
        append(ONE, 0, 5, 1);
        leads(ONE, 1, 5);
        assertThat(claims.check()).isNull();

        leads(ONE, 2, 4);

        assertThat(claims.check()).isNull();
    }

    @Test
    void aHighWatermarkBeyondTheLogIsFound() {
        has(ONE, new Inspection.Replica(FLIGHTS, TOPIC, false, 1, 6, 5, List.of()));

        assertThat(broken()).startsWith("high-watermark-beyond-log");
    }

    @Test
    void aCommittedPrefixWithAHoleIsFound() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        append(ONE, 10, 5, 1);
        leads(ONE, 1, 15);
        append(TWO, 0, 5, 1);
        append(TWO, 10, 5, 1);
        follows(TWO, 1, 5);
        assertThat(claims.check()).isNull();

        follows(TWO, 1, 15);

        assertThat(broken()).startsWith("committed-differs").contains("lacks offsets 5 to 9");
    }

    @Test
    void aLeaderThatCutsWhatIsCommittedIsFound() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        leads(ONE, 1, 10);
        assertThat(claims.check()).isNull();

        cut(ONE, 5);
        leads(ONE, 1, 10);

        assertThat(broken()).startsWith("committed-lost").contains("offsets 5 to 9");
    }

    @Test
    void aLeaderMayCutWhatIsNotCommitted() {
        append(ONE, 0, 5, 1);
        append(ONE, 5, 5, 1);
        leads(ONE, 1, 5);
        assertThat(claims.check()).isNull();

        cut(ONE, 5);
        leads(ONE, 1, 5);

        assertThat(claims.check()).isNull();
    }

    @Test
    void aMemberOfTheIsrThatNeverHadWhatIsCommittedIsFound() {
        follows(TWO, 1, 0, 5);
        assertThat(claims.check()).isNull();
        leads(ONE, 1, 5, List.of(ONE, TWO));
        assertThat(claims.check()).isNull();
        // One outside may be behind; whether it is there at all does not matter.
        leads(ONE, 1, 6, List.of(ONE));
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 6, List.of(ONE, TWO));

        assertThat(broken()).startsWith("in-sync-without-committed").contains("node 2");
    }

    @Test
    void aMemberOfTheIsrThatHasLostWhatItHadIsNotItsLeadersFault() {
        follows(TWO, 1, 0, 6);
        assertThat(claims.check()).isNull();
        leads(ONE, 1, 5, List.of(ONE, TWO));
        assertThat(claims.check()).isNull();
        follows(TWO, 1, 0, 3);
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 6, List.of(ONE, TWO));

        assertThat(claims.check()).isNull();
    }

    @Test
    void whatIsCommittedOnTooFewReplicasIsFound() {
        minInSync = 2;
        follows(TWO, 1, 0, 5);
        assertThat(claims.check()).isNull();
        leads(ONE, 1, 5, List.of(ONE, TWO));
        assertThat(claims.check()).isNull();

        leads(ONE, 1, 6, List.of(ONE));

        assertThat(broken()).startsWith("committed-by-too-few").contains("on 1 replicas");
    }

    @Test
    void whatIsOlderThanTheEpochIsNotCommittedByCounting() {
        appendMetadata(ONE, 0, 1, 1);
        appendMetadata(ONE, 1, 4, 1);
        commits(ONE, Role.LEADER, 1, 1);
        assertThat(claims.check()).isNull();
        // The next leader has it all, and has begun its epoch.
        appendMetadata(TWO, 0, 1, 1);
        appendMetadata(TWO, 1, 4, 1);
        appendMetadata(TWO, 5, 1, 2);
        commits(TWO, Role.LEADER, 2, 1);
        assertThat(claims.check()).isNull();

        commits(TWO, Role.LEADER, 2, 5);

        assertThat(broken()).startsWith("committed-by-counting");
    }

    @Test
    void whatIsOlderThanTheEpochIsCommittedWithItsFirstRecord() {
        appendMetadata(ONE, 0, 1, 1);
        appendMetadata(ONE, 1, 4, 1);
        appendMetadata(ONE, 5, 1, 2);

        commits(ONE, Role.LEADER, 2, 6);

        assertThat(claims.check()).isNull();
    }

    @Test
    void twoControllersOfAnEpochAreFound() {
        stands(ONE, Role.LEADER, 3, null);
        stands(TWO, Role.FOLLOWER, 3, null);
        assertThat(claims.check()).isNull();

        stands(TWO, Role.LEADER, 3, null);

        assertThat(broken()).startsWith("two-controllers");
    }

    @Test
    void twoThatDecideInAnEpochAreFound() {
        stands(ONE, Role.FOLLOWER, 3, null);
        stands(TWO, Role.FOLLOWER, 3, null);
        Objects.requireNonNull(nodes.get(ONE)).controllerEpoch = 3;
        assertThat(claims.check()).isNull();

        Objects.requireNonNull(nodes.get(TWO)).controllerEpoch = 3;
        stands(TWO, Role.FOLLOWER, 3, null);

        assertThat(broken()).startsWith("two-controllers");
    }

    @Test
    void aVoteForAnotherIsFoundAlsoAfterACrash() {
        stands(ONE, Role.FOLLOWER, 3, TWO);
        assertThat(claims.check()).isNull();
        SimNode node = world.node(ONE);
        node.crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(1));
        node.start();

        stands(ONE, Role.FOLLOWER, 3, THREE);

        assertThat(broken()).startsWith("voted-twice");
    }

    @Test
    void aGrantThatLeavesIsAVote() {
        asksForAVote(TWO, ONE, 4, false);
        asksForAVote(TWO, ONE, 4, false);
        asksForAVote(THREE, ONE, 4, true);
        assertThat(claims.check()).isNull();

        asksForAVote(THREE, ONE, 4, false);

        assertThat(broken()).startsWith("voted-twice");
    }

    @Test
    void aVoteForALogThatIsLessUpToDateIsFound() {
        // The candidates' logs end at offset 10, in epoch 1.
        appendMetadata(ONE, 0, 10, 1);
        asksForAVote(TWO, ONE, 4, false);
        assertThat(claims.check()).isNull();
        appendMetadata(ONE, 10, 1, 1);

        asksForAVote(TWO, ONE, 5, false);

        assertThat(broken()).startsWith("vote-for-less").contains("ends at offset 10 in epoch 1");
    }

    @Test
    void aVoteForALogOfAnOlderEpochIsFound() {
        appendMetadata(ONE, 0, 1, 2);

        asksForAVote(TWO, ONE, 4, false);

        assertThat(broken()).startsWith("vote-for-less");
    }

    @Test
    void whatComesAfterAVoteAndBeforeItsAnswerDoesNotCount() {
        appendMetadata(ONE, 0, 10, 1);
        stands(ONE, Role.UNATTACHED, 4, TWO);
        assertThat(claims.check()).isNull();
        appendMetadata(ONE, 10, 1, 4);
        // The same answer a pre-vote may get at any time: it binds nobody.
        asksForAVote(TWO, ONE, 4, true);

        asksForAVote(TWO, ONE, 4, false);

        assertThat(claims.check()).isNull();
    }

    @Test
    void whoRefusesHasNotVoted() {
        asksForAVote(TWO, ONE, 4, false);
        Objects.requireNonNull(nodes.get(ONE)).grants = false;

        asksForAVote(THREE, ONE, 4, false);

        assertThat(claims.check()).isNull();
    }

    @Test
    void anEpochThatGoesBackIsFound() {
        stands(ONE, Role.FOLLOWER, 3, null);
        assertThat(claims.check()).isNull();

        stands(ONE, Role.UNATTACHED, 2, null);

        assertThat(broken()).startsWith("epoch-went-back");
    }

    private String broken() {
        Breach breach = claims.check();
        assertThat(breach).isNotNull();
        return Objects.requireNonNull(breach).toString();
    }

    private void leads(NodeId node, int epoch, long highWatermark) {
        leads(node, epoch, highWatermark, List.of());
    }

    private void leads(NodeId node, int epoch, long highWatermark, List<NodeId> inSync) {
        has(node, new Inspection.Replica(FLIGHTS, TOPIC, true, epoch, highWatermark, 100, inSync));
    }

    private void follows(NodeId node, int epoch, long highWatermark) {
        follows(node, epoch, highWatermark, 100);
    }

    private void follows(NodeId node, int epoch, long highWatermark, long logEnd) {
        has(
                node,
                new Inspection.Replica(
                        FLIGHTS, TOPIC, false, epoch, highWatermark, logEnd, List.of()));
    }

    private void has(NodeId node, Inspection.Replica replica) {
        Objects.requireNonNull(nodes.get(node)).replicas = List.of(replica);
        handlesSomething(node);
    }

    private void stands(NodeId node, Role role, int epoch, @Nullable NodeId vote) {
        stands(node, new QuorumStatus(role, epoch, null, vote, 0));
    }

    private void commits(NodeId node, Role role, int epoch, long highWatermark) {
        stands(node, new QuorumStatus(role, epoch, null, null, highWatermark));
    }

    private void stands(NodeId node, QuorumStatus status) {
        Objects.requireNonNull(nodes.get(node)).quorum = status;
        handlesSomething(node);
    }

    private void handlesSomething(NodeId node) {
        Objects.requireNonNull(nodes.get(node)).here().setTimer(new Wake(), 0);
        world.runFor(1_000);
    }

    private void asksForAVote(NodeId candidate, NodeId voter, int epoch, boolean preVote) {
        Vote.Request request =
                new Vote.Request(null, voter.number(), candidate.number(), epoch, 1, 10, preVote);
        NodeContext from = Objects.requireNonNull(nodes.get(candidate)).here();
        from.peers().ask(voter, Lane.QUORUM, 1, request);
        handlesSomething(candidate);
        world.runFor(10_000);
    }

    /** A batch at the end of a node's log, told apart by its epoch. */
    private void append(NodeId node, long base, int count, int epoch) {
        append(file(node), base, count, epoch);
    }

    private void appendMetadata(NodeId node, long base, int count, int epoch) {
        append(file(node, ClusterClaims.METADATA), base, count, epoch);
    }

    private static void append(StorageFile file, long base, int count, int epoch) {
        ByteBuffer bytes = ByteBuffer.allocate(BatchHeader.SIZE + 10);
        bytes.putInt(8, bytes.capacity() - BatchHeader.LOG_OVERHEAD);
        bytes.put(16, BatchHeader.MAGIC);
        bytes.putInt(23, count - 1);
        BatchHeader header = BatchHeader.at(bytes, 0);
        header.setBaseOffset(base);
        header.setPartitionLeaderEpoch(epoch);
        header.setCrc(1000L * epoch + base);
        file.write(bytes, file.size());
    }

    private void cut(NodeId node, long batchesFromOffset) {
        file(node).truncate((BatchHeader.SIZE + 10) * (batchesFromOffset / 5));
    }

    private StorageFile file(NodeId node) {
        return file(node, FLIGHTS.toString());
    }

    private StorageFile file(NodeId node, String directory) {
        NodeContext context = Objects.requireNonNull(nodes.get(node)).here();
        return context.storage().open(directory + "/00000000000000000000.log");
    }
}
