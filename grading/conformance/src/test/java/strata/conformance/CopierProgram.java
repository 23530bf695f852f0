package strata.conformance;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Copies a topic into another with kafka-clients, in transactions that hold the offsets of what was
 * read, until it is told to end. Prints a line for each transaction: see {@link Copier}.
 *
 * <p>Arguments: bootstrap, topic to read, topic to write, group, transactional id, then {@code
 * key=value} of the consumer's configuration.
 */
final class CopierProgram {
    /** How it ends when another producer has taken its transactional id, or time has. */
    static final int FENCED = 3;

    private static final Duration POLL = Duration.ofMillis(100);

    private final String from;
    private final String to;
    private final KafkaConsumer<String, String> consumer;
    private final KafkaProducer<String, String> producer;

    private CopierProgram(List<String> arguments) {
        from = arguments.get(1);
        to = arguments.get(2);
        Properties reading = common(arguments.get(0));
        reading.put("group.id", arguments.get(3));
        reading.put("isolation.level", "read_committed");
        reading.put("enable.auto.commit", "false");
        reading.put("auto.offset.reset", "earliest");
        reading.put("max.poll.records", "50");
        for (String more : arguments.subList(5, arguments.size())) {
            int equals = more.indexOf('=');
            reading.put(more.substring(0, equals), more.substring(equals + 1));
        }
        consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer());
        Properties writing = common(arguments.get(0));
        writing.put("transactional.id", arguments.get(4));
        writing.put("transaction.timeout.ms", "10000");
        producer = new KafkaProducer<>(writing, new StringSerializer(), new StringSerializer());
    }

    private static Properties common(String bootstrap) {
        Properties common = new Properties();
        common.put("bootstrap.servers", bootstrap);
        common.put("metadata.max.age.ms", "2000");
        common.put("reconnect.backoff.max.ms", "200");
        common.put("retry.backoff.ms", "20");
        return common;
    }

    public static void main(String[] arguments) {
        CopierProgram program = new CopierProgram(List.of(arguments));
        Thread copying = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> program.end(copying)));
        try {
            program.run();
        } catch (WakeupException toldToEnd) {
            System.err.println("left");
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(FENCED);
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void run() {
        try (consumer;
                producer) {
            producer.initTransactions();
            consumer.subscribe(List.of(from));
            while (true) {
                ConsumerRecords<String, String> polled = poll();
                if (!polled.isEmpty()) {
                    copy(polled);
                }
            }
        }
    }

    /** A member that was missed may be told so here, and joins anew by itself. */
    private ConsumerRecords<String, String> poll() {
        try {
            return consumer.poll(POLL);
        } catch (UnknownMemberIdException
                | FencedMemberEpochException
                | StaleMemberEpochException e) {
            tell("missed", e.toString());
            return ConsumerRecords.empty();
        }
    }

    private void copy(ConsumerRecords<String, String> polled) {
        producer.beginTransaction();
        try {
            Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
            for (ConsumerRecord<String, String> each : polled) {
                var unused =
                        producer.send(
                                new ProducerRecord<>(
                                        to, each.partition(), each.key(), each.value()));
                next.put(
                        new TopicPartition(from, each.partition()),
                        new OffsetAndMetadata(each.offset() + 1));
            }
            producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
            commit();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw e;
        } catch (KafkaException e) {
            // Throws again where nothing can be aborted any more.
            producer.abortTransaction();
            tell("aborted", e.toString());
            rewind();
            return;
        }
        tell("committed", Integer.toString(polled.count()));
    }

    /** Time may be over before the answer has come: then the same question is asked again. */
    private void commit() {
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                tell("late", e.toString());
            }
        }
    }

    /** Goes back to what is committed. */
    private void rewind() {
        Map<TopicPartition, OffsetAndMetadata> committed = null;
        Set<TopicPartition> assigned = Set.of();
        while (committed == null) {
            try {
                assigned = consumer.assignment();
                committed = consumer.committed(assigned);
            } catch (UnknownMemberIdException
                    | FencedMemberEpochException
                    | StaleMemberEpochException e) {
                tell("missed", e.toString());
            }
        }
        for (TopicPartition each : assigned) {
            OffsetAndMetadata offset = committed.get(each);
            try {
                consumer.seek(each, offset == null ? 0 : offset.offset());
            } catch (IllegalStateException takenAway) {
                // Whoever is given it, or given it again, begins at what is committed.
                tell("missed", takenAway.toString());
            }
        }
    }

    private static void tell(String what, String more) {
        System.out.println(what + "\t" + more.replace('\n', ' '));
    }

    private void end(Thread copying) {
        consumer.wakeup();
        try {
            copying.join(Duration.ofSeconds(20).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
