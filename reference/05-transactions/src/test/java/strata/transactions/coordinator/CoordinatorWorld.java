package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import strata.kernel.transactions.MarkerWriter;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionSettings;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.TransactionView;
import strata.kernel.transactions.TransactionsSpec;

/**
 * A coordinator, the log of its records, and those whom its markers go to. What is decided is
 * applied at once; the high watermark follows at once too, unless it is held.
 */
final class CoordinatorWorld {
    static final int TIMEOUT_MS = 5_000;
    static final short LAST_EPOCH = Short.MAX_VALUE - 1;
    static final TransactionSettings SETTINGS = new TransactionSettings(60_000, 100_000L, 100);

    /** Letters and a dot: all that a test here asks for. */
    private static final TopicPatterns PATTERNS =
            expression -> {
                if (expression.startsWith("(")) {
                    throw new TopicPatterns.InvalidPatternException(expression);
                }
                return name -> name.matches(expression);
            };

    /** A marker on its way. */
    record Sent(TransactionMarker marker, List<TopicPartition> partitions) {}

    final List<TransactionRecord> log = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();
    final Map<Long, Response> answered = new LinkedHashMap<>();

    /** Who has asked and is to be answered yet. */
    final Set<Long> waiting = new LinkedHashSet<>();

    final Supply producerIds = new Supply();
    TransactionVersion version = TransactionVersion.V2;
    TransactionCoordinator shard = empty();
    long nowMs = 100L;
    long wallMs = 1_000_000L;
    long highWatermark;

    /** Whether nothing is committed before {@link #commit}. */
    boolean held;

    /** What appends end with: only NONE lets them through. */
    ErrorCode appends = ErrorCode.NONE;

    private final List<Parked> parked = new ArrayList<>();

    private long waiter;

    private record Parked(long end, List<Answer> answers) {}

    CoordinatorWorld() {
        shard.loaded(nowMs);
        shard.committed(0);
    }

    /** A coordinator that knows nothing. */
    TransactionCoordinator empty() {
        return empty((marker, partitions) -> sent.add(new Sent(marker, partitions)));
    }

    TransactionCoordinator empty(MarkerWriter markers) {
        return new TransactionShard(
                new TransactionsSpec(
                        SETTINGS, () -> version, producerIds, markers, PATTERNS, Trace.NONE));
    }

    // ---- what is asked --------------------------------------------------------------------------

    /** Asks, and is answered at once: nothing is held. */
    Response ask(Request request) {
        Response response = answered.get(askLater(request));
        if (response == null) {
            throw new AssertionError("no answer to " + request);
        }
        return response;
    }

    /**
     * Asks.
     *
     * @return under which number it is answered
     */
    long askLater(Request request) {
        long number = ++waiter;
        waiting.add(number);
        decide(new TransactionCommand.Asked(number, ClientInfo.ANONYMOUS, request, wallMs));
        return number;
    }

    InitProducerId.Response init(String name) {
        return init(name, -1L, -1);
    }

    InitProducerId.Response init(String name, long producerId, int epoch) {
        return (InitProducerId.Response) ask(initOf(name, producerId, epoch));
    }

    static InitProducerId.Request initOf(String name, long producerId, int epoch) {
        return new InitProducerId.Request(name, TIMEOUT_MS, producerId, (short) epoch);
    }

    /**
     * Adds partitions, all of which have the same outcome; verifies nothing.
     *
     * @param version of the client
     */
    ErrorCode add(
            String name,
            long producerId,
            int epoch,
            TransactionVersion version,
            TopicPartition... partitions) {
        return oneError(ask(additionOf(name, producerId, epoch, version, partitions)));
    }

    ErrorCode add(String name, long producerId, int epoch, TopicPartition... partitions) {
        return add(name, producerId, epoch, version, partitions);
    }

    static AddPartitionsToTxn.Request additionOf(
            String name,
            long producerId,
            int epoch,
            TransactionVersion version,
            TopicPartition... partitions) {
        return new AddPartitionsToTxn.Request(
                List.of(
                        new AddPartitionsToTxn.Transaction(
                                name,
                                producerId,
                                (short) epoch,
                                false,
                                version,
                                List.of(partitions))));
    }

    static ErrorCode oneError(Response response) {
        AddPartitionsToTxn.Response added = (AddPartitionsToTxn.Response) response;
        List<ErrorCode> errors =
                added.results().get(0).partitions().stream()
                        .map(AddPartitionsToTxn.PartitionResult::error)
                        .distinct()
                        .toList();
        if (errors.size() != 1) {
            throw new AssertionError(added);
        }
        return errors.get(0);
    }

