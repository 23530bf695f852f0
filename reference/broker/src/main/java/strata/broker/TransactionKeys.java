package strata.broker;

import java.util.List;
import java.util.Map;
import strata.kernel.request.DescribeConfigs.Type;

/**
 * The configuration keys of transactions and of producers' states, with Kafka's names, forms and
 * defaults (Kafka documentation, "Broker Configs").
 */
final class TransactionKeys {
    private final Map<String, ConfigKey> keys;

    private TransactionKeys(Map<String, ConfigKey> keys) {
        this.keys = keys;
    }

    /** Adds them to a broker's keys. */
    static void addTo(Map<String, ConfigKey> keys) {
        TransactionKeys adding = new TransactionKeys(keys);
        adding.producers();
        adding.coordinators();
        adding.topic();
    }

    private void producers() {
        number(
                "add.partitions.to.txn.retry.backoff.max.ms",
                "100",
                0,
                "How long a leader asks again to add a partition to a transaction while the one"
                        + " before is not complete.");
        number(
                "add.partitions.to.txn.retry.backoff.ms",
                "20",
                1,
                "How long it waits before it asks again.");
        number(
                "producer.id.expiration.check.interval.ms",
                "600000",
                1,
                "How often producers that have expired are sought.");
        number(
                "producer.id.expiration.ms",
                "86400000",
                1,
                "How long a partition knows a producer that writes nothing.");
        add(
                "transaction.partition.verification.enable",
                Type.BOOLEAN,
                "true",
                0,
                "Whether a leader asks the coordinator before the first batch of a transaction.");
    }

    private void coordinators() {
        number(
                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                "10000",
                1,
                "Of no effect: a transaction is aborted when its time is up.");
        number(
                "transaction.max.timeout.ms",
                "900000",
                1,
                "The longest time that a producer may ask for its transactions.");
        number(
                "transaction.remove.expired.transaction.cleanup.interval.ms",
                "3600000",
                1,
                "How often transactional ids that have expired are sought.");
        number(
                "transactional.id.expiration.ms",
                "604800000",
                1,
                "How long a transactional id is known that is not used.");
    }

    private void topic() {
        number(
                "transaction.state.log.min.isr",
                "2",
                1,
                "min.insync.replicas of __transaction_state; as many as it has replicas at most.");
        number(
                "transaction.state.log.num.partitions",
                "50",
                1,
                "Partitions of __transaction_state; they must not change once it is there.");
        add(
                "transaction.state.log.replication.factor",
                Type.SHORT,
                "3",
                1,
                "Replicas of __transaction_state; as many as there are brokers at most.");
        number(
                "transaction.state.log.segment.bytes",
                "104857600",
                1,
                "How large a segment of __transaction_state grows, in bytes.");
    }

    private void number(String name, String defaultValue, long min, String text) {
        add(name, Type.INT, defaultValue, min, text);
    }

    private void add(String name, Type type, String defaultValue, long min, String text) {
        keys.put(name, new ConfigKey(name, type, defaultValue, null, List.of(), min, text));
    }
}
