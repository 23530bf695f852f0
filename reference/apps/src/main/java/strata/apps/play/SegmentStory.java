package strata.apps.play;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The story of lab 2: segments, a seek by offset and by time, retention, a crash. */
final class SegmentStory {
    private static final String TOPIC = "tides";
    private static final String SHORT_LIVED = "tides-of-three-days";
    private static final int DAYS = 10;
    private static final int RECORDS_A_DAY = 5;
    private static final int KEPT_DAYS = 3;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int VALUE_BYTES = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MS = 100;

    private final PlayNode node;
    private final Teller teller;
    private final Clients clients;
    private final long beganMs = System.currentTimeMillis();
    private final List<Long> timestampsMs = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    SegmentStory(PlayNode node, Teller teller) {
        this.node = node;
        this.teller = teller;
        this.clients = new Clients(node, TOPIC);
        for (int i = 0; i < DAYS * RECORDS_A_DAY; i++) {
            int day = i / RECORDS_A_DAY;
            int hour = i % RECORDS_A_DAY * 4;
            timestampsMs.add(startOfDay(day) + Duration.ofHours(hour).toMillis());
            String text = "day %d, %02d:00, level %d cm ".formatted(day + 1, hour, 300 + 7 * i);
            values.add(text + ".".repeat(VALUE_BYTES - text.length()));
        }
    }

    void tell() {
        write();
        showFiles();
        seekByOffset();
        seekByTime();
        retain();
        crash();
        sumUp();
    }

    /** Day 0 is the oldest; the last one ended a moment ago. */
    private long startOfDay(int day) {
        return beganMs - (DAYS - day) * DAY_MS;
    }

    private void write() {
        teller.chapter("1  A real producer writes ten days");
        clients.createTopic(1, Map.of("segment.bytes", "" + SEGMENT_BYTES, "retention.ms", "-1"));
        List<Long> offsets = clients.writeAt(timestampsMs, values);
        for (int i = 0; i < offsets.size(); i++) {
            require(offsets.get(i) == i, "record %d got offset %d".formatted(i, offsets.get(i)));
        }
        teller.say(
                "topic %s, segment.bytes %d; %d records of %d bytes, %d a day, offsets 0 to %d"
                        .formatted(
                                TOPIC,
                                SEGMENT_BYTES,
                                values.size(),
                                VALUE_BYTES,
                                RECORDS_A_DAY,
                                values.size() - 1));
    }

    private void showFiles() {
        teller.chapter("2  The files that your log made");
        List<Path> files = files(TOPIC);
        files.forEach(this::tellFile);
        long count = files.stream().filter(file -> isLog(file)).count();
        require(
                count > 2,
                "%d bytes lie in %d file: the log never rolled"
                        .formatted(values.size() * VALUE_BYTES, count));
        teller.good(count + " segments, each named by the first offset that it may hold");
    }

    private void tellFile(Path file) {
        teller.say("%-40s %9d bytes".formatted(file.getFileName(), sizeOf(file)));
    }

    private void seekByOffset() {
        int offset = values.size() / 2 + 2;
        teller.chapter("3  Seek to offset " + offset);
        requireRecord(offset, clients.readFrom(offset));
        teller.good("a real consumer seeks there and gets: " + shown(offset));
    }

    private void seekByTime() {
        int day = DAYS / 2;
        teller.chapter("4  Seek to a time: " + Instant.ofEpochMilli(startOfDay(day)));
        long offset = clients.offsetAt(startOfDay(day));
        int first = day * RECORDS_A_DAY;
        require(
                offset == first,
                "the first record of day %d has offset %d; your log says %d"
                        .formatted(day + 1, first, offset));
        requireRecord((int) offset, clients.readFrom(offset));
        teller.good(
                "the first record since then has offset " + offset + ": " + shown((int) offset));
        long never = clients.offsetAt(beganMs + DAY_MS);
        require(never == -1, "no record is of tomorrow; your log says offset " + never);
    }

    private void retain() {
        teller.chapter("5  Retention: %d days".formatted(KEPT_DAYS));
        Clients others = new Clients(node, SHORT_LIVED);
        String keptMs = "" + KEPT_DAYS * DAY_MS;
        others.createTopic(1, Map.of("segment.bytes", "" + SEGMENT_BYTES, "retention.ms", keptMs));
        others.writeAt(timestampsMs, values);
        long start = awaitDeletion(others);
        teller.say("the same records to topic " + SHORT_LIVED + "; a moment later it has");
        files(SHORT_LIVED).forEach(this::tellFile);
        int firstToStay = (DAYS - KEPT_DAYS) * RECORDS_A_DAY;
        require(
                start <= firstToStay + RECORDS_A_DAY,
                "offset %d is too new to be deleted; the log starts at %d"
                        .formatted(firstToStay + RECORDS_A_DAY, start));
        teller.good(
                "whole segments went, the oldest first: the log starts at offset %d now"
                        .formatted(start));
    }

    private long awaitDeletion(Clients others) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            long start = others.logStartOffset();
            if (start > 0) {
                return start;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlayFault(PlayFault.ENVIRONMENT, "interrupted", e);
            }
        }
        throw new PlayFault(
                PlayFault.FAILED,
                "records of %d days ago should be gone, and the log still starts at offset 0"
                        .formatted(DAYS));
    }

    private void crash() {
        teller.chapter("6  kill -9, and up again");
        teller.say("killing process " + node.pid() + ", with no chance to say good-bye ...");
        node.kill();
        Duration took = node.restart();
        teller.say("process %d serves again after %d ms".formatted(node.pid(), took.toMillis()));
        List<PlayRecord> read = clients.readAll(1, values.size());
        List<String> came = read.stream().map(PlayRecord::value).toList();
        require(
                came.equals(values),
                "%d of %d records came back".formatted(came.size(), values.size()));
        long offset = clients.offsetAt(startOfDay(1));
        require(offset == RECORDS_A_DAY, "day 2 is found at offset " + offset);
        teller.good("all " + read.size() + " records are still there, and found by their time");
    }

    private void sumUp() {
        teller.chapter("What you saw");
        teller.say(
                "A log that is cut into files: found by offset and by time without a search, and");
        teller.say("short enough to lose its oldest part. Kafka's own tools read those files.");
        teller.chapter("Try by hand");
        teller.say("./strata up --layers log=labs,segments=labs      then, in another terminal:");
        teller.say("  seq 1 1000 | kcat -P -b 127.0.0.1:9092 -t numbers");
        teller.say("  kcat -C -b 127.0.0.1:9092 -t numbers -o 500 -c 3");
        teller.say("  kcat -C -b 127.0.0.1:9092 -t numbers -o s@" + beganMs + " -c 3");
        teller.say("  kcat -Q -b 127.0.0.1:9092 -t numbers:0:" + beganMs);
    }

    private void requireRecord(int offset, Optional<ConsumerRecord<String, String>> got) {
        require(got.isPresent(), "nothing came from offset " + offset);
        require(
                got.stream()
                        .allMatch(
                                record ->
                                        record.offset() == offset
                                                && record.value().equals(values.get(offset))),
                "at offset %d came another record".formatted(offset));
    }

    private String shown(int offset) {
        return values.get(offset).replaceFirst(" \\.+$", "");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new PlayFault(PlayFault.FAILED, otherwise);
        }
    }

    private static boolean isLog(Path file) {
        return file.toString().endsWith(".log");
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** The files of a topic's one partition, by name. */
    private List<Path> files(String topic) {
        try (Stream<Path> files = Files.list(node.data().resolve(topic + "-0"))) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]{20}\\..*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "cannot list the files: " + e, e);
        }
    }
}
