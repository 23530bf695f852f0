package strata.transactions.coordinator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.groups.TopicPatterns.InvalidPatternException;
import strata.kernel.groups.TopicPatterns.TopicPattern;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.ListTransactions;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionView;

/** Answers what transactional ids there are (KIP-664, KIP-994, KIP-1152). */
final class Listings {
    private final TransactionalIds ids;
    private final MarkerDelivery delivery;
    private final TopicPatterns patterns;

    Listings(TransactionalIds ids, MarkerDelivery delivery, TopicPatterns patterns) {
        this.ids = ids;
        this.delivery = delivery;
        this.patterns = patterns;
    }

    /** DescribeTransactions (key 65). */
    DescribeTransactions.Response describe(DescribeTransactions.Request request) {
        return new DescribeTransactions.Response(
                request.transactionalIds().stream().map(this::describe).toList());
    }

    private DescribeTransactions.Transaction describe(String name) {
        TransactionalId id = ids.find(name);
        if (name.isEmpty()) {
            return DescribeTransactions.Transaction.failed(name, ErrorCode.INVALID_REQUEST);
        }
        if (id == null) {
            return DescribeTransactions.Transaction.failed(
                    name, ErrorCode.TRANSACTIONAL_ID_NOT_FOUND);
        }
        TransactionValue value = id.value();
        return new DescribeTransactions.Transaction(
                ErrorCode.NONE,
                name,
                value.state().text(),
                value.timeoutMs(),
                value.startedMs(),
                value.producerId(),
                value.producerEpoch(),
                partitions(id));
    }

    /** Those of the transaction; of a decided one those that have not confirmed their marker. */
    private List<TopicPartition> partitions(TransactionalId id) {
        return id.state().isPrepared() ? delivery.unmarked(id.name()) : id.value().partitions();
    }

    /** ListTransactions (key 66), in the order of ids. */
    ListTransactions.Response list(ListTransactions.Request request, long wallMs) {
        EnumSet<TransactionState> states = EnumSet.noneOf(TransactionState.class);
        List<String> unknown = new ArrayList<>();
        for (String text : request.states()) {
            TransactionState state = TransactionState.ofText(text);
            if (state == null) {
                unknown.add(text);
            } else {
                states.add(state);
            }
        }
        TopicPattern pattern;
        try {
            pattern = pattern(request);
        } catch (InvalidPatternException e) {
            return new ListTransactions.Response(
                    ErrorCode.INVALID_REGULAR_EXPRESSION, List.of(), List.of());
        }
        List<ListTransactions.Transaction> listed = new ArrayList<>();
        for (TransactionalId id : ids.all()) {
            boolean asked = request.states().isEmpty() || states.contains(id.state());
            if (asked && isAsked(request, id.value(), wallMs) && pattern.matches(id.name())) {
                listed.add(
                        new ListTransactions.Transaction(
                                id.name(), id.value().producerId(), id.state().text()));
            }
        }
        return new ListTransactions.Response(ErrorCode.NONE, unknown, listed);
    }

    private TopicPattern pattern(ListTransactions.Request request) {
        String expression = request.pattern();
        return expression == null || expression.isEmpty()
                ? name -> true
                : patterns.compile(expression);
    }

    /** One that has not begun counts as begun in 1970, as in Kafka. */
    private static boolean isAsked(
            ListTransactions.Request request, TransactionValue value, long wallMs) {
        return (request.producerIds().isEmpty()
                        || request.producerIds().contains(value.producerId()))
                && (request.minDurationMs() < 0
                        || wallMs - value.startedMs() > request.minDurationMs());
    }

    /** All ids, to be looked at. */
    List<TransactionView> views() {
        return ids.all().stream()
                .map(id -> new TransactionView(id.name(), id.value(), delivery.unmarked(id.name())))
                .toList();
    }
}
