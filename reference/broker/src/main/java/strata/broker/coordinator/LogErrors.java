package strata.broker.coordinator;

import strata.kernel.ErrorCode;

/** What clients of coordinators are told of a coordinator's log. */
public final class LogErrors {
    private LogErrors() {}

    /** What a client is told of why a log took no records, or did not commit them. */
    public static ErrorCode told(ErrorCode error) {
        return switch (error) {
            case UNKNOWN_TOPIC_OR_PARTITION, NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT ->
                    ErrorCode.COORDINATOR_NOT_AVAILABLE;
            case NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR -> ErrorCode.NOT_COORDINATOR;
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> ErrorCode.UNKNOWN_SERVER_ERROR;
            default -> error;
        };
    }
}
