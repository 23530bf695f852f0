package strata.apps.capstone;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;

/**
 * The application: Kafka Streams, as anybody runs it, in a process of its own. It ends when its
 * standard input does, and so never stays behind.
 *
 * <p>Its stores are in memory: after each death they come back out of the cluster alone.
 */
public final class Kitchen {
    /** Also the name of its consumer group. */
    static final String APPLICATION_ID = "kitchen";

    /** Said when it works; and when a thread of it died and was replaced. */
    static final String WORKS = "works";

    static final String REPLACED = "thread replaced: ";

    private static final Duration END = Duration.ofSeconds(20);

    private Kitchen() {}

    /** Runs it: {@code BOOTSTRAP STATE_DIR}. */
    public static void main(String[] args) {
        CountDownLatch over = new CountDownLatch(1);
        Thread watch = new Thread(() -> awaitEndOfInput(over), "parent-watch");
        watch.setDaemon(true);
        watch.start();
        KafkaStreams streams =
                new KafkaStreams(KitchenTopology.build(), settings(args[0], args[1]));
        streams.setUncaughtExceptionHandler(
                fault -> {
                    System.out.println(REPLACED + causes(fault));
                    return StreamThreadExceptionResponse.REPLACE_THREAD;
                });
        streams.setStateListener(
                (now, before) -> {
                    if (now == KafkaStreams.State.RUNNING) {
                        System.out.println(WORKS);
                    } else if (now == KafkaStreams.State.ERROR) {
                        over.countDown();
                    }
                });
        streams.start();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean failed = streams.state() == KafkaStreams.State.ERROR;
        streams.close(END);
        System.exit(failed ? 1 : 0);
    }

    /** One line: what happened, and each cause of it. */
    private static String causes(Throwable fault) {
        StringBuilder line = new StringBuilder();
        for (Throwable at = fault; at != null; at = at.getCause()) {
            line.append(line.isEmpty() ? "" : ", caused by ")
                    .append(at.getClass().getSimpleName())
                    .append(": ")
                    .append(String.valueOf(at.getMessage()).lines().findFirst().orElse(""));
        }
        return line.toString();
    }

    private static void awaitEndOfInput(CountDownLatch over) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // As good as its end.
        }
        over.countDown();
    }

    private static Properties settings(String bootstrap, String stateDirectory) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(
                StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        // Each update goes out: what was counted twice cannot hide behind the next one.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 3);
        settings.put(StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), 2);
        // It is killed on purpose: the cluster is to notice soon, and to end what it left open.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 6_000);
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), 60_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), 5_000);
        return settings;
    }
}
