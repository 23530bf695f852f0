package strata.kernel.log;

/**
 * What an append did.
 *
 * @param firstOffset of its first record
 * @param lastOffset of its last record
 */
public record Appended(long firstOffset, long lastOffset) {}
