package strata.broker.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.Vote;

/** What is answered to requests about the quorum. */
@Tag("layer")
final class MetadataRequestsTest {
    private static MetadataRecord topic(int number) {
        return new TopicCreated("topic-" + number, new TopicId(7, number));
    }

    @Test
    void aVoteFromAnotherClusterIsRefused() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        world.awaitLeader();
        int epoch = world.node(1).runtime().status().epoch();
        RequestId id = new RequestId(1_000_000, 0);

        world.node(1)
                .turn(
                        new Event.RequestArrived(
                                id,
                                ClientInfo.ANONYMOUS,
                                new Vote.Request("another-cluster-00000", 1, 2, 99, 98, 9, false)));

        Vote.Response response = (Vote.Response) world.node(1).replies.get(id);
        assertThat(Objects.requireNonNull(response).error())
                .isEqualTo(ErrorCode.INCONSISTENT_CLUSTER_ID);
        assertThat(world.node(1).runtime().status().epoch()).isEqualTo(epoch);
    }

    @Test
    void aVoterAmongVotersOfAnotherClusterStopsAndDisturbsNobody() {
        MetadataWorld world = new MetadataWorld(3, 0);
        world.node(3).clusterId = "another-cluster-000000";
        world.started();

        world.passes(10_000);

        assertThat(world.node(3).alive).isFalse();
        assertThat(world.node(1).alive).isTrue();
        assertThat(world.node(2).alive).isTrue();
        assertThat(world.leader()).isNotNull();
    }

    @Test
    void aVoteMeantForAnotherVoterIsRefused() {
        MetadataWorld world = new MetadataWorld(3, 0).started();
        RequestId id = new RequestId(1_000_000, 0);

        world.node(1)
                .turn(
                        new Event.RequestArrived(
                                id,
                                ClientInfo.ANONYMOUS,
                                new Vote.Request(MetadataWorld.CLUSTER, 3, 2, 99, 98, 9, false)));

        Vote.Response response = (Vote.Response) world.node(1).replies.get(id);
        assertThat(Objects.requireNonNull(response).error()).isEqualTo(ErrorCode.INVALID_VOTER_KEY);
    }

    @Test
    void theLeaderDescribesTheQuorum() {
        MetadataWorld world = new MetadataWorld(3, 1).started();
        MetadataNode leader = world.awaitLeader();
        leader.append(topic(1));
        world.passes(1_000);
        RequestId id = new RequestId(1_000_000, 0);

        leader.turn(
                new Event.RequestArrived(id, ClientInfo.ANONYMOUS, new DescribeQuorum.Request()));

        DescribeQuorum.Response response =
                (DescribeQuorum.Response) Objects.requireNonNull(leader.replies.get(id));
        assertThat(response.leader()).isEqualTo(leader.id);
        assertThat(response.voters())
                .extracting(DescribeQuorum.ReplicaState::logEndOffset)
                .containsOnly(leader.runtime().endOffset());
        assertThat(response.observers())
                .extracting(DescribeQuorum.ReplicaState::replica)
                .containsExactly(new NodeId(4));
        assertThat(response.highWatermark()).isEqualTo(leader.runtime().endOffset());
    }
}
