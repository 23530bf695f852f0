package strata.kernel;

/**
 * Names a timer. Implementations are immutable values (records): two equal timers are the same
 * timer.
 */
public interface Timer {}
