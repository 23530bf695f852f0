package strata.conformance;

import java.util.List;
import java.util.Locale;

/**
 * Clients as instances of an application that reads, processes and writes in transactions: each a
 * program that copies every record of a topic into the partition of the same number of another,
 * commits what it has read in the same transaction, and prints {@code committed TAB records} or
 * {@code aborted TAB why} of each. Members are missed after three seconds of silence, transactions
 * after ten.
 */
enum Copier {
    /** KafkaConsumer in the classic protocol, and KafkaProducer with transactions of version 2. */
    JAVA_CLASSIC {
        @Override
        Command instance(String bootstrap, String from, String transactionalId) {
            return java(bootstrap, from, transactionalId)
                    .and("group.protocol=classic", "session.timeout.ms=3000")
                    .and("heartbeat.interval.ms=500");
        }
    },

    /** KafkaConsumer in the new protocol (KIP-848), and the same producer. */
    JAVA_CONSUMER {
        @Override
        Command instance(String bootstrap, String from, String transactionalId) {
            return java(bootstrap, from, transactionalId).and("group.protocol=consumer");
        }
    },

    /** librdkafka, by confluent-kafka for Python. */
    LIBRDKAFKA {
        @Override
        Command instance(String bootstrap, String from, String transactionalId) {
            return ClientPrograms.python("copy_confluent_kafka.py")
                    .and(bootstrap, from, copy(), group(), transactionalId);
        }
    },

    /** kafkajs 2.2.4, which knows neither version 2 nor KIP-447: a producer for each partition. */
    KAFKAJS {
        @Override
        Command instance(String bootstrap, String from, String transactionalId) {
            return ClientPrograms.node("copy_kafkajs.js").and(bootstrap, from, copy(), group());
        }

        @Override
        boolean hearsSignals() {
            return GroupClient.KAFKAJS.hearsSignals();
        }
    };

    /**
     * A cluster's configuration that lets members be missed so soon, and has few partitions of its
     * own to open anew at each start.
     */
    static final List<String> SHORT_SESSIONS =
            List.of(
                    "offsets.topic.num.partitions=6",
                    "transaction.state.log.num.partitions=6",
                    "group.min.session.timeout.ms=1000",
                    "group.consumer.session.timeout.ms=3000",
                    "group.consumer.min.session.timeout.ms=3000",
                    "group.consumer.heartbeat.interval.ms=500",
                    "group.consumer.min.heartbeat.interval.ms=500",
                    "group.initial.rebalance.delay.ms=500");

    /** Whether it always ends when it is sent a signal. */
    boolean hearsSignals() {
        return true;
    }

    /** The group of its instances. */
    String group() {
        return "copiers-" + name().toLowerCase(Locale.ROOT);
    }

    /** The topic that it writes. */
    String copy() {
        return "copy-" + name().toLowerCase(Locale.ROOT);
    }

    /** The command line of one instance, which copies the topic {@code from}. */
    abstract Command instance(String bootstrap, String from, String transactionalId);

    Command java(String bootstrap, String from, String transactionalId) {
        return Command.java(
                "strata.conformance.CopierProgram",
                bootstrap,
                from,
                copy(),
                group(),
                transactionalId);
    }
}
