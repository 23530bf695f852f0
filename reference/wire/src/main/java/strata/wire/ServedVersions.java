package strata.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import strata.kernel.request.Api;

/**
 * The versions of each API that are served: those of Apache Kafka 4.3.1. Kept here, and not asked
 * of kafka-clients' {@code ApiKeys}, because that class loads the schemas of every message there
 * is, which a node would pay for at each start.
 */
enum ServedVersions {
    PRODUCE("Produce", 3, 13, 9),
    FETCH("Fetch", 4, 18, 12),
    LIST_OFFSETS("ListOffsets", 1, 11, 6),
    METADATA("Metadata", 0, 13, 9),
    OFFSET_COMMIT("OffsetCommit", 2, 10, 8),
    OFFSET_FETCH("OffsetFetch", 1, 10, 6),
    FIND_COORDINATOR("FindCoordinator", 0, 6, 3),
    JOIN_GROUP("JoinGroup", 0, 9, 6),
    HEARTBEAT("Heartbeat", 0, 4, 4),
    LEAVE_GROUP("LeaveGroup", 0, 5, 4),
    SYNC_GROUP("SyncGroup", 0, 5, 4),
    DESCRIBE_GROUPS("DescribeGroups", 0, 6, 5),
    LIST_GROUPS("ListGroups", 0, 5, 3),
    API_VERSIONS("ApiVersions", 0, 4, 3),
    CREATE_TOPICS("CreateTopics", 2, 7, 5),
    DELETE_TOPICS("DeleteTopics", 1, 6, 4),
    DELETE_RECORDS("DeleteRecords", 0, 2, 2),
    DESCRIBE_CONFIGS("DescribeConfigs", 1, 4, 4),
    ALTER_CONFIGS("AlterConfigs", 0, 2, 2),
    DESCRIBE_LOG_DIRS("DescribeLogDirs", 1, 5, 2),
    CREATE_PARTITIONS("CreatePartitions", 0, 3, 2),
    INCREMENTAL_ALTER_CONFIGS("IncrementalAlterConfigs", 0, 1, 1),
    DESCRIBE_CLUSTER("DescribeCluster", 0, 2, 0),
    DESCRIBE_TOPIC_PARTITIONS("DescribeTopicPartitions", 0, 0, 0),
    DELETE_GROUPS("DeleteGroups", 0, 2, 2),
    OFFSET_DELETE("OffsetDelete", 0, 0, Short.MAX_VALUE),
    CONSUMER_GROUP_HEARTBEAT("ConsumerGroupHeartbeat", 0, 1, 0),
    CONSUMER_GROUP_DESCRIBE("ConsumerGroupDescribe", 0, 1, 0),
    INIT_PRODUCER_ID("InitProducerId", 0, 5, 2),
    ADD_PARTITIONS_TO_TXN("AddPartitionsToTxn", 0, 5, 3),
    ADD_OFFSETS_TO_TXN("AddOffsetsToTxn", 0, 4, 3),
    END_TXN("EndTxn", 0, 5, 3),
    WRITE_TXN_MARKERS("WriteTxnMarkers", 1, 2, 1),
    TXN_OFFSET_COMMIT("TxnOffsetCommit", 0, 5, 3),
    DESCRIBE_PRODUCERS("DescribeProducers", 0, 0, 0),
    DESCRIBE_TRANSACTIONS("DescribeTransactions", 0, 0, 0),
    LIST_TRANSACTIONS("ListTransactions", 0, 2, 0),
    ALLOCATE_PRODUCER_IDS("AllocateProducerIds", 0, 0, 0),
    UPDATE_FEATURES("UpdateFeatures", 0, 2, 0),
    OFFSET_FOR_LEADER_EPOCH("OffsetForLeaderEpoch", 2, 4, 4),
    ELECT_LEADERS("ElectLeaders", 0, 2, 2),
    ALTER_PARTITION_REASSIGNMENTS("AlterPartitionReassignments", 0, 1, 0),
    LIST_PARTITION_REASSIGNMENTS("ListPartitionReassignments", 0, 0, 0),
    VOTE("Vote", 0, 2, 0),
    BEGIN_QUORUM_EPOCH("BeginQuorumEpoch", 0, 1, 1),
    END_QUORUM_EPOCH("EndQuorumEpoch", 0, 1, 1),
    DESCRIBE_QUORUM("DescribeQuorum", 0, 2, 0),
    ALTER_PARTITION("AlterPartition", 2, 3, 0),
    FETCH_SNAPSHOT("FetchSnapshot", 0, 1, 0),
    BROKER_REGISTRATION("BrokerRegistration", 0, 4, 0),
    BROKER_HEARTBEAT("BrokerHeartbeat", 0, 2, 0),
    UNREGISTER_BROKER("UnregisterBroker", 0, 0, 0);

    private final String apiName;
    private final short oldest;
    private final short newest;
    // The first version with compact lengths and tagged fields (KIP-482).
    private final short firstFlexible;

    ServedVersions(String apiName, int oldest, int newest, int firstFlexible) {
        this.apiName = apiName;
        this.oldest = (short) oldest;
        this.newest = (short) newest;
        this.firstFlexible = (short) firstFlexible;
    }

    private static final Map<Api, ServedVersions> BY_API = byApi();

    static ServedVersions of(Api api) {
        return Objects.requireNonNull(BY_API.get(api));
    }

    private static Map<Api, ServedVersions> byApi() {
        Map<Api, ServedVersions> versions = new EnumMap<>(Api.class);
        for (Api api : Api.values()) {
            versions.put(api, valueOf(api.name()));
        }
        return versions;
    }

    /** The API's name on the protocol page. */
    String apiName() {
        return apiName;
    }

    short oldest() {
        return oldest;
    }

    short newest() {
        return newest;
    }

    boolean includes(short version) {
        return version >= oldest && version <= newest;
    }

    boolean isFlexible(short version) {
        return version >= firstFlexible;
    }

    /** The version of the header before a request. */
    short requestHeaderVersion(short version) {
        return (short) (isFlexible(version) ? 2 : 1);
    }

    /**
     * The version of the header before an answer. ApiVersions always has the oldest: the client
     * reads it before it can know what the broker speaks (KIP-511).
     */
    short responseHeaderVersion(short version) {
        return (short) (isFlexible(version) && this != API_VERSIONS ? 1 : 0);
    }

    /**
     * The oldest version that clients are told. Produce says 0 although 0 to 2 are refused:
     * librdkafka takes 0 for a sign of gzip, snappy and lz4, and would silently send everything
     * uncompressed (KAFKA-18659).
     */
    short oldestAdvertised() {
        return this == PRODUCE ? 0 : oldest;
    }
}
