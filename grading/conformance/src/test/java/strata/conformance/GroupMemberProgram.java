package strata.conformance;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Members of a group with {@code KafkaConsumer}, in a process of their own, until it is told to
 * end: then they leave. Prints {@code partition TAB offset} of each record.
 *
 * <p>Arguments: bootstrap, topic, group, then {@code key=value} of the members' configuration;
 * {@code members=3} for three of them.
 */
final class GroupMemberProgram {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String MEMBERS = "members";

    private GroupMemberProgram() {}

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        properties.put("group.id", arguments[2]);
        properties.put("auto.offset.reset", "earliest");
        properties.put("auto.commit.interval.ms", "500");
        properties.put(MEMBERS, "1");
        for (String more : List.of(arguments).subList(3, arguments.length)) {
            int equals = more.indexOf('=');
            properties.put(more.substring(0, equals), more.substring(equals + 1));
        }
        int memberCount = Integer.parseInt((String) properties.remove(MEMBERS));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < memberCount; i++) {
            KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(
                            properties, new StringDeserializer(), new StringDeserializer());
            Thread thread = new Thread(() -> take(consumer, arguments[1]), "member " + i);
            // One that fails ends all of them: the exit code is to tell.
            thread.setUncaughtExceptionHandler(GroupMemberProgram::fail);
            threads.add(thread);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(consumer, thread)));
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void fail(Thread thread, Throwable fault) {
        fault.printStackTrace();
        Runtime.getRuntime().halt(1);
    }

    private static void take(KafkaConsumer<String, String> consumer, String topic) {
        try (consumer) {
            consumer.subscribe(List.of(topic));
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
            synchronized (out) {
                out.print(lines);
                out.flush();
            }
            lines.setLength(0);
        }
    }

    private static void end(KafkaConsumer<String, String> consumer, Thread thread) {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(20).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
