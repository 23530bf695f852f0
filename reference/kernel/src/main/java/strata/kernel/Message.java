package strata.kernel;

/**
 * A message between nodes. Implementations are immutable values. Provisional: its kinds are fixed
 * with layer 3, the first to send any.
 */
public interface Message {}
