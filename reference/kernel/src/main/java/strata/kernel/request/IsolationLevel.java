package strata.kernel.request;

/** What of transactions a reader sees ({@code isolation.level}, KIP-98). */
public enum IsolationLevel {
    READ_UNCOMMITTED,
    READ_COMMITTED
}
