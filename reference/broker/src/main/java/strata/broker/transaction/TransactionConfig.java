package strata.broker.transaction;

import strata.broker.BrokerConfig;
import strata.kernel.transactions.TransactionSettings;

/** What the broker's configuration says of transactions. */
final class TransactionConfig {
    // As Kafka has them: request.timeout.ms of a broker.
    static final int REQUEST_TIMEOUT_MS = 30_000;

    private final BrokerConfig config;

    TransactionConfig(BrokerConfig config) {
        this.config = config;
    }

    /** How coordinators behave. */
    TransactionSettings settings() {
        return new TransactionSettings(
                number("transaction.max.timeout.ms"),
                number("transactional.id.expiration.ms"),
                TransactionSettings.DEFAULT.markerRetryMs());
    }

    /** {@code transaction.remove.expired.transaction.cleanup.interval.ms}. */
    int expiryIntervalMs() {
        return number("transaction.remove.expired.transaction.cleanup.interval.ms");
    }

    /** {@code add.partitions.to.txn.retry.backoff.ms}. */
    int additionBackoffMs() {
        return number("add.partitions.to.txn.retry.backoff.ms");
    }

    /** {@code add.partitions.to.txn.retry.backoff.max.ms}: how long to ask again, in all. */
    int additionTimeMs() {
        return number("add.partitions.to.txn.retry.backoff.max.ms");
    }

    private int number(String key) {
        return Integer.parseInt(config.value(key));
    }
}
