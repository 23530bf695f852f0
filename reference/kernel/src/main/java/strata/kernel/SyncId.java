package strata.kernel;

/** One call of {@link NodeContext#sync}; the node chooses the number. */
public record SyncId(long number) {}
