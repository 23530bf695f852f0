package strata.apps.capstone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import strata.apps.play.PlayFault;

/** Reads topics from their beginning, with {@code isolation.level=read_committed}. */
final class CommittedReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CALL = Duration.ofSeconds(60);

    private final String bootstrap;
    private final List<TopicPartition> partitions = new ArrayList<>();

    CommittedReader(String bootstrap, List<String> topics) {
        this.bootstrap = bootstrap;
        for (String topic : topics) {
            for (int partition = 0; partition < Topics.PARTITION_COUNT; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
        }
    }

    /** One that will read everything; belongs to no group. */
    KafkaConsumer<String, String> fromTheBeginning() {
        KafkaConsumer<String, String> consumer = consumer("read_committed");
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private KafkaConsumer<String, String> consumer(String isolation) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("isolation.level", isolation);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none");
        settings.put("default.api.timeout.ms", (int) CALL.toMillis());
        settings.put("request.timeout.ms", 10_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    /**
     * Whether nothing of the topics is undecided: readers of committed records see as far as
     * others.
     */
    boolean isDecided() {
        try (KafkaConsumer<String, String> all = consumer("read_uncommitted");
                KafkaConsumer<String, String> committed = consumer("read_committed")) {
            return all.endOffsets(partitions).equals(committed.endOffsets(partitions));
        }
    }

    /**
     * Reads everything up to the ends of now.
     *
     * @param stillWell called now and then; ends the reading by an exception of its own
     */
    void readAll(Consumer<ConsumerRecord<String, String>> each, Runnable stillWell) {
        try (KafkaConsumer<String, String> consumer = fromTheBeginning()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long readNanos = System.nanoTime();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                stillWell.run();
                ConsumerRecords<String, String> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    readNanos = System.nanoTime();
                }
                if (System.nanoTime() - readNanos > CALL.toNanos()) {
                    throw new PlayFault(
                            PlayFault.FAILED,
                            "reading back: no record came for " + CALL.toSeconds() + " s");
                }
                records.forEach(each);
            }
        }
    }
}
