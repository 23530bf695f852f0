package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A bit flipped anywhere, files cut, swollen, missing and foreign: what is served is right, or it
 * is refused, and a line of the log names the file. Every partition of one topic has the same log,
 * and its own damage.
 *
 * <p>Only Strata promises this: Apache Kafka believes its indexes, and its batch headers on reads.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DamagedFilesTest {

    /** What the node is told about its last stop. */
    enum Start {
        /** That it was a clean one: nothing is looked at before it is used. */
        AFTER_A_STOP,
        /** That it crashed, with nothing known to be durable: everything is verified. */
        AFTER_A_CRASH
    }

    private static final String TOPIC = "damaged";
    private static final short FETCH_VERSION = 12;
    private static final short LIST_OFFSETS_VERSION = 7;
    private static final long LATEST = -1;
    private static final Set<Errors> REFUSALS =
            Set.of(Errors.CORRUPT_MESSAGE, Errors.KAFKA_STORAGE_ERROR, Errors.OFFSET_OUT_OF_RANGE);

    private final HandMadeLog log = new HandMadeLog(3, 6);
    private final List<byte[]> batches = log.batches();
    private final List<Damage> damages = Damage.all(log);
    private Path whole = Workspace.folder();
    private ServerUnderTest server;

    @BeforeAll
    void startTheServer() {
        Assumptions.assumeFalse(Broker.isOracle(), "only Strata checks what it reads");
        whole = Workspace.freshFolder("damaged-whole");
        log.writeTo(whole);
        server = ServerUnderTest.start(new StrataNode(List.of()), "damaged-files");
        JavaClients.createTopic(server.bootstrap(), TOPIC, damages.size(), Map.of());
        server.stop();
    }

    @AfterAll
    void stopTheServer() {
        Stream.of(server).filter(Objects::nonNull).forEach(ServerUnderTest::close);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsServedIsRightOrRefusedAndTheFileIsNamed(Start start) throws IOException {
        for (int i = 0; i < damages.size(); i++) {
            layOut(partition(i), damages.get(i));
        }
        if (start == Start.AFTER_A_CRASH) {
            DataDirectory.of(server).pretendCrash();
        }
        int said = server.output().length();
        server.restart();

        List<List<String>> faults = new ArrayList<>();
        try (RawConnection connection = RawConnection.to(server.port())) {
            for (int i = 0; i < damages.size(); i++) {
                faults.add(new Reader(connection, i, damages.get(i).kind()).faults());
            }
        }
        server.stop();

        String told = server.output().substring(said);
        List<String> all = new ArrayList<>();
        int indexesTold = 0;
        for (int i = 0; i < damages.size(); i++) {
            Damage damage = damages.get(i);
            faults.get(i).forEach(fault -> all.add(damage.name() + ": " + fault));
            boolean isTold = isTold(told, i);
            if (!isTold && mustBeTold(damage)) {
                all.add(damage.name() + ": no line names it");
            }
            indexesTold += isTold && damage.file().endsWith("index") ? 1 : 0;
        }
        assertThat(String.join("\n", all)).isEmpty();
        if (start == Start.AFTER_A_STOP) {
            assertThat(indexesTold).as("damaged indexes of which a line speaks").isGreaterThan(60);
        }
    }

    /**
     * Nobody misses an index entry that no search meets, or that a recovery makes anew without a
     * look at it. Where records are concerned, or files are not a log's, somebody is to know.
     */
    private static boolean mustBeTold(Damage damage) {
        return damage.kind() != Damage.Kind.IN_NO_CHECKSUM && !damage.file().endsWith("index");
    }

    private static boolean isTold(String told, int partition) {
        String name = TOPIC + "-" + partition;
        return told.lines().anyMatch(l -> l.contains(name + "/") || l.contains(name + " "));
    }

    private Path partition(int number) {
        return server.dataDirectory().resolve(TOPIC + "-" + number);
    }

    private void layOut(Path partition, Damage damage) throws IOException {
        try (Stream<Path> old = Files.walk(partition)) {
            for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(partition) && !file.endsWith("partition.metadata")) {
                    Files.delete(file);
                }
            }
        }
        try (Stream<Path> files = Files.list(whole)) {
            for (Path file : files.toList()) {
                Files.copy(file, partition.resolve(file.getFileName()));
            }
        }
        damage.act().accept(partition);
    }

    /** Reads one partition from every batch on, and asks for the offset of every time. */
    private final class Reader {
        private final RawConnection connection;
        private final int partition;
        private final Damage.Kind kind;
        private final SampleRequests requests = new SampleRequests(TOPIC, Uuid.ZERO_UUID);

        Reader(RawConnection connection, int partition, Damage.Kind kind) {
            this.connection = connection;
            this.partition = partition;
            this.kind = kind;
        }

        /** All that is wrong about what was answered. */
        List<String> faults() throws IOException {
            List<ApiMessage> fetches = new ArrayList<>();
            List<ApiMessage> searches = new ArrayList<>(List.of(search(LATEST)));
            for (int i = 0; i < batches.size(); i++) {
                fetches.add(fetch((long) i * HandMadeLog.RECORDS_PER_BATCH));
                searches.add(search(log.timeMs(i)));
            }
            List<AbstractResponse> fetched = ask(FETCH_VERSION, fetches);
            List<AbstractResponse> found = ask(LIST_OFFSETS_VERSION, searches);
            List<String> faults = new ArrayList<>();
            boolean isAllThere = kind == Damage.Kind.NOTHING_IS_LOST;
            for (int i = 0; i < batches.size(); i++) {
                checkFetched(faults, i, (FetchResponse) fetched.get(i), isAllThere);
                checkFound(faults, i, (ListOffsetsResponse) found.get(i + 1), isAllThere);
            }
            long end = answer((ListOffsetsResponse) found.getFirst()).offset();
            if (isAllThere && end != log.endOffset()) {
                faults.add("the end is " + end);
            }
            return faults;
        }

        private void checkFetched(
                List<String> faults, int batch, FetchResponse response, boolean isAllThere) {
            var data = response.data().responses().getFirst().partitions().getFirst();
            Errors error = Errors.forCode(data.errorCode());
            if (error != Errors.NONE) {
                if (isAllThere || !REFUSALS.contains(error)) {
                    faults.add("batch " + batch + " is answered by " + error);
                }
                return;
            }
            int next = batch;
            try {
                for (RecordBatch each : ((MemoryRecords) data.records()).batches()) {
                    each.ensureValid();
                    int came = numberOf(each, next);
                    if (came < 0) {
                        faults.add("in place of batch %d: %s".formatted(next, each));
                        return;
                    }
                    next = came + 1;
                }
            } catch (CorruptRecordException theClientNoticed) {
                if (isAllThere) {
                    faults.add("batch " + next + " is damaged");
                }
                return;
            }
            if (next == batch && isAllThere) {
                faults.add("batch " + batch + " does not come");
            }
        }

        /** Which batch it is, if it is one that may come now; else -1. */
        private int numberOf(RecordBatch batch, int expected) {
            byte[] bytes = BatchBytes.changed(BatchBytes.of(batch), Reader::clearEpoch);
            if (expected < batches.size() && Arrays.equals(bytes, batches.get(expected))) {
                return expected;
            }
            for (int i = 0; i < batches.size(); i++) {
                byte[] original = batches.get(i);
                boolean isThisOne =
                        kind == Damage.Kind.RECORDS_ARE_GONE
                                ? i > expected && Arrays.equals(bytes, original)
                                : kind == Damage.Kind.IN_NO_CHECKSUM
                                        && Arrays.equals(
                                                withoutOffset(bytes), withoutOffset(original));
                if (isThisOne) {
                    return i;
                }
            }
            return -1;
        }

        private static void clearEpoch(ByteBuffer batch) {
            batch.putInt(BatchBytes.LEADER_EPOCH, 0);
        }

        private static byte[] withoutOffset(byte[] batch) {
            return BatchBytes.changed(batch, b -> b.putLong(BatchBytes.BASE_OFFSET, 0));
        }

        private void checkFound(
                List<String> faults, int batch, ListOffsetsResponse response, boolean isAllThere) {
            var found = answer(response);
            Errors error = Errors.forCode(found.errorCode());
            boolean isRight =
                    found.offset() == (long) batch * HandMadeLog.RECORDS_PER_BATCH
                            && found.timestamp() == log.timeMs(batch);
            boolean isLater =
                    kind == Damage.Kind.RECORDS_ARE_GONE && found.timestamp() > log.timeMs(batch);
            boolean isRefused = REFUSALS.contains(error) || found.offset() == -1;
            boolean isFine =
                    isAllThere
                            ? isRight && error == Errors.NONE
                            : isRight || isRefused || isLater || kind == Damage.Kind.IN_NO_CHECKSUM;
            if (!isFine) {
                faults.add(
                        "the time of batch %d is at %d (%d) %s"
                                .formatted(batch, found.offset(), found.timestamp(), error));
            }
        }

        private FetchRequestData fetch(long offset) {
            FetchRequestData request = requests.fetch(offset);
            request.topics().getFirst().partitions().getFirst().setPartition(partition);
            return request;
        }

        private ListOffsetsRequestData search(long time) {
            ListOffsetsRequestData request = requests.listOffsets(time);
            request.topics().getFirst().partitions().getFirst().setPartitionIndex(partition);
            return request;
        }

        private List<AbstractResponse> ask(short version, List<ApiMessage> asked)
                throws IOException {
            for (ApiMessage request : asked) {
                connection.sendFrame(KafkaProtocol.request(version, request));
            }
            List<AbstractResponse> answers = new ArrayList<>();
            for (ApiMessage request : asked) {
                ByteBuffer answer = KafkaProtocol.answer(connection);
                ApiKeys key = ApiKeys.forId(request.apiKey());
                answers.add(KafkaProtocol.response(key, version, answer));
            }
            return answers;
        }
    }

    private static org.apache.kafka.common.message.ListOffsetsResponseData
                    .ListOffsetsPartitionResponse
            answer(ListOffsetsResponse response) {
        return response.topics().getFirst().partitions().getFirst();
    }
}
