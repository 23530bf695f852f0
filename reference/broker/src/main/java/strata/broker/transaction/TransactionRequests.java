package strata.broker.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import strata.broker.TopicName;
import strata.broker.coordinator.Asker;
import strata.broker.coordinator.CoordinatorRuntime;
import strata.broker.coordinator.InternalTopic;
import strata.broker.coordinator.InternalTopics;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.RequestId;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddOffsetsToTxn;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionVersion;

/**
 * Brings requests to the coordinators of the transactional ids that they name, and the answers
 * back. What is asked of several ids is asked of each one's coordinator, and answered as one.
 */
final class TransactionRequests {
    private final NodeContext context;
    private final MetadataImage image;
    private final Topics topics;
    private final Answering answering;

    /**
     * Where coordinators are.
     *
     * @param transactions of transactional ids
     * @param offsets of groups
     */
    record Topics(InternalTopic transactions, InternalTopic offsets, InternalTopics all) {}

    /**
     * Who answers.
     *
     * @param nobody makes a coordinator that knows no transactional id, and is asked nothing but
     *     what is wrong with a request
     */
    record Answering(
            CoordinatorRuntime<TransactionCommand, TransactionRecord> runtime,
            Additions additions,
            ProducerIdAsking producerIds,
            Supplier<TransactionCoordinator> nobody) {}

    /** For the id and the epoch of a producer that has none yet. */
    private static final int NONE = -1;

    /** Who asks. */
    private record From(RequestId id, ClientInfo client) {}

    TransactionRequests(
            NodeContext context, MetadataImage image, Topics topics, Answering answering) {
        this.context = context;
        this.image = image;
        this.topics = topics;
        this.answering = answering;
    }

