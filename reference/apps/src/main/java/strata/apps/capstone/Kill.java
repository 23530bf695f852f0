package strata.apps.capstone;

import java.time.Instant;

/**
 * A death that was survived.
 *
 * @param strike what was planned
 * @param at when it was
 * @param processes the ids of the processes that were killed
 * @param wholeMs from the death until every replica was in sync again
 * @param gapMs the longest time without a committed result, until the next death
 */
record Kill(Strike strike, Instant at, String processes, long wholeMs, long gapMs) {}
