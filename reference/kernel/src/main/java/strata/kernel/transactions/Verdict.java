package strata.kernel.transactions;

import strata.kernel.Refusal;

/** What is to be done with a batch that has a producer id. */
public sealed interface Verdict {
    /** It is new: append it. */
    Verdict APPEND = new Append();

    /** It is new: append it. */
    record Append() implements Verdict {}

    /**
     * It was appended before: answer as then, and append nothing. The answer has to wait for the
     * other replicas as the first one did.
     *
     * @param lastOffset of its last record
     * @param timestampMs its greatest timestamp, or when it was appended where the topic says so;
     *     of a batch that is known by a snapshot perhaps that of a later marker of the producer, as
     *     the file has but one
     */
    record Duplicate(long firstOffset, long lastOffset, long timestampMs) implements Verdict {}

    /** It may not be appended. */
    record Refused(Refusal refusal) implements Verdict {}
}
