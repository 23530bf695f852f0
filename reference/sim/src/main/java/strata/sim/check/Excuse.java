package strata.sim.check;

import strata.sim.check.Configuration.Transactions;

/** Why an anomaly is none of the log's faults: the protocol allows it in this configuration. */
public enum Excuse {
    /** The readers of Kafka are isolated, its writers are not. */
    INTERLEAVING("others may write between the writes of a transaction") {
        @Override
        boolean holds(Configuration configuration, ClientSettings client) {
            return true;
        }
    },
    /** The reader had subscribed. */
    REBALANCE("the consumer subscribes, so a rebalance may have moved the partition meanwhile") {
        @Override
        boolean holds(Configuration configuration, ClientSettings client) {
            return true;
        }
    },
    /** The send was tried more than once, or has no answer. */
    SENT_AGAIN("the producer is not idempotent, and a try without an answer may be done late") {
        @Override
        boolean holds(Configuration configuration, ClientSettings client) {
            return !client.idempotent();
        }
    },
    /** The reader does not wait for the end of transactions. */
    DIRTY_READ("the reader is read_uncommitted, and sees transactions before they end") {
        @Override
        boolean holds(Configuration configuration, ClientSettings client) {
            return !client.readsCommitted();
        }
    },
    /** A loss came after the record was last seen. */
    LOSS("a loss came in between, and the promise does not cover it") {
        @Override
        boolean holds(Configuration configuration, ClientSettings client) {
            return configuration.keeps() != Keeps.ACKED_AND_SHOWN;
        }
    },
    /** An earlier transaction of the same producer has an end without an answer. */
    DELAYED_END("transactions v1: the late end of an earlier transaction may have ended this one") {
        @Override
        boolean holds(Configuration configuration, ClientSettings client) {
            return configuration.transactions() == Transactions.V1;
        }
    };

    /** The name of the flaw that {@link #DELAYED_END} is, in the field. */
    public static final String LATE_END = "KAFKA-17754";

    private final String told;

    Excuse(String told) {
        this.told = told;
    }

    /** Whether a configuration admits it at all; that it also fits the case, a check finds out. */
    abstract boolean holds(Configuration configuration, ClientSettings client);

    /** In words. */
    public String told() {
        return told;
    }
}
