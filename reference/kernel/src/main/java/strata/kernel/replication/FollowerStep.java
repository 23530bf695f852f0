package strata.kernel.replication;

import strata.kernel.ErrorCode;

/** What a follower did with an answer of its leader. */
public sealed interface FollowerStep {
    /**
     * It took what there was.
     *
     * @param bytes appended; 0 when there was nothing new
     */
    record Took(int bytes) implements FollowerStep {}

    /** Its log was no prefix of the leader's, and was cut. It asks again at once. */
    record Truncated(long fromOffset, long toOffset) implements FollowerStep {}

    /** Its log lay below the leader's, was dropped, and goes on at the leader's log start. */
    record StartedAnew(long offset) implements FollowerStep {}

    /**
     * The leader has nothing at its offset: the broker is to ask for the leader's log start and log
     * end, and to give them to {@link FollowerReplica#outOfRange}.
     */
    record AsksForRange() implements FollowerStep {}

    /** Asks again later: the error passes by itself. */
    record Waits(ErrorCode error, String why) implements FollowerStep {}

    /** Asks no more before the metadata tells of another leader epoch. */
    record Stops(ErrorCode error, String why) implements FollowerStep {}

    /** The answer was to an older question, and is of no use. */
    record Ignored() implements FollowerStep {}
}
