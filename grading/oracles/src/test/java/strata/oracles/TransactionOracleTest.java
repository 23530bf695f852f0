package strata.oracles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.Trace;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionRecordCodec;
import strata.kernel.transactions.TransactionSettings;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.TransactionView;
import strata.kernel.transactions.TransactionsSpec;
import strata.transactions.KafkaTransactionsLayer;

/**
 * The coordinator of layer 5 and Apache Kafka's own decide the same, and store the same bytes, over
 * random histories of producers and their zombies.
 */
class TransactionOracleTest {
    private static final int SEEDS = 400;
    private static final int STEPS = 250;
    private static final int TIMEOUT_MS = 5_000;
    private static final int LAST_EPOCH = Short.MAX_VALUE - 1;
    private static final List<String> IDS = List.of("a", "b", "late");

    @Test
    void decisionsAndRecordsAreThoseOfApacheKafka() {
        Map<ErrorCode, Integer> seen = new EnumMap<>(ErrorCode.class);
        int records = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try (Pair pair = new Pair(seed, seen)) {
                for (int step = 0; step < STEPS; step++) {
                    pair.step();
                }
                records += pair.checked;
            }
        }
        assertThat(records).isGreaterThan(20_000);
        assertThat(seen.keySet())
                .contains(
                        ErrorCode.NONE,
                        ErrorCode.CONCURRENT_TRANSACTIONS,
                        ErrorCode.INVALID_PRODUCER_ID_MAPPING,
                        ErrorCode.INVALID_TRANSACTION_TIMEOUT,
                        ErrorCode.INVALID_TXN_STATE,
                        ErrorCode.PRODUCER_FENCED,
                        ErrorCode.TRANSACTION_ABORTABLE);
    }

    private record Identity(long producerId, int epoch) {}

    private record Sent(TransactionMarker marker, List<TopicPartition> partitions) {}

    /** Both of them, asked the same. */
    private static final class Pair implements AutoCloseable, ProducerIdSupply {
        int checked;
        private final int seed;
        private final Random random;
        private final Map<ErrorCode, Integer> seen;
        private final KafkaCoordinator kafka = new KafkaCoordinator(60_000);
        private final Map<String, Sent> sent = new TreeMap<>();
        private final Map<String, List<Identity>> identities = new LinkedHashMap<>();
        private final TransactionCoordinator ours;
        private final List<TransactionRecord> log = new ArrayList<>();
        private long nextProducerId = 1_000L;
        private long waiter;
        private String last = "";

        Pair(int seed, Map<ErrorCode, Integer> seen) {
            this.seed = seed;
            this.seen = seen;
            random = new Random(seed);
            ours =
                    new KafkaTransactionsLayer()
                            .newCoordinator(
                                    new TransactionsSpec(
                                            new TransactionSettings(60_000, 604_800_000L, 100),
                                            () -> TransactionVersion.ofLevel(kafka.level),
                                            this,
                                            (marker, partitions) ->
                                                    sent.put(
                                                            marker.transactionalId(),
                                                            new Sent(marker, partitions)),
                                            TopicPatterns.UNSUPPORTED,
                                            Trace.NONE));
            kafka.level = (short) random.nextInt(3);
            IDS.forEach(id -> identities.put(id, new ArrayList<>(List.of(new Identity(7L, 0)))));
            int epoch = LAST_EPOCH - 2;
            kafka.plant("late", 7L, epoch, TIMEOUT_MS);
            ours.apply(0, planted(epoch));
            log.add(planted(epoch));
            known("late").add(new Identity(7L, epoch));
            ours.loaded(0);
            ours.committed(1);
        }

        private TransactionRecord planted(int epoch) {
            return new TransactionRecord(
                    "late",
                    new TransactionValue(
                            7L,
                            7L,
                            -1L,
                            (short) epoch,
                            TIMEOUT_MS,
                            TransactionState.EMPTY,
                            List.of(),
                            kafka.nowMs,
                            -1L,
                            TransactionVersion.V0),
                    (short) 1);
        }

        void step() {
            // Kafka notes the time of the decision when it completes it; we note when that is.
            kafka.nowMs += kafka.isSettled() ? random.nextInt(10) : 0;
            String id = IDS.get(random.nextInt(IDS.size()));
            switch (random.nextInt(10)) {
                case 0 -> changeLevel();
                case 1, 2 -> initialise(id);
                case 3, 4, 5 -> add(id);
                case 6, 7 -> end(id);
                default -> deliver(id);
            }
            if (ours.nextDueMs() <= 0) {
                // The abort of nothing is complete at once: nobody has to be told.
                deliver(id);
            }
            compareLogs();
        }

        /** Kafka cannot write what a client of V2 did in records of version 0. */
        private void changeLevel() {
            if (kafka.level > 0) {
                kafka.level = (short) (random.nextInt(4) == 0 ? 1 : 2);
            }
        }

        private List<Identity> known(String id) {
            return identities.computeIfAbsent(id, name -> new ArrayList<>());
        }

        private Identity identity(String id) {
            if (random.nextInt(20) == 0) {
                return new Identity(1_000L + random.nextInt(3), random.nextInt(3));
            }
            List<Identity> known = known(id);
            int back = random.nextInt(3) == 0 ? random.nextInt(Math.min(4, known.size())) : 0;
            return known.get(known.size() - 1 - back);
        }

        private void initialise(String id) {
            Identity who = random.nextBoolean() ? identity(id) : new Identity(-1L, -1);
            if (isKnownToBreakKafka(id, who)) {
                return;
            }
            if (isLate(id, who)) {
                InitProducerId.Request late =
                        new InitProducerId.Request(
                                id, TIMEOUT_MS, who.producerId(), (short) who.epoch());
                same(
                        (InitProducerId.Response) ask(late),
                        InitProducerId.Response.failed(ErrorCode.PRODUCER_FENCED));
                return;
            }
            int timeoutMs = random.nextInt(10) == 0 ? random.nextInt(3) * 60_001 : TIMEOUT_MS;
            InitProducerId.Request request =
                    new InitProducerId.Request(
                            id, timeoutMs, who.producerId(), (short) who.epoch());
            InitProducerId.Response expected = kafka.init(request);
            InitProducerId.Response response = (InitProducerId.Response) ask(request);
            same(response, expected);
            count(response.error());
            if (response.error() == ErrorCode.NONE) {
                known(id).add(new Identity(response.producerId(), response.producerEpoch()));
            }
        }

        /**
         * Where epochs are exhausted and a producer names another one, Kafka throws, and answers
         * UNKNOWN_SERVER_ERROR; we answer as with any epoch.
         */
        private boolean isKnownToBreakKafka(String id, Identity who) {
            return ours.transactions().stream()
                    .filter(view -> view.transactionalId().equals(id))
                    .anyMatch(
                            view ->
                                    view.value().producerEpoch() >= LAST_EPOCH
                                            && who.epoch() >= 0
                                            && who.epoch() != view.value().producerEpoch());
        }

        /** Kafka would fence whoever has begun the transaction; we fence who asks (decision 53). */
        private boolean isLate(String id, Identity who) {
            return ours.transactions().stream()
                    .filter(view -> view.transactionalId().equals(id))
                    .map(TransactionView::value)
                    .anyMatch(
                            value ->
                                    value.state() == TransactionState.ONGOING
                                            && (who.producerId() == value.producerId()
                                                    || who.producerId()
                                                            == value.previousProducerId())
                                            && who.epoch() != value.producerEpoch());
        }

        private void add(String id) {
            Identity who = identity(id);
            Set<TopicPartition> partitions = new LinkedHashSet<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                partitions.add(new TopicPartition("t" + random.nextInt(2), random.nextInt(3)));
            }
            AddPartitionsToTxn.Transaction transaction =
                    new AddPartitionsToTxn.Transaction(
                            id,
                            who.producerId(),
                            (short) who.epoch(),
                            random.nextInt(3) == 0,
                            clientVersion(),
                            List.copyOf(partitions));
            Map<TopicPartition, ErrorCode> expected = new TreeMap<>();
            if (transaction.verifyOnly()) {
                expected.putAll(kafka.verify(transaction));
            } else {
                ErrorCode error = kafka.add(transaction);
                partitions.forEach(p -> expected.put(p, error));
            }
            AddPartitionsToTxn.Response response =
                    (AddPartitionsToTxn.Response)
                            ask(new AddPartitionsToTxn.Request(List.of(transaction)));
            Map<TopicPartition, ErrorCode> errors = new TreeMap<>();
            response.results()
                    .get(0)
                    .partitions()
                    .forEach(p -> errors.put(p.partition(), p.error()));
            same(errors, expected);
            errors.values().forEach(this::count);
        }

        private TransactionVersion clientVersion() {
            return kafka.level == 0 || random.nextInt(3) == 0
                    ? TransactionVersion.V0
                    : TransactionVersion.V2;
        }

        private void end(String id) {
            Identity who = identity(id);
            EndTxn.Request request =
                    new EndTxn.Request(
                            id,
                            who.producerId(),
                            (short) who.epoch(),
                            random.nextInt(3) > 0,
                            clientVersion());
            EndTxn.Response expected = kafka.end(request);
            EndTxn.Response response = (EndTxn.Response) ask(request);
            same(response.error(), expected.error());
            if (request.version().bumpsEpochs()) {
                // Others are not told.
                same(response, expected);
            }
            count(response.error());
            if (response.error() == ErrorCode.NONE) {
                known(id).add(new Identity(response.producerId(), response.producerEpoch()));
            }
        }

        private void deliver(String id) {
            last = "markers of " + id;
            boolean delivered = kafka.delivered(id);
            Sent marker = sent.remove(id);
            if (marker != null) {
                carryOut(
                        ours.decide(
                                new TransactionCommand.MarkersAnswered(
                                        marker.marker(),
                                        marker.partitions().stream()
                                                .map(
                                                        p ->
                                                                new TransactionCommand.MarkerAnswer(
                                                                        p, ErrorCode.NONE))
                                                .toList(),
                                        kafka.nowMs),
                                0));
            } else if (delivered) {
                // Nobody had to be told.
                carryOut(Objects.requireNonNull(ours.due(0)));
            }
        }

        private Response ask(Request request) {
            last = request.toString();
            return carryOut(
                            ours.decide(
                                    new TransactionCommand.Asked(
                                            waiter++, ClientInfo.ANONYMOUS, request, kafka.nowMs),
                                    0))
                    .get(0)
                    .response();
        }

        private List<Answer> carryOut(Decision<TransactionRecord, List<Answer>> decision) {
            for (TransactionRecord event : decision.events()) {
                ours.apply(log.size(), event);
                log.add(event);
            }
            ours.committed(log.size());
            return decision.response();
        }

        private void compareLogs() {
            same(log.size() - 1, kafka.log.size());
            while (checked < kafka.log.size()) {
                KafkaCoordinator.Stored theirs = kafka.log.get(checked);
                TransactionRecord mine = log.get(1 + checked++);
                TransactionRecord read =
                        TransactionRecordCodec.decode(theirs.key(), theirs.value());
                TransactionValue value = Objects.requireNonNull(mine.value());
                if (mine.recordVersion() > 0) {
                    same(Objects.requireNonNull(read), mine);
                }
                ByteBuffer bytes = TransactionRecordCodec.value(value, mine.recordVersion());
                same(TransactionRecordCodec.key(mine.transactionalId()), theirs.key());
                // Kafka writes topics in the order of a hash map.
                same(bytes.remaining(), theirs.value().remaining());
                if (value.partitions().size() < 2) {
                    same(hex(bytes), hex(theirs.value()));
                }
            }
        }

        private static String hex(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return HexFormat.of().formatHex(copy);
        }

        private void same(Object mine, Object kafkas) {
            assertThat(mine).as("seed %d, after %s", seed, last).isEqualTo(kafkas);
        }

        private void count(ErrorCode error) {
            seen.merge(error, 1, Integer::sum);
        }

        @Override
        public void close() {
            kafka.close();
        }

        @Override
        public long take() {
            return nextProducerId++;
        }

        @Override
        public boolean wantsBlock() {
            return false;
        }

        @Override
        public void asked() {}

        @Override
        public void received(ProducerIdBlock block) {}

        @Override
        public void failed() {}
    }
}
