package strata.broker.transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import strata.broker.coordinator.InternalTopic;
import strata.broker.coordinator.InternalTopics;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.TopicPartition;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.kernel.transactions.TransactionVersion;

/**
 * Asks coordinators with AddPartitionsToTxn (KIP-890): what a turn has brought together leaves at
 * its end, in one request for each coordinator's broker, or more where a transactional id is in it
 * more than once.
 */
final class CoordinatorVerifier implements PartitionVerifier {
    /** A question is to be asked again. */
    record AgainTimer(long number) implements Timer {}

    /**
     * @param untilMs until when it may be asked again
     */
    private record Asked(
            Question question, long untilMs, Consumer<Map<TopicPartition, ErrorCode>> then) {
        String transactionalId() {
            return question.transactionalId();
        }

        boolean adds() {
            return question.support() == TransactionSupport.ADDS_PARTITIONS;
        }
    }

    private final NodeContext context;
    private final InternalTopic topic;
    private final InternalTopics topics;
    private final PeerQuestions questions;
    private final TransactionConfig config;
    private List<Asked> gathered = new ArrayList<>();
    // Those that wait to be asked again, by the numbers of their timers.
    private final Map<Long, Asked> again = new LinkedHashMap<>();
    private long numbers;

    /** Where coordinators are. */
    record Places(InternalTopic topic, InternalTopics topics) {}

    CoordinatorVerifier(
            NodeContext context, Places places, PeerQuestions questions, TransactionConfig config) {
        this.context = context;
        this.topic = places.topic();
        this.topics = places.topics();
        this.questions = questions;
        this.config = config;
    }

    @Override
    public void verify(Question question, Consumer<Map<TopicPartition, ErrorCode>> then) {
        gathered.add(new Asked(question, nowMs() + config.additionTimeMs(), then));
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }

    /** Asks what was brought together. */
    void turnEnded() {
        // Who is answered now may ask something else.
        while (!gathered.isEmpty()) {
            List<Asked> all = gathered;
            gathered = new ArrayList<>();
            Map<NodeId, List<Map<String, Asked>>> byBroker = new TreeMap<>();
            for (Asked asked : all) {
                BrokerRegistered broker = topics.coordinatorOf(topic, asked.transactionalId());
                if (broker == null) {
                    tell(asked, any -> ErrorCode.COORDINATOR_NOT_AVAILABLE);
                } else {
                    place(byBroker.computeIfAbsent(broker.id(), any -> new ArrayList<>()), asked);
                }
            }
            byBroker.forEach((broker, requests) -> requests.forEach(one -> send(broker, one)));
        }
    }

    /** Puts a question into the first request that does not name its transactional id yet. */
    private static void place(List<Map<String, Asked>> requests, Asked asked) {
        for (Map<String, Asked> request : requests) {
            if (request.putIfAbsent(asked.transactionalId(), asked) == null) {
                return;
            }
        }
        Map<String, Asked> one = new LinkedHashMap<>();
        one.put(asked.transactionalId(), asked);
        requests.add(one);
    }

    private void send(NodeId broker, Map<String, Asked> request) {
        questions.ask(
                broker,
                new AddPartitionsToTxn.Request(
                        request.values().stream().map(CoordinatorVerifier::transaction).toList()),
                response -> answered(request, response));
    }

    private static AddPartitionsToTxn.Transaction transaction(Asked asked) {
        Question question = asked.question();
        return new AddPartitionsToTxn.Transaction(
                question.transactionalId(),
                question.producerId(),
                question.producerEpoch(),
                !asked.adds(),
                TransactionVersion.V2,
                question.partitions());
    }

    private void answered(Map<String, Asked> request, @Nullable Response response) {
        if (!(response instanceof AddPartitionsToTxn.Response answer)) {
            request.values().forEach(asked -> tell(asked, any -> ErrorCode.NETWORK_EXCEPTION));
            return;
        }
        Map<String, Map<TopicPartition, ErrorCode>> said = new LinkedHashMap<>();
        for (AddPartitionsToTxn.Result result : answer.results()) {
            Map<TopicPartition, ErrorCode> errors = new LinkedHashMap<>();
            result.partitions().forEach(one -> errors.put(one.partition(), one.error()));
            said.put(result.transactionalId(), errors);
        }
        ErrorCode otherwise =
                answer.error() == ErrorCode.NONE ? ErrorCode.NETWORK_EXCEPTION : answer.error();
        request.forEach(
                (id, asked) ->
                        answered(asked, said.getOrDefault(id, Collections.emptyMap()), otherwise));
    }

    /**
     * @param otherwise what is true of partitions that nothing was said of
     */
    private void answered(Asked asked, Map<TopicPartition, ErrorCode> said, ErrorCode otherwise) {
        boolean tooEarly = said.containsValue(ErrorCode.CONCURRENT_TRANSACTIONS);
        if (tooEarly && asked.adds() && nowMs() < asked.untilMs()) {
            long number = numbers++;
            again.put(number, asked);
            context.setTimer(new AgainTimer(number), config.additionBackoffMs());
            return;
        }
        tell(asked, partition -> said.getOrDefault(partition, otherwise));
    }

    private interface Answers {
        ErrorCode of(TopicPartition partition);
    }

    private static void tell(Asked asked, Answers answers) {
        Map<TopicPartition, ErrorCode> told = new LinkedHashMap<>();
        for (TopicPartition partition : asked.question().partitions()) {
            told.put(partition, told(answers.of(partition), asked.question().support()));
        }
        asked.then().accept(told);
    }

    private static ErrorCode told(ErrorCode error, TransactionSupport support) {
        return switch (error) {
            case PRODUCER_FENCED -> ErrorCode.INVALID_PRODUCER_EPOCH;
            case TRANSACTION_ABORTABLE ->
                    support == TransactionSupport.OLD ? ErrorCode.INVALID_TXN_STATE : error;
            // It has not heard of a partition yet, and so leaves the others alone, too.
            case UNKNOWN_TOPIC_OR_PARTITION, OPERATION_NOT_ATTEMPTED ->
                    ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
            default -> error;
        };
    }

    /** Returns false for a timer that is another's. */
    boolean timerFired(Timer timer) {
        if (!(timer instanceof AgainTimer due)) {
            return false;
        }
        Asked asked = again.remove(due.number());
        if (asked != null) {
            gathered.add(asked);
        }
        return true;
    }
}
