package strata.apps.play;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The story: write, read, look at the bytes, kill, read again. */
final class Story {
    private static final String TOPIC = "rivers";
    private static final int PARTITIONS = 2;
    private static final List<String> RIVERS = List.of("Rhine", "Elbe", "Danube", "Oder");
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private static final Comparator<PlayRecord> BY_PLACE =
            Comparator.comparingInt(PlayRecord::partition).thenComparingLong(PlayRecord::offset);

    private final PlayNode node;
    private final Teller teller;
    private final Clients clients;

    Story(PlayNode node, Teller teller) {
        this.node = node;
        this.teller = teller;
        this.clients = new Clients(node, TOPIC);
    }

    void tell() {
        List<PlayRecord> written = write();
        read(written);
        showBytes();
        crash(written);
        sumUp(written.size());
    }

    private List<PlayRecord> write() {
        teller.chapter("1  A real producer writes");
        clients.createTopic(PARTITIONS);
        teller.say(
                "topic "
                        + TOPIC
                        + ", "
                        + PARTITIONS
                        + " partitions; one batch a line, each compressed another way");
        List<PlayRecord> written = new ArrayList<>();
        for (int i = 0; i < CODECS.size(); i++) {
            int partition = i % PARTITIONS;
            List<PlayRecord> batch = new ArrayList<>();
            for (int j = 0; j < RIVERS.size(); j++) {
                batch.add(
                        new PlayRecord(
                                partition,
                                -1,
                                RIVERS.get(j),
                                "level " + (300 + 17 * i + 5 * j) + " cm",
                                j == 0
                                        ? List.of("codec=" + CODECS.get(i), "source=gauge")
                                        : List.of()));
            }
            try (KafkaProducer<String, String> producer = clients.producer(CODECS.get(i))) {
                List<PlayRecord> done = clients.write(producer, batch);
                written.addAll(done);
                teller.say(
                        "%-6s -> partition %d, offsets %d to %d:  %s, ..."
                                .formatted(
                                        CODECS.get(i),
                                        partition,
                                        done.get(0).offset(),
                                        done.get(done.size() - 1).offset(),
                                        done.get(0).text()));
            }
        }
        written.sort(BY_PLACE);
        return written;
    }

    private void read(List<PlayRecord> written) {
        teller.chapter("2  A real consumer reads");
        List<PlayRecord> read = clients.readAll(PARTITIONS, written.size());
        read.sort(BY_PLACE);
        read.forEach(teller::record);
        compare(written, read);
        teller.good(read.size() + " records read: each at its offset, none changed, none missing");
    }

    private static void compare(List<PlayRecord> written, List<PlayRecord> read) {
        String difference = ReadBack.difference(written, read);
        if (!difference.isEmpty()) {
            throw new PlayFault(PlayFault.FAILED, difference);
        }
    }

    private void showBytes() {
        Path file = logFile();
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "cannot read " + file + ": " + e, e);
        }
        teller.chapter("3  The bytes that your log wrote");
        teller.say(
                "%s/%s: %d bytes, all of partition 0; the first batch takes %d of them"
                        .formatted(
                                TOPIC + "-0",
                                file.getFileName(),
                                bytes.length,
                                FirstBatch.sizeOf(bytes)));
        teller.say(FirstBatch.picture(bytes));
    }

    private void crash(List<PlayRecord> written) {
        teller.chapter("4  kill -9, and up again");
        teller.say("killing process " + node.pid() + ", with no chance to say good-bye ...");
        node.kill();
        TornTail tail = TornTail.append(logFile(), endOffset(written));
        teller.say(
                "and in the middle of a write: the first %d bytes of one more batch are in the file, the"
                        .formatted(tail.tornBytes()));
        teller.say("other %d never came".formatted(tail.batchBytes() - tail.tornBytes()));
        Duration took = node.restart();
        teller.say(
                "process %d serves again after %d ms; your recovery went through its files and said:"
                        .formatted(node.pid(), took.toMillis()));
        String cut = node.cut(TOPIC + "-0");
        teller.say("  " + (cut.isEmpty() ? "(nothing)" : cut));
        tail.requireGone();
        List<PlayRecord> read = clients.readAll(PARTITIONS, written.size());
        read.sort(BY_PLACE);
        compare(written, read);
        teller.good("all " + read.size() + " acknowledged records are still there");
        PlayRecord more =
                new PlayRecord(0, -1, "Rhine", "level 401 cm, after the crash", List.of());
        try (KafkaProducer<String, String> producer = clients.producer("none")) {
            PlayRecord got = clients.write(producer, List.of(more)).get(0);
            long next = endOffset(written);
            if (got.offset() != next) {
                throw new PlayFault(
                        PlayFault.FAILED,
                        "the next record should have got offset %d, and got %d"
                                .formatted(next, got.offset()));
            }
            teller.good("and the next record got the next offset: " + ReadBack.at(got));
        }
    }

    /** The offset after the last record of partition 0. */
    private static long endOffset(List<PlayRecord> written) {
        return written.stream()
                        .filter(record -> record.partition() == 0)
                        .mapToLong(PlayRecord::offset)
                        .max()
                        .orElse(-1)
                + 1;
    }

    private Path logFile() {
        return node.data().resolve(TOPIC + "-0").resolve("00000000000000000000.log");
    }

    private void sumUp(int count) {
        teller.chapter("What you saw");
        teller.say(
                "Kafka's own Java client, unmodified, wrote " + count + " records to this log in");
        teller.say(
                "five codecs, and read each of them back, before a crash and after it. Half a batch"
                        + " that the");
        teller.say("crash left behind is gone.");
        teller.chapter("Try by hand");
        teller.say("./strata play 1 --interactive      each line that you type becomes a record");
        teller.say(
                "./strata up --layers log=labs      the same node to keep; in another terminal:");
        teller.say("  echo Rhine:401 | kcat -P -b 127.0.0.1:9092 -t rivers -K:");
        teller.say("  kcat -C -b 127.0.0.1:9092 -t rivers -o beginning -e -f '%o %k %s\\n'");
        teller.say("  kill -9 the node (./strata status tells its process), start it, read again");
    }
}
