package strata.apps.play;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;

/** A member of a group: a thread with a consumer of its own. It works first, and commits then. */
final class GroupReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long END_MS_MAX = 20_000;

    private final String name;
    private final KafkaConsumer<String, String> consumer;
    private final Ledger ledger;
    private final Thread thread;
    private volatile boolean ended;
    private volatile long standsStillMs;
    private volatile String refused = "";
    private volatile String fault = "";
    private volatile List<Integer> partitions = List.of();

    GroupReader(String name, KafkaConsumer<String, String> consumer, String topic, Ledger ledger) {
        this.name = name;
        this.consumer = consumer;
        this.ledger = ledger;
        consumer.subscribe(List.of(topic));
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    String name() {
        return name;
    }

    /** The partitions that it reads now. */
    List<Integer> partitions() {
        return partitions;
    }

    /** With the next records in its hands it stands still for so long, once. */
    void standStill(long ms) {
        refused = "";
        standsStillMs = ms;
    }

    /** What was answered to a commit that came too late; empty for none. */
    String refused() {
        return refused;
    }

    /** Why it gave up; empty when it did not. */
    String fault() {
        return fault;
    }

    private void run() {
        try (consumer) {
            while (!ended) {
                ConsumerRecords<String, String> records = consumer.poll(POLL);
                partitions =
                        consumer.assignment().stream()
                                .map(TopicPartition::partition)
                                .sorted()
                                .toList();
                if (!records.isEmpty()) {
                    work(records);
                }
            }
        } catch (KafkaException e) {
            fault = name + ": " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(ConsumerRecords<String, String> records) throws InterruptedException {
        boolean late = standsStillMs > 0;
        if (late) {
            TimeUnit.MILLISECONDS.sleep(standsStillMs);
            standsStillMs = 0;
        }
        for (ConsumerRecord<String, String> record : records) {
            ledger.done(record.value());
        }
        try {
            consumer.commitSync();
            ledger.committed();
        } catch (CommitFailedException e) {
            // Others have its partitions: what it did, they do again.
            if (late) {
                refused = "CommitFailedException";
            }
        } catch (RebalanceInProgressException e) {
            // The next poll takes part in it, and the next commit says the same and more.
        } catch (RetriableException e) {
            // The next commit says the same and more.
        }
    }

    /** It leaves the group. */
    @Override
    public void close() {
        ended = true;
        try {
            thread.join(END_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
