package strata.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.Trace;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
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
 * Your coordinator, and what the broker is to it: a log to which each decision is appended and then
 * applied, or which refuses it; two clocks; producer ids from 1000 on; and those whom its markers
 * go to. It is told that something is committed only where a test says so: {@link #commits}.
 */
public final class TestCoordinator {
    static final int TIMEOUT_MS = 5_000;
    static final int RETRY_MS = 100;

    /** The last epoch that a client may have. */
    static final int EXHAUSTED = Short.MAX_VALUE - 1;

    private static final TransactionSettings SETTINGS =
            new TransactionSettings(60_000, 100_000L, RETRY_MS);
    private static final int STEPS_MAX = 1_000;

    /** A marker on its way. */
    record Sent(TransactionMarker marker, List<TopicPartition> partitions) {}

    final List<TransactionRecord> log = new ArrayList<>();

    /** Markers whose answers have not come. */
    final List<Sent> sent = new ArrayList<>();

    final TestProducerIds producerIds = new TestProducerIds();

    /** The cluster's. */
    TransactionVersion version = TransactionVersion.V2;

    /** Whether all that is appended is committed at once. */
    boolean commits;

    /** What the next decisions that store something are refused with; null for nothing. */
    @Nullable ErrorCode refusal;

    long nowMs = 100L;
    long wallMs = 1_000_000L;
    TransactionCoordinator coordinator = made();
    private long lastWaiter;

    public TestCoordinator() {
        coordinator.loaded(nowMs);
    }

    private TransactionCoordinator made() {
        return new KafkaTransactionsLayer()
                .newCoordinator(
                        new TransactionsSpec(
                                SETTINGS,
                                () -> version,
                                producerIds,
                                (marker, partitions) -> sent.add(new Sent(marker, partitions)),
                                TopicPatterns.UNSUPPORTED,
                                Trace.NONE));
    }

    // ---- requests -------------------------------------------------------------------------------

    /** Asks, and says what is answered: each is answered once, by the decision on it. */
    Response ask(Request request) {
        long waiter = ++lastWaiter;
        List<Answer> answers =
                decide(new TransactionCommand.Asked(waiter, ClientInfo.ANONYMOUS, request, wallMs));
        if (answers.size() != 1 || answers.get(0).waiter() != waiter) {
            throw new AssertionError(request + " is answered by " + answers);
        }
        return answers.get(0).response();
    }

    /** InitProducerId of one who says nothing: {@code 1000/0}, or an error. */
    String init(String name) {
        return init(name, -1, -1);
    }

    /** InitProducerId of one who says who it is. */
    String init(String name, long producerId, int epoch) {
        return init(name, TIMEOUT_MS, producerId, epoch);
    }

    String init(String name, int timeoutMs, long producerId, int epoch) {
        InitProducerId.Response told =
                (InitProducerId.Response)
                        ask(new InitProducerId.Request(name, timeoutMs, producerId, (short) epoch));
        return text(told.error(), told.producerId(), told.producerEpoch());
    }

    private static String text(ErrorCode error, long producerId, int epoch) {
        return error == ErrorCode.NONE ? producerId + "/" + epoch : error.name();
    }

    /** AddPartitionsToTxn by a client of the cluster's version: an error for each partition. */
    String add(String name, long producerId, int epoch, String... partitions) {
        return add(name, producerId, epoch, version, partitions);
    }

    String add(
            String name,
            long producerId,
            int epoch,
            TransactionVersion client,
            String... partitions) {
        return added(name, producerId, epoch, client, false, partitions);
    }

    /** AddPartitionsToTxn that only verifies. */
    String verify(String name, long producerId, int epoch, String... partitions) {
        return added(name, producerId, epoch, TransactionVersion.V0, true, partitions);
    }

    private String added(
            String name,
            long producerId,
            int epoch,
            TransactionVersion client,
            boolean verifies,
            String... partitions) {
        List<TopicPartition> asked = Arrays.stream(partitions).map(TestCoordinator::tp).toList();
        AddPartitionsToTxn.Response told =
                (AddPartitionsToTxn.Response)
                        ask(
                                new AddPartitionsToTxn.Request(
                                        List.of(
                                                new AddPartitionsToTxn.Transaction(
                                                        name,
                                                        producerId,
                                                        (short) epoch,
                                                        verifies,
                                                        client,
                                                        asked))));
        return String.join(
                " ",
                told.results().get(0).partitions().stream().map(p -> p.error().name()).toList());
    }

    /** EndTxn by a client below V2. */
    String end(String name, long producerId, int epoch, boolean committed) {
        return end(name, producerId, epoch, committed, TransactionVersion.V0);
    }

    /** EndTxn by a client of V2. */
    String end2(String name, long producerId, int epoch, boolean committed) {
        return end(name, producerId, epoch, committed, TransactionVersion.V2);
    }

    private String end(
            String name, long id, int epoch, boolean committed, TransactionVersion client) {
        EndTxn.Response told =
                (EndTxn.Response)
                        ask(new EndTxn.Request(name, id, (short) epoch, committed, client));
        return text(told.error(), told.producerId(), told.producerEpoch());
    }

    /** The partition of a text, as {@code orders-0}. */
    static TopicPartition tp(String text) {
        int dash = text.lastIndexOf('-');
        return new TopicPartition(
                text.substring(0, dash), Integer.parseInt(text.substring(dash + 1)));
    }

    // ---- what happens ---------------------------------------------------------------------------

    /** Decides, stores and applies; returns whom it answers. */
    List<Answer> decide(TransactionCommand command) {
        List<TransactionView> before = coordinator.transactions();
        Decision<TransactionRecord, List<Answer>> decision = coordinator.decide(command, nowMs);
        if (!(command instanceof TransactionCommand.MarkersAnswered)
                && !before.equals(coordinator.transactions())) {
            throw new AssertionError("to decide " + command + " changed what is known");
        }
        return carriedOut(decision);
    }

    private List<Answer> carriedOut(Decision<TransactionRecord, List<Answer>> decision) {
        if (refusal != null && !decision.events().isEmpty()) {
            coordinator.refused(decision.events(), refusal, nowMs);
            return decision.response();
        }
        decision.events().forEach(this::append);
        if (commits) {
            coordinator.committed(log.size());
        }
        return decision.response();
    }

    /** A record is appended and applied, whoever has decided it. */
    void append(TransactionRecord event) {
        log.add(event);
        coordinator.apply(log.size() - 1, event);
    }

    /** A name as if it had lived to this. Only for one that is not known. */
    void plant(String name, long producerId, int epoch, TransactionState state) {
        plant(name, producerId, -1L, epoch, state);
    }

    void plant(String name, long producerId, long next, int epoch, TransactionState state) {
        TransactionValue value =
                new TransactionValue(
                        producerId,
                        producerId,
                        next,
                        (short) epoch,
                        TIMEOUT_MS,
                        state,
                        List.of(),
                        wallMs,
                        state == TransactionState.EMPTY ? -1L : wallMs,
                        TransactionVersion.V0);
        append(new TransactionRecord(name, value, (short) 1));
    }

    /** All that is due now is done. */
    void settle() {
        for (int step = 0; coordinator.nextDueMs() <= nowMs; step++) {
            if (step == STEPS_MAX) {
                throw new AssertionError("something is due for ever");
            }
            Decision<TransactionRecord, List<Answer>> decision = coordinator.due(nowMs);
            if (decision != null) {
                carriedOut(decision);
            }
        }
    }

    /** Time goes by, and what is due is done. */
    void sleep(long ms) {
        nowMs += ms;
        wallMs += ms;
        settle();
    }

    /** What is below an offset is committed. */
    void commitTo(long end) {
        coordinator.committed(end);
        settle();
    }

    /** All markers on their way arrive, and end so. */
    void deliver(ErrorCode error) {
        List<Sent> now = List.copyOf(sent);
        sent.clear();
        now.forEach(each -> answer(each.marker(), error, each.partitions()));
    }

    void answer(TransactionMarker marker, ErrorCode error, String partition) {
        answer(marker, error, List.of(tp(partition)));
    }

    private void answer(TransactionMarker marker, ErrorCode error, List<TopicPartition> from) {
        decide(
                new TransactionCommand.MarkersAnswered(
                        marker,
                        from.stream()
                                .map(p -> new TransactionCommand.MarkerAnswer(p, error))
                                .toList(),
                        wallMs));
        settle();
    }

    /** Another node takes over: all that it has is the log. */
    void takeOver() {
        sent.clear();
        coordinator = replayed();
        coordinator.loaded(nowMs);
        if (commits) {
            coordinator.committed(log.size());
        }
    }

    /** A coordinator to which the log was applied, and no more. */
    TransactionCoordinator replayed() {
        TransactionCoordinator other = made();
        if (!other.transactions().isEmpty()) {
            throw new AssertionError("who has read nothing knows " + other.transactions());
        }
        for (int at = 0; at < log.size(); at++) {
            other.apply(at, log.get(at));
        }
        return other;
    }

    // ---- what is there --------------------------------------------------------------------------

    TransactionView view(String name) {
        return coordinator.transactions().stream()
                .filter(each -> each.transactionalId().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is known of " + name));
    }

    TransactionValue value(String name) {
        return view(name).value();
    }

    /** What is true of a name, as {@code Ongoing 1000/0 [orders-0]}. */
    String shown(String name) {
        return text(value(name));
    }

    static String text(TransactionValue value) {
        return value.state().text()
                + " "
                + value.producerId()
                + "/"
                + value.producerEpoch()
                + " "
                + texts(value.partitions());
    }

    /** Who has not confirmed its marker. */
    String unmarked(String name) {
        return texts(view(name).unmarked()).toString();
    }

    private static List<String> texts(List<TopicPartition> partitions) {
        return partitions.stream().map(p -> p.topic() + "-" + p.partition()).toList();
    }

    /** The markers on their way, as {@code commit 1000/0 to [orders-0]}. */
    String sent() {
        List<String> texts = new ArrayList<>();
        for (Sent each : sent) {
            TransactionMarker marker = each.marker();
            texts.add(
                    (marker.committed() ? "commit " : "abort ")
                            + marker.producerId()
                            + "/"
                            + marker.producerEpoch()
                            + " to "
                            + texts(each.partitions()));
        }
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }

    /** By name, what each says. */
    static Map<String, TransactionValue> values(TransactionCoordinator coordinator) {
        Map<String, TransactionValue> values = new LinkedHashMap<>();
        coordinator.transactions().forEach(v -> values.put(v.transactionalId(), v.value()));
        return values;
    }
}
