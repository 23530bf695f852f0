package strata.wire;

import strata.kernel.request.Api;

/**
 * The versions of an API that are served: those of Apache Kafka 4.3.1. Kept here, and not asked of
 * kafka-clients' {@code ApiKeys}, because that class loads the schemas of every message there is,
 * which a node would pay for at each start.
 *
 * @param name the API's name on the protocol page
 * @param firstFlexible the first version with compact lengths and tagged fields (KIP-482)
 */
record ServedVersions(String name, short oldest, short newest, short firstFlexible) {
    private static final ServedVersions PRODUCE = versions("Produce", 3, 13, 9);
    private static final ServedVersions FETCH = versions("Fetch", 4, 18, 12);
    private static final ServedVersions LIST_OFFSETS = versions("ListOffsets", 1, 11, 6);
    private static final ServedVersions METADATA = versions("Metadata", 0, 13, 9);
    private static final ServedVersions API_VERSIONS = versions("ApiVersions", 0, 4, 3);
    private static final ServedVersions CREATE_TOPICS = versions("CreateTopics", 2, 7, 5);
    private static final ServedVersions DELETE_TOPICS = versions("DeleteTopics", 1, 6, 4);
    private static final ServedVersions DESCRIBE_CONFIGS = versions("DescribeConfigs", 1, 4, 4);
    private static final ServedVersions DESCRIBE_CLUSTER = versions("DescribeCluster", 0, 2, 0);
    private static final ServedVersions DESCRIBE_TOPIC_PARTITIONS =
            versions("DescribeTopicPartitions", 0, 0, 0);

    private static ServedVersions versions(String name, int oldest, int newest, int firstFlexible) {
        return new ServedVersions(name, (short) oldest, (short) newest, (short) firstFlexible);
    }

    static ServedVersions of(Api api) {
        return switch (api) {
            case PRODUCE -> PRODUCE;
            case FETCH -> FETCH;
            case LIST_OFFSETS -> LIST_OFFSETS;
            case METADATA -> METADATA;
            case API_VERSIONS -> API_VERSIONS;
            case CREATE_TOPICS -> CREATE_TOPICS;
            case DELETE_TOPICS -> DELETE_TOPICS;
            case DESCRIBE_CONFIGS -> DESCRIBE_CONFIGS;
            case DESCRIBE_CLUSTER -> DESCRIBE_CLUSTER;
            case DESCRIBE_TOPIC_PARTITIONS -> DESCRIBE_TOPIC_PARTITIONS;
        };
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
