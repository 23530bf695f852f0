package strata.conformance;

import java.util.List;

/**
 * Clients as members of a group, each a program that prints {@code partition TAB offset} of the
 * records it is handed, commits twice a second, and is missed after six seconds of silence.
 */
enum GroupClient {
    /** KafkaConsumer in the classic protocol, as it comes. */
    JAVA_CLASSIC {
        @Override
        Command member(String bootstrap, String topic, String group) {
            return java(bootstrap, topic, group).and("group.protocol=classic").and(SESSION);
        }
    },

    /** KafkaConsumer in the classic protocol, rebalancing without stopping everyone (KIP-429). */
    JAVA_COOPERATIVE {
        @Override
        Command member(String bootstrap, String topic, String group) {
            return java(bootstrap, topic, group)
                    .and("group.protocol=classic")
                    .and(SESSION)
                    .and(
                            "partition.assignment.strategy="
                                + "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        }
    },

    /** KafkaConsumer in the new protocol (KIP-848). */
    JAVA_CONSUMER {
        @Override
        Command member(String bootstrap, String topic, String group) {
            return java(bootstrap, topic, group).and("group.protocol=consumer");
        }
    },

    /** kcat on librdkafka 2. */
    KCAT {
        @Override
        Command member(String bootstrap, String topic, String group) {
            return Command.of("kcat", "-b", bootstrap, "-G", group, topic)
                    .and("-u", "-q", "-f", "%p\\t%o\\n")
                    .and("-X", "auto.offset.reset=earliest", "-X", "auto.commit.interval.ms=500")
                    .and("-X", "session.timeout.ms=6000", "-X", "heartbeat.interval.ms=1000")
                    .and("-X", "max.poll.interval.ms=15000", "-X", "fetch.wait.max.ms=100");
        }

        @Override
        boolean mayKeepOneBack() {
            // librdkafka counts a record as consumed when it hands it over, so it may be committed
            // before kcat prints it.
            return true;
        }
    },

    /** kafkajs 2.2.4. */
    KAFKAJS {
        @Override
        Command member(String bootstrap, String topic, String group) {
            return ClientPrograms.node("group_kafkajs.js").and(bootstrap, topic, group);
        }

        @Override
        boolean hearsSignals() {
            // When a coordinator dies it may go round in a loop of its own from then on.
            return false;
        }
    },

    /** kafka-python 2.3.3. */
    PYTHON {
        @Override
        Command member(String bootstrap, String topic, String group) {
            return ClientPrograms.python("group_kafka_python.py").and(bootstrap, topic, group);
        }
    },

    /** kafka-python 2.0.2, of the oldest request versions. */
    PYTHON_2_0_2 {
        @Override
        Command member(String bootstrap, String topic, String group) {
            return ClientPrograms.python("group_kafka_python.py", "kafka-python-2.0.2")
                    .and(bootstrap, topic, group);
        }
    };

    /** A cluster's configuration that misses members of the new protocol after six seconds, too. */
    static final List<String> SHORT_SESSIONS =
            List.of(
                    "group.consumer.session.timeout.ms=6000",
                    "group.consumer.min.session.timeout.ms=6000",
                    "group.consumer.heartbeat.interval.ms=1000",
                    "group.consumer.min.heartbeat.interval.ms=1000",
                    "group.initial.rebalance.delay.ms=500");

    private static final List<String> SESSION =
            List.of("session.timeout.ms=6000", "heartbeat.interval.ms=1000");

    /** Whether it is a JVM that may hold several members: {@code members=3} at the end. */
    boolean isJava() {
        return name().startsWith("JAVA");
    }

    /** Whether it always ends, after committing and leaving, when it is sent a signal. */
    boolean hearsSignals() {
        return true;
    }

    /**
     * Whether a member that ends may have committed one record that it has not printed, right
     * behind the last of its partition: the client's own at-most-once, on any server.
     */
    boolean mayKeepOneBack() {
        return false;
    }

    /** The command line of one member. */
    abstract Command member(String bootstrap, String topic, String group);

    private static Command java(String bootstrap, String topic, String group) {
        return Command.java("strata.conformance.GroupMemberProgram", bootstrap, topic, group)
                .and("max.poll.interval.ms=15000", "metadata.max.age.ms=2000")
                .and("retry.backoff.ms=50", "reconnect.backoff.max.ms=200");
    }
}
