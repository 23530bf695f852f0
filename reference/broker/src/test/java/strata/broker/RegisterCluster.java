package strata.broker;

import static strata.broker.ReplicaWorld.ALL;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.RequestId;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;

/**
 * Three brokers, one partition of the offsets' topic on all of them; the metadata is dictated, and
 * what is coordinated are registers.
 */
final class RegisterCluster {
    private static final String TOPIC = "__consumer_offsets";

    final RegisterGroups groups = new RegisterGroups();
    final ReplicaWorld replicas =
            new ReplicaWorld(
                    Layers.load(RegisterCluster.class.getClassLoader())
                            .with(Layers.Layer.GROUPS, "test", groups));
    final ClusterWorld world = replicas.world;

    /** The topic is there, and its coordinators are loaded. */
    RegisterCluster() {
        replicas.create(TOPIC, ALL, "cleanup.policy", "compact");
        world.passes(100);
    }

    RequestId commit(int node, String group, long offset) {
        return world.send(node, GroupRequests.commit(group, offset));
    }

    static ErrorCode error(OffsetCommit.Response response) {
        return response.topics().get(0).partitions().get(0).error();
    }

    ErrorCode committed(int node, RequestId id) {
        return error(world.answer(OffsetCommit.Response.class, node, id));
    }

    /** What a fetch of one group says: an error, or its offset. */
    static Object fetched(OffsetFetch.Response response) {
        OffsetFetch.GroupResult group = response.groups().get(0);
        if (group.error() != ErrorCode.NONE) {
            return group.error();
        }
        List<OffsetFetch.PartitionResult> offsets = group.topics().get(0).partitions();
        return offsets.isEmpty() ? "none" : offsets.get(0).offset();
    }

    Object fetched(int node, RequestId id) {
        return fetched(world.answer(OffsetFetch.Response.class, node, id));
    }

    Object fetch(int node, String group) {
        return fetched(world.ask(OffsetFetch.Response.class, node, GroupRequests.fetch(group)));
    }

    boolean isAnswered(int node, RequestId id) {
        return replicas.isAnswered(node, id);
    }

    RegisterGroups.Register last() {
        return groups.made.get(groups.made.size() - 1);
    }
}
