package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Partition directories change hands: Strata serves what Apache Kafka wrote, and Kafka serves what
 * Strata wrote. One story, told before the first test; the tests look at what was seen on the way.
 *
 * <ol>
 *   <li>Kafka writes {@code kafka-…}, in many small segments, and stops.
 *   <li>Strata takes these over and serves them; it appends to them, writes {@code strata-…}, and
 *       stops.
 *   <li>Kafka takes all of them over, as after a clean stop of its own: it believes the files.
 *   <li>Strata starts again, writes {@code killed-…}, and is killed.
 *   <li>Kafka takes all over, as after a crash: it reads everything and makes the indexes anew.
 *   <li>Strata starts again and recovers.
 * </ol>
 *
 * <p>Where this run is against the oracle, another Kafka takes Strata's part.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExchangeTest {

    /** A topic that is damaged on the way back: what Kafka then says must be seen. */
    private static final String DAMAGED = "damaged";

    private ServerUnderTest kafka;
    private ServerUnderTest strata;
    private Corpus kafkas;
    private Corpus stratas;
    private Corpus killeds;

    private Map<String, PartitionView> inKafkaAtFirst = Map.of();
    private List<String> committedAtFirst = List.of();
    private Map<String, PartitionView> inStrataAtFirst = Map.of();
    private Map<String, PartitionView> inStrataBeforeTheStop = Map.of();
    private Map<String, PartitionView> inStrataBeforeTheKill = Map.of();
    private Map<String, PartitionView> inStrataAfterTheKill = Map.of();
    private Map<String, PartitionView> inBelievingKafka = Map.of();
    private Map<String, PartitionView> inRecoveringKafka = Map.of();
    private List<String> committedAtTheEnd = List.of();
    private List<String> complaintsAfterStop = List.of();
    private List<String> complaintsAfterKill = List.of();
    private List<String> complaintsAfterRecovery = List.of();
    private List<String> believingKafkaSays = List.of();
    private List<String> recoveringKafkaSays = List.of();

    /** What the killed Strata left behind. */
    private DataDirectory left = new DataDirectory(Workspace.folder());

    @BeforeAll
    void letThemExchangeTheirFiles() {
        kafka = ServerUnderTest.start(Busy.kafka(), "exchange-kafka");
        strata = ServerUnderTest.start(Busy.ofThisRun(), "exchange-strata");
        kafkas = new Corpus(kafka, "kafka-");
        stratas = new Corpus(strata, "strata-");
        killeds = new Corpus(strata, "killed-");
        kafkaWrites();
        strataTakesOverAndStops();
        kafkaTakesOver();
        strataWritesAndIsKilled();
        kafkaRecovers();
        strataRecovers();
    }

    @AfterAll
    void stopBoth() {
        Stream.of(kafka, strata).filter(Objects::nonNull).forEach(ServerUnderTest::close);
    }

    private void kafkaWrites() {
        kafkas.create();
        kafkas.write();
        kafkas.writeTransactions();
        stratas.createOn(kafka);
        killeds.createOn(kafka);
        JavaClients.createTopic(kafka.bootstrap(), DAMAGED, 1, Map.of());
        Busy.awaitCompacted(kafka, kafkas.compacted());
        inKafkaAtFirst = PartitionView.of(kafka, foreign());
        committedAtFirst = PartitionView.committed(kafka, kafkas.transactions());
        kafka.stop();
    }

    private void strataTakesOverAndStops() {
        kafkas.createOn(strata);
        kafkas.createTransactionsOn(strata);
        strata.stop();
        foreign().forEach(t -> DataDirectory.of(strata).takeOver(DataDirectory.of(kafka), t));
        strata.restart();
        inStrataAtFirst = PartitionView.of(strata, foreign());
        Corpus taken = new Corpus(strata, "kafka-");
        foreign().forEach(taken::append);
        stratas.create();
        stratas.write();
        Busy.awaitCompacted(strata, kafkas.compacted());
        Busy.awaitCompacted(strata, stratas.compacted());
        inStrataBeforeTheStop = PartitionView.of(strata, stopped());
        strata.stop();
        complaintsAfterStop = SegmentDump.complaintsBesidesGaps(strata.dataDirectory());
    }

    private void kafkaTakesOver() {
        DataDirectory own = DataDirectory.of(kafka);
        assertThat(own.isMarkedClean()).isTrue();
        stopped().forEach(topic -> own.takeOver(DataDirectory.of(strata), topic));
        own.takeOver(DataDirectory.of(strata), stratas.packed(), DAMAGED);
        Workspace.delete(own.partition(DAMAGED).resolve("00000000000000000000.index"));
        believingKafkaSays = startsAndSays(kafka);
        inBelievingKafka = PartitionView.of(kafka, stopped());
        committedAtTheEnd = PartitionView.committed(kafka, kafkas.transactions());
        kafka.stop();
    }

    private void strataWritesAndIsKilled() {
        strata.restart();
        killeds.create();
        killeds.write();
        Busy.awaitCompacted(strata, killeds.compacted());
        inStrataBeforeTheKill = PartitionView.of(strata, all());
        strata.kill();
        left = DataDirectory.of(strata).copiedTo(Workspace.freshFolder("exchange-left"));
        complaintsAfterKill = SegmentDump.complaintsBesidesGaps(left.folder());
    }

    private void kafkaRecovers() {
        DataDirectory own = DataDirectory.of(kafka);
        all().forEach(topic -> own.takeOver(left, topic));
        own.takeOver(left, stratas.packed(), DAMAGED);
        Path log = own.partition(DAMAGED).resolve(own.logs(DAMAGED).getLast());
        DataDirectory.write(log, Arrays.copyOf(DataDirectory.read(log), 1_000));
        own.pretendCrash();
        recoveringKafkaSays = startsAndSays(kafka);
        inRecoveringKafka = PartitionView.of(kafka, all());
        kafka.stop();
    }

    private void strataRecovers() {
        strata.restart();
        inStrataAfterTheKill = PartitionView.of(strata, all());
        strata.stop();
        complaintsAfterRecovery = SegmentDump.complaintsBesidesGaps(strata.dataDirectory());
    }

    /** Starts Kafka again and returns what it has to say about its logs. */
    private static List<String> startsAndSays(ServerUnderTest kafka) {
        int said = kafka.output().length();
        kafka.restart();
        return kafka.output()
                .substring(said)
                .lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filter(line -> line.contains("storage.internals") || line.contains(".log."))
                // Kafka's own: of a log start inside a batch it makes a watermark at that batch.
                .filter(line -> !line.contains("Non-monotonic update of high watermark"))
                .toList();
    }

    @Test
    void strataServesWhatKafkaWrote() {
        assertSame(foreign(), inKafkaAtFirst, inStrataAtFirst);
    }

    @Test
    void whatKafkaWroteIsOfEveryKind() {
        DataDirectory own = DataDirectory.of(strata);
        assertThat(own.partition(kafkas.transactions())).isDirectoryContaining("glob:**.txnindex");
        assertThat(seen(inKafkaAtFirst, kafkas.transactions()).batches())
                .anyMatch(batch -> batch.contains(", control"));
        assertThat(committedAtFirst)
                .hasSizeLessThan(
                        seen(inKafkaAtFirst, kafkas.transactions()).records().size() * 3 / 4);
        assertThat(seen(inKafkaAtFirst, kafkas.compacted()).records())
                .hasSizeLessThan(200)
                .anyMatch(record -> record.contains("-> null"));
        assertThat(seen(inKafkaAtFirst, kafkas.trimmed()).earliest()).isEqualTo(Corpus.TRIMMED_TO);
    }

    @Test
    void strataAppendsToWhatKafkaWrote() {
        for (String topic : foreign()) {
            PartitionView before = seen(inKafkaAtFirst, topic);
            PartitionView after = seen(inStrataBeforeTheStop, topic);
            assertThat(after.latest()).as(topic).isGreaterThan(before.latest());
            if (!topic.equals(kafkas.compacted())) {
                assertThat(after.records()).as(topic).startsWith(array(before.records()));
                assertThat(after.batches()).as(topic).startsWith(array(before.batches()));
            }
        }
    }

    @Test
    void kafkaServesWhatStrataLeftBehind() {
        assertSame(stopped(), inStrataBeforeTheStop, inBelievingKafka);
        assertSame(all(), inStrataBeforeTheKill, inRecoveringKafka);
    }

    @Test
    void committedReadersSeeTheSameAfterTheReturn() {
        assertThat(committedAtTheEnd).startsWith(array(committedAtFirst));
        assertThat(committedAtTheEnd).hasSize(committedAtFirst.size() + Corpus.APPENDED_COUNT);
    }

    @Test
    void kafkaFindsNothingWrongButWhatWasDamagedOnPurpose() {
        assertThat(believingKafkaSays)
                .hasSize(1)
                .allMatch(l -> l.contains(DAMAGED + "-0") && l.contains("not find offset index"));
        assertThat(recoveringKafkaSays)
                .hasSize(1)
                .allMatch(l -> l.contains(DAMAGED + "-0") && l.contains("Corruption found"));
    }

    @Test
    void kafkaMakesTheSameIndexesOfTheSameLogs() {
        DataDirectory made = DataDirectory.of(kafka);
        for (String topic :
                Stream.of(stratas, killeds).flatMap(c -> c.topics().stream()).toList()) {
            assertThat(DataDirectory.of(strata).indexes(topic))
                    .as(topic)
                    .isEqualTo(made.indexes(topic));
        }
    }

    @Test
    void strataShowsTheSameAfterAStopAndAfterAKill() {
        assertSame(stopped(), inStrataBeforeTheStop, inStrataBeforeTheKill);
        assertSame(all(), inStrataBeforeTheKill, inStrataAfterTheKill);
    }

    @Test
    void kafkasToolAcceptsEveryFile() {
        assertThat(complaintsAfterStop).as("after a clean stop").isEmpty();
        if (!Broker.isOracle()) {
            // Kafka's own active indexes are ten mebibytes of zeros while it runs.
            assertThat(complaintsAfterKill).as("after kill -9").isEmpty();
        }
        assertThat(complaintsAfterRecovery).as("after the recovery").isEmpty();
    }

    @Test
    void eachTopicWasServedFromManySegments() {
        assertThat(all()).allMatch(topic -> left.logs(topic).size() > 1);
    }

    /** The topics that Kafka wrote. */
    private List<String> foreign() {
        return both(kafkas.topics(), List.of(kafkas.transactions()));
    }

    /** The topics that Strata had when it was stopped. */
    private List<String> stopped() {
        return both(foreign(), stratas.topics());
    }

    private List<String> all() {
        return both(stopped(), killeds.topics());
    }

    private static PartitionView seen(Map<String, PartitionView> views, String topic) {
        return Objects.requireNonNull(views.get(topic), topic);
    }

    private static void assertSame(
            List<String> topics,
            Map<String, PartitionView> expected,
            Map<String, PartitionView> actual) {
        for (String topic : topics) {
            PartitionView there = seen(expected, topic);
            PartitionView here = seen(actual, topic);
            assertThat(here.records()).as(topic).isEqualTo(there.records());
            assertThat(here.batches()).as(topic).isEqualTo(there.batches());
            assertThat(here.offsets()).as(topic).isEqualTo(there.offsets());
            assertThat(here.answers()).as(topic).isEqualTo(there.answers());
        }
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static String[] array(List<String> lines) {
        return lines.toArray(new String[0]);
    }
}
