package strata.conformance;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A member of a group with {@code KafkaConsumer}, in a process of its own, until it is told to end:
 * then it leaves. Prints {@code partition TAB offset} of each record.
 *
 * <p>Arguments: bootstrap, topic, group, then {@code key=value} of its configuration.
 */
final class GroupMemberProgram {
    private static final Duration POLL = Duration.ofMillis(200);

    private GroupMemberProgram() {}

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        properties.put("group.id", arguments[2]);
        properties.put("auto.offset.reset", "earliest");
        properties.put("auto.commit.interval.ms", "500");
        for (String more : List.of(arguments).subList(3, arguments.length)) {
            int equals = more.indexOf('=');
            properties.put(more.substring(0, equals), more.substring(equals + 1));
        }
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(consumer, main)));
        try (consumer) {
            consumer.subscribe(List.of(arguments[1]));
            read(consumer, System.out);
        } catch (WakeupException toldToEnd) {
            System.err.println("left");
        }
    }

    private static void read(KafkaConsumer<String, String> consumer, PrintStream out) {
        StringBuilder lines = new StringBuilder();
        while (true) {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                lines.append(record.partition()).append('\t').append(record.offset()).append('\n');
            }
            // Before the next poll, which may commit them.
            out.print(lines);
            out.flush();
            lines.setLength(0);
        }
    }

    private static void end(KafkaConsumer<String, String> consumer, Thread main) {
        consumer.wakeup();
        try {
            main.join(Duration.ofSeconds(20).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