    EndTxn.Response commit(String name, long producerId, int epoch) {
        return (EndTxn.Response) ask(endOf(name, producerId, epoch, true, version));
    }

    EndTxn.Response abort(String name, long producerId, int epoch) {
        return (EndTxn.Response) ask(endOf(name, producerId, epoch, false, version));
    }

    static EndTxn.Request endOf(
            String name,
            long producerId,
            int epoch,
            boolean committed,
            TransactionVersion version) {
        return new EndTxn.Request(name, producerId, (short) epoch, committed, version);
    }

    // ---- what happens ---------------------------------------------------------------------------

    void decide(TransactionCommand command) {
        carryOut(shard.decide(command, nowMs));
    }

    /** Time goes by, and all that is due is done. */
    void sleep(long ms) {
        nowMs += ms;
        wallMs += ms;
        settle();
    }

    /** All that is due now is done. */
    void settle() {
        while (shard.nextDueMs() <= nowMs) {
            Decision<TransactionRecord, List<Answer>> decision = shard.due(nowMs);
            if (decision == null) {
                return;
            }
            carryOut(decision);
        }
    }

    private void carryOut(Decision<TransactionRecord, List<Answer>> decision) {
        if (!decision.events().isEmpty() && appends != ErrorCode.NONE) {
            shard.refused(decision.events(), appends, nowMs);
            decision.response().forEach(answer -> waiting.remove(answer.waiter()));
            return;
        }
        for (TransactionRecord event : decision.events()) {
            log.add(event);
            shard.apply(log.size() - 1, event);
        }
        parked.add(new Parked(log.size(), decision.response()));
        if (!held) {
            commit();
        }
    }

    /** The high watermark reaches the log's end. */
    void commit() {
        commit(log.size());
    }

    /** The high watermark reaches an offset. */
    void commit(long end) {
        highWatermark = end;
        while (!parked.isEmpty() && parked.get(0).end() <= highWatermark) {
            for (Answer answer : parked.remove(0).answers()) {
                assertThat(waiting.remove(answer.waiter())).as("%s", answer).isTrue();
                answered.put(answer.waiter(), answer.response());
            }
        }
        shard.committed(highWatermark);
    }

    /** Another coordinator takes over: it has what is committed, and nothing else. */
    void failOver() {
        parked.clear();
        waiting.clear();
        sent.clear();
        log.subList((int) highWatermark, log.size()).clear();
        shard = replayed(log.size());
        shard.loaded(nowMs);
        shard.committed(highWatermark);
    }

    /** A coordinator to which the log's beginning was applied. */
    TransactionCoordinator replayed(int count) {
        TransactionCoordinator other = empty();
        for (int at = 0; at < count; at++) {
            other.apply(at, log.get(at));
        }
        return other;
    }

    /** The markers that are on their way arrive, and all end so. */
    void deliver(ErrorCode error) {
        List<Sent> now = List.copyOf(sent);
        sent.clear();
        now.forEach(each -> answer(each.marker(), error, each.partitions()));
    }

    void answer(TransactionMarker marker, ErrorCode error, List<TopicPartition> partitions) {
        decide(
                new TransactionCommand.MarkersAnswered(
                        marker,
                        partitions.stream()
                                .map(p -> new TransactionCommand.MarkerAnswer(p, error))
                                .toList(),
                        wallMs));
        settle();
    }

    // ---- what is there --------------------------------------------------------------------------

    TransactionView view(String name) {
        return shard.transactions().stream()
                .filter(each -> each.transactionalId().equals(name))
                .findFirst()
                .orElseThrow();
    }

    TransactionValue value(String name) {
        return view(name).value();
    }

    TransactionState state(String name) {
        return value(name).state();
    }

    /** An id as if it had lived to this epoch. */
    void plant(String name, long producerId, int epoch, TransactionState state) {
        TransactionValue value =
                new TransactionValue(
                        producerId,
                        producerId,
                        ProducerIdSupply.NONE,
                        (short) epoch,
                        TIMEOUT_MS,
                        state,
                        List.of(),
                        wallMs,
                        state == TransactionState.EMPTY ? -1L : wallMs,
                        TransactionVersion.V0);
        carryOut(
                new Decision<>(
                        List.of(new TransactionRecord(name, value, version.recordVersion())),
                        List.of()));
    }

    static TopicPartition tp(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    /** Producer ids from 1000 on, as many as are left. */
    static final class Supply implements ProducerIdSupply {
        int left = Integer.MAX_VALUE;
        private long next = 1_000L;

        @Override
        public long take() {
            return left-- > 0 ? next++ : NONE;
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
