package strata.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.EnvironmentFault;
import strata.cli.status.FakeBroker;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.Api;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.Metadata;
import strata.kernel.request.Response;

/** When a cluster of two counts as one that serves. */
class ReadinessTest {
    @TempDir private Path directory;

    private final AtomicInteger askedCount = new AtomicInteger();

    private static DescribeCluster.Response says(
            @Nullable NodeId controller, List<Integer> brokers, List<Integer> fenced) {
        return new DescribeCluster.Response(
                ErrorCode.NONE,
                (byte) 1,
                "AAAAAAAAAAAAAAAAAAAAAA",
                controller,
                brokers.stream()
                        .map(id -> new Metadata.Broker(new NodeId(id), "127.0.0.1", 9092, null))
                        .toList(),
                fenced.stream().map(NodeId::new).toList());
    }

    @Test
    void itServesOnceEveryNodeSeesEveryBrokerUnfencedAndAController() throws Exception {
        List<DescribeCluster.Response> story =
                List.of(
                        says(null, List.of(), List.of()),
                        says(new NodeId(1), List.of(1), List.of()),
                        says(new NodeId(1), List.of(1, 2), List.of(2)),
                        says(new NodeId(1), List.of(1, 2), List.of()));
        try (FakeBroker one = broker(1, story);
                FakeBroker two = broker(2, story.subList(3, 4))) {
            assertThat(new Readiness(plan(one.port(), two.port())).await(List::of, 30)).isTrue();
        }
        assertThat(askedCount).as("every state was seen").hasValue(5);
    }

    @Test
    void whatIsMissingIsNamed() {
        try (FakeBroker one = broker(1, List.of(says(new NodeId(1), List.of(1, 2), List.of(2))))) {
            Readiness readiness = new Readiness(plan(one.port(), one.port()));

            assertThatThrownBy(() -> readiness.await(List::of, 0))
                    .isInstanceOf(EnvironmentFault.class)
                    .hasMessage(
                            "the cluster does not serve after 0 s: node 1 (127.0.0.1:%d) says:"
                                    + " node 2 is fenced",
                            one.port());
        }
    }

    @Test
    void aNodeThatHasEndedIsNotWaitedFor() throws Exception {
        ClusterPlan plan = plan(1, 1);

        assertThat(
                        new Readiness(plan)
                                .await(
                                        () -> List.of(new Cluster.Ended(plan.nodes().get(1), 3)),
                                        30))
                .isFalse();
    }

    /** Says one after the other, and the last for ever. */
    private FakeBroker broker(int id, List<DescribeCluster.Response> story) {
        AtomicInteger next = new AtomicInteger();
        return FakeBroker.start(
                directory.resolve("node-" + id),
                id,
                EnumSet.of(Api.DESCRIBE_CLUSTER),
                request -> {
                    askedCount.incrementAndGet();
                    Response said = story.get(Math.min(next.getAndIncrement(), story.size() - 1));
                    return said;
                });
    }

    private ClusterPlan plan(int onePort, int twoPort) {
        return new ClusterPlan(
                List.of(
                        new NodePlan(1, onePort, directory.resolve("node-1"), Map.of()),
                        new NodePlan(2, twoPort, directory.resolve("node-2"), Map.of())),
                "AAAAAAAAAAAAAAAAAAAAAA");
    }
}
