package strata.sim.cluster;

import strata.kernel.ErrorCode;

/** What a client makes of an error. */
public enum Retry {
    /** Nothing was done: it may do it again. */
    NOT_DONE,
    /** It may have been done, or may still be. */
    UNKNOWN,
    /** No cluster in order says so to a good request. */
    NEVER;

    /** What a producer makes of the error of a partition. */
    public static Retry ofProduce(ErrorCode error) {
        return switch (error) {
            case NOT_ENOUGH_REPLICAS -> NOT_DONE;
            // NOT_LEADER_OR_FOLLOWER: also told of what was appended, when the leader stops leading
            // before its followers have it.
            case NOT_LEADER_OR_FOLLOWER,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    REQUEST_TIMED_OUT,
                    LEADER_NOT_AVAILABLE,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    UNKNOWN_TOPIC_ID,
                    KAFKA_STORAGE_ERROR,
                    REPLICA_NOT_AVAILABLE,
                    NETWORK_EXCEPTION ->
                    UNKNOWN;
            default -> NEVER;
        };
    }

    /** Whether a reader asks for the metadata and tries again. */
    public static boolean isRefreshedByReader(ErrorCode error) {
        return switch (error) {
            case NOT_LEADER_OR_FOLLOWER,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_LEADER_EPOCH,
                    LEADER_NOT_AVAILABLE,
                    REPLICA_NOT_AVAILABLE,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    UNKNOWN_TOPIC_ID,
                    INCONSISTENT_TOPIC_ID,
                    KAFKA_STORAGE_ERROR,
                    OFFSET_NOT_AVAILABLE,
                    NETWORK_EXCEPTION ->
                    true;
            default -> false;
        };
    }

    /** Whether a change that the controller is asked for may be tried again. */
    public static boolean isRetriedByAdmin(ErrorCode error) {
        return switch (error) {
            case NOT_CONTROLLER,
                    REQUEST_TIMED_OUT,
                    BROKER_NOT_AVAILABLE,
                    LEADER_NOT_AVAILABLE,
                    NETWORK_EXCEPTION,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    INVALID_REPLICATION_FACTOR,
                    INVALID_REPLICA_ASSIGNMENT ->
                    true;
            default -> false;
        };
    }
}
