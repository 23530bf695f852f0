package strata.apps.capstone;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * How many transactions came to an end, as the coordinators' own log tells it: a record of {@code
 * __transaction_state} each.
 *
 * @param committed with everything in them
 * @param aborted and never seen
 */
record TransactionCount(long committed, long aborted) {
    private static final String TOPIC = "__transaction_state";
    private static final Duration POLL = Duration.ofMillis(200);

    // Of a value, behind its version: producer id, epoch, time-out; then the state
    // (TransactionLogValue.json of Kafka).
    private static final int STATE_POSITION = 2 + 8 + 2 + 4;
    private static final byte COMPLETE_COMMIT = 4;
    private static final byte COMPLETE_ABORT = 5;

    /** Reads it all: the log is compacted, but not while it is as young as a trial's. */
    static TransactionCount read(String bootstrap) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("enable.auto.commit", false);
        try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
                new KafkaConsumer<>(
                        settings, new ByteBufferDeserializer(), new ByteBufferDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(TOPIC).stream()
                            .map(info -> new TopicPartition(TOPIC, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            TransactionCount count = new TransactionCount(0, 0);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<ByteBuffer, ByteBuffer> record : consumer.poll(POLL)) {
                    // Without a value a transactional id is forgotten.
                    count = record.value() == null ? count : count.with(record.value());
                }
            }
            return count;
        }
    }

    /** One record more. */
    TransactionCount with(ByteBuffer value) {
        byte state = value.get(value.position() + STATE_POSITION);
        return new TransactionCount(
                committed + (state == COMPLETE_COMMIT ? 1 : 0),
                aborted + (state == COMPLETE_ABORT ? 1 : 0));
    }
}
