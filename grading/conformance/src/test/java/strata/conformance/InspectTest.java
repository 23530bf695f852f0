package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import strata.cli.inspect.InspectOptions;
import strata.cli.inspect.InspectOptions.Detail;
import strata.cli.inspect.Inspection;
import strata.cli.inspect.Inspection.Outcome;
import strata.cli.inspect.OffsetRange;

/**
 * {@code strata inspect} sees in Apache Kafka's files what Kafka's own {@code DumpLogSegments}
 * sees: every batch, record, entry of an index, aborted transaction and producer, written down in
 * the words of that tool.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InspectTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SETTINGS =
            List.of(
                    "log.cleaner.backoff.ms=100",
                    "log.initial.task.delay.ms=100",
                    "transaction.state.log.num.partitions=1",
                    "offsets.topic.num.partitions=1");
    private static final String DUMPING = "Dumping ";
    private static final List<String> DUMPED =
            List.of(".log", ".index", ".timeindex", ".txnindex", ".snapshot");

    private ServerUnderTest kafka;
    private Answer whileItRan = new Answer(Outcome.NOTHING, "");
    private Map<String, List<String>> dumps = Map.of();

    private record Answer(Outcome outcome, String text) {}

    @BeforeAll
    void letKafkaWrite() {
        kafka = ServerUnderTest.start(new KafkaBroker(SETTINGS), "inspect-kafka");
        Corpus corpus = new Corpus(kafka, "kafka-");
        corpus.create();
        corpus.write();
        corpus.writeTransactions();
        whileItRan = inspect(kafka.dataDirectory(), Detail.DEFAULT, false);
        kafka.stop();
        dumps = dumps(files());
    }

    @AfterAll
    void stopKafka() {
        if (kafka != null) {
            kafka.close();
        }
    }

    private static Answer inspect(Path target, Detail detail, boolean json) {
        StringWriter out = new StringWriter();
        InspectOptions options =
                new InspectOptions(
                        target, detail, OffsetRange.ALL, Long.MAX_VALUE, 1 << 20, true, false);
        Inspection.Look look = new Inspection.Look(json, false, false);
        PrintWriter err = new PrintWriter(new StringWriter());
        Outcome outcome = new Inspection(options, look, new PrintWriter(out), err).run();
        return new Answer(outcome, out.toString());
    }

    /** The files that both know. The tool stumbles over the metadata's index, which is odd. */
    private List<Path> files() {
        try (Stream<Path> all = Files.walk(kafka.dataDirectory())) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> DUMPED.stream().anyMatch(s -> f.toString().endsWith(s)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the tool prints of each file. */
    private static Map<String, List<String>> dumps(List<Path> files) {
        String names = String.join(",", files.stream().map(Path::toString).toList());
        Command.Outcome outcome =
                Command.java("org.apache.kafka.tools.DumpLogSegments")
                        .and("--deep-iteration", "--files", names)
                        .with("LC_ALL=C.UTF-8")
                        .run(Duration.ofMinutes(2));
        Map<String, List<String>> dumps = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : outcome.output().lines().toList()) {
            if (line.startsWith(DUMPING)) {
                lines = new ArrayList<>();
                dumps.put(line.substring(DUMPING.length()), lines);
            } else if (line.contains("ffset: ") && !line.startsWith("Log starting")) {
                lines.add(line.strip());
            }
        }
        return dumps;
    }

    /** What inspect says of a file, in the words of the tool. */
    private static List<String> inKafkasWords(Path file) {
        List<String> lines = new ArrayList<>();
        for (String line : inspect(file, Detail.RECORDS, true).text().lines().toList()) {
            String said = inKafkasWords(json(line));
            if (!said.isEmpty()) {
                lines.add(said);
            }
        }
        return lines;
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    private static String inKafkasWords(JsonNode item) {
        return switch (item.path("type").asText()) {
            case "batch" -> batch(item);
            case "record" -> record(item);
            case "offsetEntry" ->
                    "offset: %s position: %s"
                            .formatted(item.path("offset"), item.path("logPosition"));
            case "timeEntry" ->
                    "timestamp: %s offset: %s"
                            .formatted(item.path("timestamp"), item.path("offset"));
            case "abortedTransaction" ->
                    "version: %s producerId: %s firstOffset: %s lastOffset: %s lastStableOffset: %s"
                            .formatted(
                                    item.path("version"),
                                    item.path("producerId"),
                                    item.path("firstOffset"),
                                    item.path("lastOffset"),
                                    item.path("lastStableOffset"));
            case "producer" -> producer(item);
            default -> "";
        };
    }

    private static String batch(JsonNode item) {
        int baseSequence = item.path("baseSequence").asInt();
        long delta = item.path("lastOffset").asLong() - item.path("baseOffset").asLong();
        String horizon =
                item.path("deleteHorizon").asBoolean()
                        ? "OptionalLong[" + item.path("baseTimestamp") + "]"
                        : "OptionalLong.empty";
        return ("baseOffset: %s lastOffset: %s count: %s baseSequence: %s lastSequence: %s"
                        + " producerId: %s producerEpoch: %s partitionLeaderEpoch: %s"
                        + " isTransactional: %s isControl: %s deleteHorizonMs: %s position: %s"
                        + " %s: %s size: %s magic: %s compresscodec: %s crc: %s isvalid: %s")
                .formatted(
                        item.path("baseOffset"),
                        item.path("lastOffset"),
                        item.path("count"),
                        baseSequence,
                        baseSequence < 0 ? -1 : baseSequence + delta,
                        item.path("producerId"),
                        item.path("producerEpoch"),
                        item.path("partitionLeaderEpoch"),
                        item.path("transactional"),
                        item.path("control"),
                        horizon,
                        item.path("position"),
                        item.path("timestampType").asText(),
                        item.path("maxTimestamp"),
                        item.path("sizeInBytes"),
                        item.path("magic"),
                        item.path("compression").asText(),
                        Long.decode(item.path("crc").asText()),
                        item.path("crcRight"));
    }

    private static String record(JsonNode item) {
        List<String> names = new ArrayList<>();
        item.path("headers").forEach(header -> names.add(text(header.path("name"))));
        return "| offset: %s TIME: %s keySize: %s valueSize: %s sequence: %s headerKeys: [%s]%s"
                .formatted(
                        item.path("offset"),
                        item.path("timestamp"),
                        size(item.path("key")),
                        size(item.path("value")),
                        item.path("sequence"),
                        String.join(",", names),
                        control(item.path("control").asText("")));
    }

    private static String text(JsonNode bytes) {
        return bytes.has("text")
                ? bytes.path("text").asText()
                : new String(Base64.getDecoder().decode(bytes.path("base64").asText()), UTF_8);
    }

    private static String size(JsonNode bytes) {
        return bytes.isNull() ? "-1" : bytes.path("sizeInBytes").asText();
    }

    /** {@code COMMIT, coordinator epoch 0}, and of a quorum only what the tool says, too. */
    private static String control(String meaning) {
        String[] words = meaning.split(", coordinator epoch ", -1);
        return words.length < 2
                ? ""
                : " endTxnMarker: %s coordinatorEpoch: %s".formatted(words[0], words[1]);
    }

    private static String producer(JsonNode item) {
        long lastSequence = item.path("lastSequence").asLong();
        long delta = item.path("offsetDelta").asLong();
        String open = item.path("currentTxnFirstOffset").asText();
        String lastBatch =
                item.path("lastOffset").asLong() < 0
                        ? ""
                        : " firstSequence: %s lastSequence: %s lastOffset: %s offsetDelta: %s timestamp: %s"
                                .formatted(
                                        lastSequence - delta,
                                        lastSequence,
                                        item.path("lastOffset"),
                                        delta,
                                        item.path("timestamp"));
        return ("producerId: %s producerEpoch: %s coordinatorEpoch: %s currentTxnFirstOffset: %s"
                        + " lastTimestamp: %s%s")
                .formatted(
                        item.path("producerId"),
                        item.path("producerEpoch"),
                        item.path("coordinatorEpoch"),
                        open.equals("-1") ? "OptionalLong.empty" : "OptionalLong[" + open + "]",
                        item.path("timestamp"),
                        lastBatch);
    }

    /** The tool names a record's kind of time as its batch's, which stands in the line above. */
    private static String likeOurs(String line) {
        return line.startsWith("| ")
                ? line.replaceFirst(" (CreateTime|LogAppendTime): ", " TIME: ")
                        .replaceFirst(" (LeaderChange|Snapshot\\w+|KRaft\\w+|controlType):? .*", "")
                : line;
    }

    @Test
    void nothingIsWrongWhileKafkaRuns() {
        assertThat(whileItRan.text()).contains("kafka-packed-0", "is running on it");
        assertThat(whileItRan.outcome()).as(whileItRan.text()).isEqualTo(Outcome.GOOD);
    }

    @Test
    void nothingIsWrongWithWhatKafkaLeaves() {
        Answer answer = inspect(kafka.dataDirectory(), Detail.DEFAULT, false);

        assertThat(answer.text()).contains("stopped in good order");
        assertThat(answer.outcome()).as(answer.text()).isEqualTo(Outcome.GOOD);
    }

    @Test
    void everyFileHasWhatKafkasToolSees() {
        Map<String, Integer> compared = new LinkedHashMap<>();
        for (Path file : files()) {
            List<String> theirs =
                    dumps.getOrDefault(file.toString(), List.of()).stream()
                            .map(InspectTest::likeOurs)
                            .toList();
            List<String> ours = inKafkasWords(file);
            assertThat(ours).as("%s", file).isEqualTo(theirs);
            String name = file.toString();
            compared.merge(name.substring(name.lastIndexOf('.')), ours.size(), Integer::sum);
        }
        System.out.println("lines compared: " + compared);
        assertThat(compared.keySet()).containsAll(DUMPED);
        assertThat(compared.values()).allSatisfy(count -> assertThat(count).isPositive());
    }
}
