package strata.kernel.groups;

import strata.kernel.Nullable;

/**
 * A record of {@code __consumer_offsets}: what is true of its key from now on.
 *
 * @param value null for a tombstone: nothing is, any more
 */
public record GroupRecord(GroupKey key, @Nullable GroupValue value) {}
