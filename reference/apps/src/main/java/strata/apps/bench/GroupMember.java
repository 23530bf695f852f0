package strata.apps.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of a group, a process of its own: reads until its input ends, then leaves. It says
 * {@code warm} with its first record; then it answers each line on standard input with the {@link
 * MemberFigures} since the line before.
 */
public final class GroupMember {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int ENDED = -1;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PrintStream out;
    // Of partitions that it had records of when it was last asked.
    private Set<TopicPartition> before = new LinkedHashSet<>();
    private Set<TopicPartition> seen = new LinkedHashSet<>();
    private long records;
    private long lastNanos = System.nanoTime();
    private long gapNanos;
    private int gained;
    private long gainedAtMs;
    private boolean warm;

    private GroupMember(KafkaConsumer<byte[], byte[]> consumer, PrintStream out) {
        this.consumer = consumer;
        this.out = out;
    }

    /** Arguments: bootstrap servers, topic, then consumer properties as key=value. */
    public static void main(String[] args) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        AtomicInteger questions = new AtomicInteger();
        Thread.ofPlatform().daemon().name("orders").start(() -> listen(questions));
        try (var consumer = new KafkaConsumer<byte[], byte[]>(properties(args))) {
            consumer.subscribe(List.of(args[1]));
            new GroupMember(consumer, out).run(questions);
        }
    }

    /** The command that runs it. */
    static List<String> command(
            Jdk jdk, String bootstrap, String topic, Map<String, String> properties) {
        List<String> arguments = new ArrayList<>(List.of(bootstrap, topic));
        properties.forEach((key, value) -> arguments.add(key + "=" + value));
        return Dialogue.command(jdk, GroupMember.class, arguments);
    }

    private static void listen(AtomicInteger questions) {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            while (in.readLine() != null) {
                questions.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            questions.set(ENDED);
        }
    }

    private static Properties properties(String[] args) {
        var properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        properties.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        for (int i = 2; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            properties.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        return properties;
    }

    private void run(AtomicInteger questions) {
        int answered = 0;
        for (int asked = 0; asked != ENDED; asked = questions.get()) {
            if (asked > answered) {
                answered++;
                out.println(figures().line());
            }
            took(consumer.poll(POLL));
        }
    }

    private void took(ConsumerRecords<byte[], byte[]> polled) {
        if (polled.isEmpty()) {
            return;
        }
        long nowNanos = System.nanoTime();
        if (warm) {
            gapNanos = Math.max(gapNanos, nowNanos - lastNanos);
        } else {
            warm = true;
            out.println(Dialogue.WARM);
        }
        lastNanos = nowNanos;
        records += polled.count();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            noted(new TopicPartition(record.topic(), record.partition()));
        }
    }

    private void noted(TopicPartition partition) {
        if (seen.add(partition) && !before.contains(partition)) {
            gained++;
            gainedAtMs = System.currentTimeMillis();
        }
    }

    private MemberFigures figures() {
        Collection<TopicPartition> now = consumer.assignment();
        var figures = new MemberFigures(now.size(), records, gapNanos / 1_000, gained, gainedAtMs);
        before = new LinkedHashSet<>(now);
        seen = new LinkedHashSet<>();
        records = 0;
        gapNanos = 0;
        gained = 0;
        gainedAtMs = 0;
        return figures;
    }
}
