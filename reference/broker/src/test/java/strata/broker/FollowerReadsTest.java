package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.ReplicaWorld.ALL;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;

/** What followers serve, and what is deleted from all replicas. */
@Tag("layer")
class FollowerReadsTest {
    private final ReplicaWorld replicas = new ReplicaWorld();
    private final ClusterWorld world = replicas.world;

    @Test
    void aFollowerServesConsumersThatSayWhereTheyAreAndNoOthers() {
        replicas.create(ALL);
        replicas.produce(1, "a");
        world.passes(100);
        Fetch.Request plain = Requests.fetch("t", 0, 0, 0);
        Fetch.Request near =
                new Fetch.Request(
                        -1,
                        0,
                        0,
                        1 << 20,
                        IsolationLevel.READ_UNCOMMITTED,
                        0,
                        0,
                        plain.topics(),
                        -1,
                        List.of(),
                        "rack 2",
                        null);

        Fetch.PartitionResult refused = fetched(2, plain);
        Fetch.PartitionResult served = fetched(2, near);

        assertThat(refused.error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(replicas.values(served.records())).containsExactly("a");
    }

    private Fetch.PartitionResult fetched(int node, Fetch.Request request) {
        return world.ask(Fetch.Response.class, node, request).topics().get(0).partitions().get(0);
    }

    @Test
    void aFollowerThatIsBehindTheLeadersBeginningStartsAnewThere() {
        replicas.create(ALL);
        replicas.produce(1, "a", "b");
        world.kill(3);
        replicas.elect(1, 1, 2);
        replicas.produce(1, "c", "d");
        world.passes(100);
        replicas.commit(new BrokerChanged(new NodeId(3), 0, true, false));
        deleteBefore(3);
        replicas.commit(new BrokerChanged(new NodeId(3), 0, false, false));

        world.restart(3);
        world.passes(5_000);

        assertThat(replicas.partition(3).log().logStartOffset()).isEqualTo(3);
        assertThat(replicas.partition(3).log().logEndOffset()).isEqualTo(4);
        assertThat(replicas.partition(2).log().logStartOffset()).isEqualTo(3);
        assertThat(replicas.state().isr()).containsExactlyElementsOf(ALL);
    }

    private DeleteRecords.PartitionResult deleteBefore(long offset) {
        return world.await(
                        DeleteRecords.Response.class,
                        1,
                        new DeleteRecords.Request(
                                List.of(
                                        new DeleteRecords.TopicDeletion(
                                                "t",
                                                List.of(
                                                        new DeleteRecords.PartitionDeletion(
                                                                0, offset)))),
                                1_000),
                        2_000)
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    @Test
    void aDeletionIsAnsweredOnceTheFollowersHaveMadeItToo() {
        replicas.create(ALL);
        replicas.produce(1, "a", "b");

        DeleteRecords.PartitionResult result = deleteBefore(2);

        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        assertThat(result.lowWatermark()).isEqualTo(2);
        assertThat(world.nowMs).isLessThan(1_000);
        for (int node = 1; node <= 3; node++) {
            assertThat(replicas.partition(node).log().logStartOffset()).isEqualTo(2);
        }
    }

    @Test
    void aDeletionThatAFollowerDoesNotMakeInTimeIsToldSo() {
        replicas.create(ALL);
        replicas.produce(1, "a", "b");
        world.passes(100);
        world.cutOff(3);

        DeleteRecords.PartitionResult result = deleteBefore(2);

        assertThat(result.error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }
}
