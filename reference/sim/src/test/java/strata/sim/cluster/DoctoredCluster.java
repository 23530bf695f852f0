package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import strata.sim.SimNode;
import strata.sim.SimWorld;

/** A cluster of three whose state a test makes up, and the claims about it. */
abstract class DoctoredCluster {
    static final TopicPartition FLIGHTS = new TopicPartition("flights", 0);
    static final TopicId TOPIC = new TopicId(1, 2);
    static final NodeId ONE = new NodeId(1);
    static final NodeId TWO = new NodeId(2);
    static final NodeId THREE = new NodeId(3);

    final SimWorld world = new SimWorld(1);
    final Map<NodeId, Doctored> nodes = new LinkedHashMap<>();
    final ClusterClaims claims;
    int minInSync = 1;

    private record Wake() implements Timer {}

    /** A node whose state a test makes up. */
    static final class Doctored implements Node, Inspection {
        private @Nullable NodeContext context;
        private List<Replica> replicas = List.of();
        private @Nullable QuorumStatus quorum;
        int controllerEpoch = -1;
        boolean grants = true;

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

    DoctoredCluster() {
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

    String broken() {
        Breach breach = claims.check();
        assertThat(breach).isNotNull();
        return Objects.requireNonNull(breach).toString();
    }

    void leads(NodeId node, int epoch, long highWatermark) {
        leads(node, epoch, highWatermark, List.of());
    }

    void leads(NodeId node, int epoch, long highWatermark, List<NodeId> inSync) {
        has(node, new Inspection.Replica(FLIGHTS, TOPIC, true, epoch, highWatermark, 100, inSync));
    }

    void follows(NodeId node, int epoch, long highWatermark) {
        follows(node, epoch, highWatermark, 100);
    }

    void follows(NodeId node, int epoch, long highWatermark, long logEnd) {
        has(
                node,
                new Inspection.Replica(
                        FLIGHTS, TOPIC, false, epoch, highWatermark, logEnd, List.of()));
    }

    void has(NodeId node, Inspection.Replica replica) {
        Objects.requireNonNull(nodes.get(node)).replicas = List.of(replica);
        handlesSomething(node);
    }

    void stands(NodeId node, Role role, int epoch, @Nullable NodeId vote) {
        stands(node, new QuorumStatus(role, epoch, null, vote, 0));
    }

    void commits(NodeId node, Role role, int epoch, long highWatermark) {
        stands(node, new QuorumStatus(role, epoch, null, null, highWatermark));
    }

    void stands(NodeId node, QuorumStatus status) {
        Objects.requireNonNull(nodes.get(node)).quorum = status;
        handlesSomething(node);
    }

    void handlesSomething(NodeId node) {
        Objects.requireNonNull(nodes.get(node)).here().setTimer(new Wake(), 0);
        world.runFor(1_000);
    }

    void asksForAVote(NodeId candidate, NodeId voter, int epoch, boolean preVote) {
        Vote.Request request =
                new Vote.Request(null, voter.number(), candidate.number(), epoch, 1, 10, preVote);
        NodeContext from = Objects.requireNonNull(nodes.get(candidate)).here();
        from.peers().ask(voter, Lane.QUORUM, 1, request);
        handlesSomething(candidate);
        world.runFor(10_000);
    }

    /** A batch at the end of a node's log, told apart by its epoch. */
    void append(NodeId node, long base, int count, int epoch) {
        append(file(node), base, count, epoch);
    }

    void appendMetadata(NodeId node, long base, int count, int epoch) {
        append(file(node, ClusterClaims.METADATA), base, count, epoch);
    }

    static void append(StorageFile file, long base, int count, int epoch) {
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

    void cut(NodeId node, long batchesFromOffset) {
        file(node).truncate((BatchHeader.SIZE + 10) * (batchesFromOffset / 5));
    }

    StorageFile file(NodeId node) {
        return file(node, FLIGHTS.toString());
    }

    StorageFile file(NodeId node, String directory) {
        NodeContext context = Objects.requireNonNull(nodes.get(node)).here();
        return context.storage().open(directory + "/00000000000000000000.log");
    }
}
