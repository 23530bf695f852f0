package strata.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.broker.BrokerConfig;
import strata.broker.controller.Forwarding;
import strata.broker.coordinator.InternalTopic;
import strata.broker.coordinator.InternalTopics;
import strata.broker.transaction.PartitionVerifier.Question;
import strata.kernel.ErrorCode;
import strata.kernel.Lane;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.TransactionSupport;
import strata.kernel.transactions.TransactionVersion;

class CoordinatorVerifierTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);

    private final TransactionWorld world =
            new TransactionWorld()
                    .withBroker(1)
                    .withBroker(2)
                    .withBroker(3)
                    .withTopic("__transaction_state", 2, 3);
    private final BrokerConfig config =
            BrokerConfig.of(
                    new BrokerConfig.Identity(
                            TransactionWorld.broker(1), "cluster-of-this-test00", "localhost", 1),
                    Map.of("transaction.state.log.num.partitions", "2"));
    private final PeerQuestions questions = new PeerQuestions(world, Lane.VERIFICATION, 30_000);
    private final CoordinatorVerifier verifier =
            new CoordinatorVerifier(
                    world,
                    new CoordinatorVerifier.Places(
                            InternalTopic.transactions(config),
                            new InternalTopics(world.image, new Forwarding(world, null))),
                    questions,
                    new TransactionConfig(config));
    private final List<Map<TopicPartition, ErrorCode>> told = new ArrayList<>();
    private final Consumer<Map<TopicPartition, ErrorCode>> then = told::add;

    // The hash of a letter is its number: even ones are in partition 0.
    private static final String OF_2 = "b";
    private static final String OF_3 = "a";

    private static Question question(
            String transactionalId, TransactionSupport support, TopicPartition... partitions) {
        return new Question(transactionalId, 7L, (short) 3, support, List.of(partitions));
    }

    private void answer(TransactionWorld.Asked asked, ErrorCode... errors) {
        AddPartitionsToTxn.Request request = (AddPartitionsToTxn.Request) asked.request();
        List<AddPartitionsToTxn.Result> results = new ArrayList<>();
        for (AddPartitionsToTxn.Transaction one : request.transactions()) {
            List<AddPartitionsToTxn.PartitionResult> partitions = new ArrayList<>();
            for (int i = 0; i < one.partitions().size(); i++) {
                partitions.add(
                        new AddPartitionsToTxn.PartitionResult(one.partitions().get(i), errors[i]));
            }
            results.add(new AddPartitionsToTxn.Result(one.transactionalId(), partitions));
        }
        questions.handle(asked.answered(new AddPartitionsToTxn.Response(ErrorCode.NONE, results)));
    }

    @Test
    void theCoordinatorIsAskedToAddWhatANewClientWritesAndToVerifyWhatAnOldOneDoes() {
        verifier.verify(question(OF_2, TransactionSupport.ADDS_PARTITIONS, T0, T1), then);
        verifier.verify(question(OF_3, TransactionSupport.ABORTABLE, T0), then);
        assertThat(world.asked).isEmpty();
        verifier.turnEnded();

        List<TransactionWorld.Asked> asked = world.take();
        assertThat(asked)
                .extracting(TransactionWorld.Asked::peer)
                .containsExactly(TransactionWorld.broker(2), TransactionWorld.broker(3));
        assertThat(asked.get(0).request())
                .isEqualTo(
                        new AddPartitionsToTxn.Request(
                                List.of(
                                        new AddPartitionsToTxn.Transaction(
                                                OF_2,
                                                7L,
                                                (short) 3,
                                                false,
                                                TransactionVersion.V2,
                                                List.of(T0, T1)))));
        assertThat(
                        ((AddPartitionsToTxn.Request) asked.get(1).request())
                                .transactions()
                                .get(0)
                                .verifyOnly())
                .isTrue();
        answer(asked.get(0), ErrorCode.NONE, ErrorCode.NONE);
        assertThat(told).containsExactly(Map.of(T0, ErrorCode.NONE, T1, ErrorCode.NONE));
    }

    @Test
    void aTransactionalIdIsInARequestOnlyOnce() {
        verifier.verify(question(OF_2, TransactionSupport.ADDS_PARTITIONS, T0), then);
        verifier.verify(question("d", TransactionSupport.ADDS_PARTITIONS, T0), then);
        verifier.verify(question(OF_2, TransactionSupport.ADDS_PARTITIONS, T1), then);
        verifier.turnEnded();

        assertThat(world.take())
                .extracting(
                        asked ->
                                ((AddPartitionsToTxn.Request) asked.request())
                                        .transactions().stream()
                                                .map(one -> one.transactionalId())
                                                .toList())
                .containsExactly(List.of(OF_2, "d"), List.of(OF_2));
    }

    @ParameterizedTest
    @CsvSource({
        "PRODUCER_FENCED, OLD, INVALID_PRODUCER_EPOCH",
        "PRODUCER_FENCED, ADDS_PARTITIONS, INVALID_PRODUCER_EPOCH",
        "INVALID_PRODUCER_ID_MAPPING, ABORTABLE, INVALID_PRODUCER_ID_MAPPING",
        "TRANSACTION_ABORTABLE, OLD, INVALID_TXN_STATE",
        "TRANSACTION_ABORTABLE, ABORTABLE, TRANSACTION_ABORTABLE",
        "UNKNOWN_TOPIC_OR_PARTITION, ADDS_PARTITIONS, COORDINATOR_LOAD_IN_PROGRESS",
        "OPERATION_NOT_ATTEMPTED, ADDS_PARTITIONS, COORDINATOR_LOAD_IN_PROGRESS",
        "NOT_COORDINATOR, ABORTABLE, NOT_COORDINATOR"
    })
    void anErrorIsToldAsTheClientKnowsIt(
            ErrorCode error, TransactionSupport support, ErrorCode expected) {
        verifier.verify(question(OF_2, support, T0), then);
        verifier.turnEnded();

        answer(world.only(), error);

        assertThat(told).containsExactly(Map.of(T0, expected));
    }

    @Test
    void additionsAreTriedAgainWhileTheTransactionBeforeIsNotComplete() {
        verifier.verify(question(OF_2, TransactionSupport.ADDS_PARTITIONS, T0), then);
        verifier.turnEnded();
        List<Long> askedAtMs = new ArrayList<>();
        while (told.isEmpty()) {
            askedAtMs.add(world.nowMs);
            answer(world.take().get(0), ErrorCode.CONCURRENT_TRANSACTIONS);
            new LinkedHashMap<>(world.timers)
                    .forEach(
                            (timer, delayMs) -> {
                                if (timer instanceof CoordinatorVerifier.AgainTimer) {
                                    world.timers.remove(timer);
                                    world.nowMs += delayMs;
                                    verifier.timerFired(timer);
                                }
                            });
            verifier.turnEnded();
        }

        // The usual backoff, for the usual time.
        assertThat(askedAtMs).containsExactly(0L, 20L, 40L, 60L, 80L, 100L);
        assertThat(told).containsExactly(Map.of(T0, ErrorCode.CONCURRENT_TRANSACTIONS));
    }

    @Test
    void whatIsOnlyVerifiedIsNotTriedAgain() {
        verifier.verify(question(OF_2, TransactionSupport.ABORTABLE, T0), then);
        verifier.turnEnded();

        answer(world.only(), ErrorCode.CONCURRENT_TRANSACTIONS);

        assertThat(told).containsExactly(Map.of(T0, ErrorCode.CONCURRENT_TRANSACTIONS));
    }

    @Test
    void whereThereIsNoCoordinatorThatIsToldWhenTheTurnEnds() {
        world.leads("__transaction_state", 0, 0);
        verifier.verify(question(OF_2, TransactionSupport.ADDS_PARTITIONS, T0), then);
        assertThat(told).isEmpty();

        verifier.turnEnded();

        assertThat(told).containsExactly(Map.of(T0, ErrorCode.COORDINATOR_NOT_AVAILABLE));
        assertThat(world.asked).isEmpty();
    }

    @Test
    void aBrokenLineIsANetworkException() {
        verifier.verify(question(OF_2, TransactionSupport.ADDS_PARTITIONS, T0), then);
        verifier.turnEnded();

        questions.handle(world.only().closed());

        assertThat(told).containsExactly(Map.of(T0, ErrorCode.NETWORK_EXCEPTION));
    }

    @ParameterizedTest
    @CsvSource({
        "NETWORK_EXCEPTION, OLD, NOT_ENOUGH_REPLICAS",
        "NOT_COORDINATOR, ADDS_PARTITIONS, NOT_ENOUGH_REPLICAS",
        "CONCURRENT_TRANSACTIONS, ABORTABLE, NOT_ENOUGH_REPLICAS",
        "CONCURRENT_TRANSACTIONS, ADDS_PARTITIONS, CONCURRENT_TRANSACTIONS",
        "TRANSACTION_ABORTABLE, ABORTABLE, TRANSACTION_ABORTABLE",
        "INVALID_TXN_STATE, OLD, INVALID_TXN_STATE"
    })
    void producersAreToldWhatTheyTryAgainAfter(
            ErrorCode error, TransactionSupport support, ErrorCode expected) {
        assertThat(PartitionVerifier.toldToProducer(error, support)).isEqualTo(expected);
    }
}
