package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.ErrorCode;
import strata.kernel.RequestId;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Produce;

/** Three nodes, one of which at a time dies, is cut off or is stopped; by chance. */
@Tag("layer")
class ClusterChaosTest {
    private static final int STEPS = 60;

    private final Cluster cluster = new Cluster();
    private final ClusterWorld world = cluster.world;
    private final List<String> acknowledged = new ArrayList<>();
    private final Map<RequestId, Sent> sent = new LinkedHashMap<>();
    private int values;

    private record Sent(ClusterNode node, String value) {}

    static List<Integer> seeds() {
        List<Integer> seeds = new ArrayList<>();
        for (int seed = 1; seed <= Integer.getInteger("strata.seeds", 12); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingAcknowledgedIsLostAndAllReplicasAgree(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        cluster.create("t", new CreateTopics.Config("min.insync.replicas", "2"));
        for (int step = 0; step < STEPS; step++) {
            step(random);
            collect();
        }
        healAll();
        world.passes(60_000);
        collect();

        int leader = cluster.leader(1, "t");
        assertThat(leader).isPositive();
        assertThat(cluster.partition(leader, "t").isr()).hasSize(3);
        List<String> all = new ArrayList<>(cluster.read(leader, "t"));
        assertThat(all).containsAll(acknowledged);
        assertThat(all).doesNotHaveDuplicates();
        assertThat(acknowledged).isNotEmpty();
        String log = log(leader);
        for (int node = 1; node <= 3; node++) {
            assertThat(log(node)).as("node %s beside leader %s", node, leader).isEqualTo(log);
        }
    }

    private String log(int node) {
        return world.node(node).storage.text("t-0/00000000000000000000.log");
    }

    private void step(SplittableRandom random) {
        int node = 1 + random.nextInt(3);
        switch (random.nextInt(10)) {
            case 0 -> {
                if (isWhole()) {
                    world.kill(node);
                }
            }
            case 1 -> {
                if (isWhole()) {
                    world.cutOff(node);
                }
            }
            case 2 -> {
                if (isWhole()) {
                    world.stop(node);
                }
            }
            case 3, 4 -> healAll();
            case 5 -> world.passes(random.nextInt(12_000));
            default -> produce(random);
        }
        world.passes(random.nextInt(300));
    }

    private boolean isWhole() {
        return world.cutOff.isEmpty() && world.nodes.values().stream().allMatch(n -> n.alive);
    }

    private void healAll() {
        for (int node = 1; node <= 3; node++) {
            if (!world.node(node).alive) {
                world.restart(node);
            }
        }
        world.heal();
    }

    /** Sends to everybody who believes to lead. */
    private void produce(SplittableRandom random) {
        for (int node = 1; node <= 3; node++) {
            if (world.node(node).alive && random.nextInt(4) > 0) {
                String value = "v" + values++;
                ByteBuffer batch = cluster.batch(value);
                RequestId id = world.send(node, Requests.produce(-1, "t", 0, batch));
                sent.put(id, new Sent(world.node(node), value));
            }
        }
    }

    private void collect() {
        sent.forEach(
                (id, one) -> {
                    if (one.node().replies.remove(id) instanceof Produce.Response response
                            && response.topics().get(0).partitions().get(0).error()
                                    == ErrorCode.NONE) {
                        acknowledged.add(one.value());
                    }
                });
    }
}
