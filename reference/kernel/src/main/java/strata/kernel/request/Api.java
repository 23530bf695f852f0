package strata.kernel.request;

import strata.kernel.Nullable;

/** The APIs that Strata knows, with Kafka's keys (protocol page, "Api Keys"). */
public enum Api {
    PRODUCE(0),
    FETCH(1),
    LIST_OFFSETS(2),
    METADATA(3),
    OFFSET_COMMIT(8),
    OFFSET_FETCH(9),
    FIND_COORDINATOR(10),
    JOIN_GROUP(11),
    HEARTBEAT(12),
    LEAVE_GROUP(13),
    SYNC_GROUP(14),
    DESCRIBE_GROUPS(15),
    LIST_GROUPS(16),
    API_VERSIONS(18),
    CREATE_TOPICS(19),
    DELETE_TOPICS(20),
    DELETE_RECORDS(21),
    INIT_PRODUCER_ID(22),
    OFFSET_FOR_LEADER_EPOCH(23),
    ADD_PARTITIONS_TO_TXN(24),
    ADD_OFFSETS_TO_TXN(25),
    END_TXN(26),
    WRITE_TXN_MARKERS(27),
    TXN_OFFSET_COMMIT(28),
    DESCRIBE_CONFIGS(32),
    ALTER_CONFIGS(33),
    DESCRIBE_LOG_DIRS(35),
    CREATE_PARTITIONS(37),
    DELETE_GROUPS(42),
    ELECT_LEADERS(43),
    INCREMENTAL_ALTER_CONFIGS(44),
    ALTER_PARTITION_REASSIGNMENTS(45),
    LIST_PARTITION_REASSIGNMENTS(46),
    OFFSET_DELETE(47),
    VOTE(52),
    BEGIN_QUORUM_EPOCH(53),
    END_QUORUM_EPOCH(54),
    DESCRIBE_QUORUM(55),
    ALTER_PARTITION(56),
    UPDATE_FEATURES(57),
    FETCH_SNAPSHOT(59),
    DESCRIBE_CLUSTER(60),
    DESCRIBE_PRODUCERS(61),
    BROKER_REGISTRATION(62),
    BROKER_HEARTBEAT(63),
    UNREGISTER_BROKER(64),
    DESCRIBE_TRANSACTIONS(65),
    LIST_TRANSACTIONS(66),
    ALLOCATE_PRODUCER_IDS(67),
    CONSUMER_GROUP_HEARTBEAT(68),
    CONSUMER_GROUP_DESCRIBE(69),
    DESCRIBE_TOPIC_PARTITIONS(75);

    private final short key;

    Api(int key) {
        this.key = (short) key;
    }

    /** The key as it goes over the wire. */
    public short key() {
        return key;
    }

    /** The API of a key; null when Strata does not know it. */
    public static @Nullable Api ofKey(int key) {
        for (Api api : values()) {
            if (api.key == key) {
                return api;
            }
        }
        return null;
    }
}
