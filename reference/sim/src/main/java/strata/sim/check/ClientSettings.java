package strata.sim.check;

import strata.kernel.request.IsolationLevel;

/**
 * How a client was configured.
 *
 * @param idempotent {@code enable.idempotence}: sending again never appends again (KIP-98)
 * @param isolation {@code isolation.level}: whether it sees what no transaction has committed
 */
public record ClientSettings(boolean idempotent, IsolationLevel isolation) {
    /** Kafka's strictest: an idempotent producer, and a reader of committed records. */
    public static final ClientSettings STRICT =
            new ClientSettings(true, IsolationLevel.READ_COMMITTED);

    boolean readsCommitted() {
        return isolation == IsolationLevel.READ_COMMITTED;
    }
}