    /** Answers a request, now or later; false for one that is for no transaction coordinator. */
    boolean handle(RequestId id, ClientInfo client, Request request) {
        From from = new From(id, client);
        Consumer<Response> reply = response -> context.reply(id, response);
        switch (request) {
            case InitProducerId.Request r -> init(from, r, reply);
            case AddPartitionsToTxn.Request r -> add(from, r, reply);
            case AddOffsetsToTxn.Request r -> addOffsets(from, r, reply);
            case EndTxn.Request r -> askNamed(from, r, r.transactionalId(), reply);
            case DescribeTransactions.Request r -> describe(from, r, reply);
            case ListTransactions.Request r -> list(from, r, reply);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void init(From from, InitProducerId.Request request, Consumer<Response> then) {
        String transactionalId = request.transactionalId();
        if ((request.producerId() == NONE) != (request.producerEpoch() == NONE)) {
            then.accept(InitProducerId.Response.failed(ErrorCode.INVALID_REQUEST));
        } else if (transactionalId != null) {
            askNamed(from, request, transactionalId, then);
        } else {
            answering.producerIds().give(from.id());
        }
    }

    // ---- partitions -----------------------------------------------------------------------------

    private void add(From from, AddPartitionsToTxn.Request request, Consumer<Response> then) {
        askEach(
                request.transactions().stream().map(one -> adding(from, one)).toList(),
                answers -> {
                    List<AddPartitionsToTxn.Result> results = new ArrayList<>();
                    for (Response answer : answers) {
                        results.addAll(((AddPartitionsToTxn.Response) answer).results());
                    }
                    then.accept(new AddPartitionsToTxn.Response(ErrorCode.NONE, results));
                });
    }

    private Question adding(From from, AddPartitionsToTxn.Transaction transaction) {
        return then -> {
            List<AddPartitionsToTxn.PartitionResult> refused = refused(transaction);
            if (refused.isEmpty()) {
                add(from, transaction, then);
            } else {
                then.accept(
                        new AddPartitionsToTxn.Response(
                                ErrorCode.NONE,
                                List.of(
                                        new AddPartitionsToTxn.Result(
                                                transaction.transactionalId(), refused))));
            }
        };
    }

    private void add(
            From from, AddPartitionsToTxn.Transaction transaction, Consumer<Response> then) {
        var request = new AddPartitionsToTxn.Request(List.of(transaction));
        String transactionalId = transaction.transactionalId();
        if (transaction.verifyOnly()) {
            askNamed(from, request, transactionalId, then);
        } else {
            answering
                    .additions()
                    .ask(
                            transactionalId,
                            from.id().connectionId(),
                            new Additions.Asked(
                                    each -> askNamed(from, request, transactionalId, each), then));
        }
    }

    /**
     * What is said where a partition may not be part of a transaction; empty where all may. One
     * that is not known here must not be: once the transaction is decided, a partition that the
     * coordinator does not know is taken for one that was deleted.
     */
    private List<AddPartitionsToTxn.PartitionResult> refused(
            AddPartitionsToTxn.Transaction transaction) {
        List<AddPartitionsToTxn.PartitionResult> results = new ArrayList<>();
        boolean refused = false;
        for (TopicPartition partition : transaction.partitions()) {
            ErrorCode error = refusalOf(partition, transaction);
            refused |= error != ErrorCode.NONE;
            results.add(
                    new AddPartitionsToTxn.PartitionResult(
                            partition,
                            error == ErrorCode.NONE ? ErrorCode.OPERATION_NOT_ATTEMPTED : error));
        }
        return refused ? results : List.of();
    }

    private ErrorCode refusalOf(
            TopicPartition partition, AddPartitionsToTxn.Transaction transaction) {
        // Before version 4 clients ask, who do not write to internal topics themselves.
        boolean byClient =
                !transaction.verifyOnly() && transaction.version() != TransactionVersion.V2;
        if (byClient && TopicName.isInternal(partition.topic())) {
            return ErrorCode.TOPIC_AUTHORIZATION_FAILED;
        }
        TopicState topic = image.topic(partition.topic());
        return topic == null
                        || partition.partition() < 0
                        || partition.partition() >= topic.partitions().size()
                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                : ErrorCode.NONE;
    }

    /** The group's partition becomes part of the transaction; its topic is made before that. */
    private void addOffsets(From from, AddOffsetsToTxn.Request request, Consumer<Response> then) {
        if (topics.all().isMissing(topics.offsets())) {
            topics.all()
                    .make(
                            topics.offsets(),
                            () ->
                                    then.accept(
                                            new AddOffsetsToTxn.Response(
                                                    ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)));
            return;
        }
        TopicPartition partition =
                new TopicPartition(
                        topics.offsets().name(),
                        topics.all().partitionOf(topics.offsets(), request.groupId()));
        AddPartitionsToTxn.Transaction transaction =
                new AddPartitionsToTxn.Transaction(
                        request.transactionalId(),
                        request.producerId(),
                        request.producerEpoch(),
                        false,
                        TransactionVersion.V0,
                        List.of(partition));
        askNamed(
                from,
                new AddPartitionsToTxn.Request(List.of(transaction)),
                request.transactionalId(),
                response -> then.accept(new AddOffsetsToTxn.Response(errorOf(response))));
    }

    private static ErrorCode errorOf(Response added) {
        AddPartitionsToTxn.Response response = (AddPartitionsToTxn.Response) added;
        return response.error() != ErrorCode.NONE
                ? response.error()
                : response.results().get(0).partitions().get(0).error();
    }

    // ---- what there is --------------------------------------------------------------------------

    private void describe(
            From from, DescribeTransactions.Request request, Consumer<Response> then) {
        askEach(
                request.transactionalIds().stream()
                        .<Question>map(
                                transactionalId ->
                                        each ->
                                                askNamed(
                                                        from,
                                                        new DescribeTransactions.Request(
                                                                List.of(transactionalId)),
                                                        transactionalId,
                                                        each))
                        .toList(),
                answers -> {
                    List<DescribeTransactions.Transaction> all = new ArrayList<>();
                    for (Response answer : answers) {
                        all.addAll(((DescribeTransactions.Response) answer).transactions());
                    }
                    then.accept(new DescribeTransactions.Response(all));
                });
    }

    /** Those of all coordinators here; a single one that is still being loaded hides them all. */
    private void list(From from, ListTransactions.Request request, Consumer<Response> then) {
        askEach(
                answering.runtime().partitions().stream()
                        .<Question>map(partition -> each -> ask(from, request, partition, each))
                        .toList(),
                answers -> then.accept(merged(withoutIds(from, request), answers)));
    }

    /** The answer where there are no transactional ids. */
    private ListTransactions.Response withoutIds(From from, ListTransactions.Request request) {
        TransactionCommand.Asked asked =
                new TransactionCommand.Asked(0, from.client(), request, context.clock().wallMs());
        return (ListTransactions.Response)
                answering
                        .nobody()
                        .get()
                        .decide(asked, context.clock().monotonicMs())
                        .response()
                        .get(0)
                        .response();
    }

    private static ListTransactions.Response merged(
            ListTransactions.Response withoutIds, List<Response> answers) {
        ErrorCode error = withoutIds.error();
        List<ListTransactions.Transaction> all = new ArrayList<>();
        for (Response answer : answers) {
            ListTransactions.Response listed = (ListTransactions.Response) answer;
            all.addAll(listed.transactions());
            // What is led here no more is listed where it is.
            if (listed.error() != ErrorCode.NONE && listed.error() != ErrorCode.NOT_COORDINATOR) {
                error = listed.error();
            }
        }
        return new ListTransactions.Response(
                error, withoutIds.unknownStates(), error == ErrorCode.NONE ? all : List.of());
    }

    // ---- coordinators ---------------------------------------------------------------------------

    private interface Question {
        /**
         * @param then gets the answer, once
         */
        void ask(Consumer<Response> then);
    }

    /** Asks several things; the answers are in the same order. */
    private static void askEach(List<Question> questions, Consumer<List<Response>> then) {
        if (questions.isEmpty()) {
            then.accept(List.of());
        }
        Map<Integer, Response> answers = new TreeMap<>();
        for (int i = 0; i < questions.size(); i++) {
            int index = i;
            questions
                    .get(i)
                    .ask(
                            answer -> {
                                answers.put(index, answer);
                                if (answers.size() == questions.size()) {
                                    then.accept(new ArrayList<>(answers.values()));
                                }
                            });
        }
    }

    /** Asks the coordinator of a transactional id, if that is here. */
    private void askNamed(
            From from, Request request, String transactionalId, Consumer<Response> then) {
        if (transactionalId.isEmpty()) {
            then.accept(TransactionRefusals.of(request, ErrorCode.INVALID_REQUEST));
        } else {
            ask(
                    from,
                    request,
                    topics.all().partitionOf(topics.transactions(), transactionalId),
                    then);
        }
    }

    private void ask(From from, Request request, int partition, Consumer<Response> then) {
        long wallMs = context.clock().wallMs();
        answering
                .runtime()
                .ask(
                        partition,
                        waiter ->
                                new TransactionCommand.Asked(
                                        waiter, from.client(), request, wallMs),
                        new Asker() {
                            @Override
                            public long connectionId() {
                                return from.id().connectionId();
                            }

                            @Override
                            public void answered(Response response) {
                                then.accept(response);
                            }

                            @Override
                            public void failed(ErrorCode error) {
                                then.accept(TransactionRefusals.of(request, error));
                            }
                        });
    }
}
