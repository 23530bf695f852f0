package strata.broker;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import strata.broker.metadata.MetadataImage;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;

/** What is served depends on the layers that are present, and on the node's roles. */
final class ServedApis {
    // Not served by a controller that is no broker.
    private static final EnumSet<Api> BROKERS =
            EnumSet.of(
                    Api.PRODUCE,
                    Api.LIST_OFFSETS,
                    Api.METADATA,
                    Api.FIND_COORDINATOR,
                    Api.DELETE_RECORDS,
                    Api.OFFSET_FOR_LEADER_EPOCH,
                    Api.DESCRIBE_CONFIGS,
                    Api.DESCRIBE_LOG_DIRS,
                    Api.DESCRIBE_CLUSTER,
                    Api.DESCRIBE_TOPIC_PARTITIONS);
    // Not served by a broker that is no controller.
    private static final EnumSet<Api> CONTROLLERS =
            EnumSet.of(
                    Api.VOTE,
                    Api.BEGIN_QUORUM_EPOCH,
                    Api.END_QUORUM_EPOCH,
                    Api.ALTER_PARTITION,
                    Api.FETCH_SNAPSHOT,
                    Api.BROKER_REGISTRATION,
                    Api.BROKER_HEARTBEAT,
                    Api.ALLOCATE_PRODUCER_IDS);
    // Served from layer 3 on.
    private static final EnumSet<Api> REPLICATION =
            EnumSet.of(
                    Api.OFFSET_FOR_LEADER_EPOCH,
                    Api.ELECT_LEADERS,
                    Api.ALTER_PARTITION_REASSIGNMENTS,
                    Api.LIST_PARTITION_REASSIGNMENTS,
                    Api.VOTE,
                    Api.BEGIN_QUORUM_EPOCH,
                    Api.END_QUORUM_EPOCH,
                    Api.DESCRIBE_QUORUM,
                    Api.ALTER_PARTITION,
                    Api.FETCH_SNAPSHOT,
                    Api.BROKER_REGISTRATION,
                    Api.BROKER_HEARTBEAT,
                    Api.UNREGISTER_BROKER);

    // Served from layer 4 on, by brokers.
    private static final EnumSet<Api> GROUPS =
            EnumSet.of(
                    Api.OFFSET_COMMIT,
                    Api.OFFSET_FETCH,
                    Api.JOIN_GROUP,
                    Api.HEARTBEAT,
                    Api.LEAVE_GROUP,
                    Api.SYNC_GROUP,
                    Api.DESCRIBE_GROUPS,
                    Api.LIST_GROUPS,
                    Api.DELETE_GROUPS,
                    Api.OFFSET_DELETE,
                    Api.CONSUMER_GROUP_HEARTBEAT,
                    Api.CONSUMER_GROUP_DESCRIBE);

    // Served from layer 5 on, by brokers.
    private static final EnumSet<Api> TRANSACTIONS =
            EnumSet.of(
                    Api.INIT_PRODUCER_ID,
                    Api.ADD_PARTITIONS_TO_TXN,
                    Api.ADD_OFFSETS_TO_TXN,
                    Api.END_TXN,
                    Api.WRITE_TXN_MARKERS,
                    Api.TXN_OFFSET_COMMIT,
                    Api.DESCRIBE_PRODUCERS,
                    Api.DESCRIBE_TRANSACTIONS,
                    Api.LIST_TRANSACTIONS);

    // Served from layer 5 on, by controllers too.
    private static final EnumSet<Api> TRANSACTION_CONTROL =
            EnumSet.of(Api.ALLOCATE_PRODUCER_IDS, Api.UPDATE_FEATURES);

    private ServedApis() {}

    /** What a node of these roles can serve on these layers. */
    static Set<Api> of(Layers layers, BrokerConfig.Roles roles) {
        EnumSet<Api> apis = EnumSet.allOf(Api.class);
        if (!layers.has(Layers.Layer.REPLICATION)) {
            apis.removeAll(REPLICATION);
        }
        if (!layers.has(Layers.Layer.SEGMENTS)) {
            // A log that is one file cannot lose its beginning.
            apis.remove(Api.DELETE_RECORDS);
        }
        if (!layers.has(Layers.Layer.GROUPS)) {
            apis.removeAll(GROUPS);
        }
        if (!layers.has(Layers.Layer.TRANSACTIONS)) {
            apis.removeAll(TRANSACTIONS);
            apis.removeAll(TRANSACTION_CONTROL);
        }
        if (!roles.isBroker()) {
            apis.removeAll(TRANSACTIONS);
            apis.removeAll(GROUPS);
            apis.removeAll(BROKERS);
        }
        if (!roles.isController()) {
            apis.removeAll(CONTROLLERS);
        }
        return Collections.unmodifiableSet(apis);
    }

    /** What a node says of itself, and of its cluster as far as it knows. */
    static ApiVersions.Response told(BrokerConfig config, Layers layers, MetadataImage image) {
        return new ApiVersions.Response(
                of(layers, config.identity().roles()),
                ClusterFeatures.told(image, layers.has(Layers.Layer.TRANSACTIONS)));
    }
}
