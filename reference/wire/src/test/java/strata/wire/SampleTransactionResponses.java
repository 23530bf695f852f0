package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.AddOffsetsToTxn;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.AllocateProducerIds;
import strata.kernel.request.DescribeProducers;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.EndTxn;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.ProducerView;
import strata.wire.SampleResponses.Sample;

/** The samples of {@link SampleResponses} that speak of producers and transactions. */
final class SampleTransactionResponses {
    private static final long PRODUCER_ID = SampleTransactionRequests.PRODUCER_ID;
    private static final short EPOCH = SampleTransactionRequests.EPOCH;
    private static final short INVALID_PRODUCER_EPOCH = 47;
    private static final short PRODUCER_FENCED = 90;

    private SampleTransactionResponses() {}

    private static short fenced(boolean known) {
        return known ? PRODUCER_FENCED : INVALID_PRODUCER_EPOCH;
    }

    /** Fenced up to the version that may be told so; then an id. */
    static Sample initProducerId(short version) {
        return version <= 4
                ? new Sample(
                        InitProducerId.Response.failed(ErrorCode.PRODUCER_FENCED),
                        new InitProducerIdResponseData()
                                .setErrorCode(fenced(version == 4))
                                .setProducerId(-1L)
                                .setProducerEpoch((short) -1))
                : new Sample(
                        new InitProducerId.Response(ErrorCode.NONE, PRODUCER_ID, EPOCH),
                        new InitProducerIdResponseData()
                                .setProducerId(PRODUCER_ID)
                                .setProducerEpoch(EPOCH));
    }

    static Sample addPartitionsToTxn(short version) {
        AddPartitionsToTxn.Result first =
                result(
                        "booking-1",
                        List.of(
                                ErrorCode.OPERATION_NOT_ATTEMPTED,
                                ErrorCode.PRODUCER_FENCED,
                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
        short[] firstErrors = {55, fenced(version >= 2), 3};
        AddPartitionsToTxnResponseData kafka = new AddPartitionsToTxnResponseData();
        if (version < 4) {
            kafka.setResultsByTopicV3AndBelow(topics(firstErrors));
            return new Sample(
                    new AddPartitionsToTxn.Response(ErrorCode.NONE, List.of(first)), kafka);
        }
        kafka.setErrorCode((short) 14);
        kafka.resultsByTransaction()
                .add(
                        new AddPartitionsToTxnResult()
                                .setTransactionalId("booking-1")
                                .setTopicResults(topics(firstErrors)));
        kafka.resultsByTransaction()
                .add(
                        new AddPartitionsToTxnResult()
                                .setTransactionalId("booking-2")
                                .setTopicResults(topics((short) 0, (short) 120, (short) 0)));
        return new Sample(
                new AddPartitionsToTxn.Response(
                        ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
                        List.of(
                                first,
                                result(
                                        "booking-2",
                                        List.of(
                                                ErrorCode.NONE,
                                                ErrorCode.TRANSACTION_ABORTABLE,
                                                ErrorCode.NONE)))),
                kafka);
    }

    /** What became of flights-2, flights-0 and weather-1. */
    private static AddPartitionsToTxn.Result result(
            String transactionalId, List<ErrorCode> errors) {
        return new AddPartitionsToTxn.Result(
                transactionalId,
                List.of(
                        new AddPartitionsToTxn.PartitionResult(
                                new TopicPartition("flights", 2), errors.get(0)),
                        new AddPartitionsToTxn.PartitionResult(
                                new TopicPartition("flights", 0), errors.get(1)),
                        new AddPartitionsToTxn.PartitionResult(
                                new TopicPartition("weather", 1), errors.get(2))));
    }

    private static AddPartitionsToTxnTopicResultCollection topics(short... errors) {
        AddPartitionsToTxnTopicResult flights =
                new AddPartitionsToTxnTopicResult().setName("flights");
        flights.resultsByPartition().add(partition(2, errors[0]));
        flights.resultsByPartition().add(partition(0, errors[1]));
        AddPartitionsToTxnTopicResult weather =
                new AddPartitionsToTxnTopicResult().setName("weather");
        weather.resultsByPartition().add(partition(1, errors[2]));
        AddPartitionsToTxnTopicResultCollection topics =
                new AddPartitionsToTxnTopicResultCollection();
        topics.add(flights);
        topics.add(weather);
        return topics;
    }

    private static AddPartitionsToTxnPartitionResult partition(int number, short error) {
        return new AddPartitionsToTxnPartitionResult()
                .setPartitionIndex(number)
                .setPartitionErrorCode(error);
    }

    static Sample addOffsetsToTxn(short version) {
        return new Sample(
                new AddOffsetsToTxn.Response(ErrorCode.PRODUCER_FENCED),
                new AddOffsetsToTxnResponseData().setErrorCode(fenced(version >= 2)));
    }

    static Sample endTxn(short version) {
        return version < 4
                ? new Sample(
                        EndTxn.Response.failed(ErrorCode.PRODUCER_FENCED),
                        new EndTxnResponseData().setErrorCode(fenced(version >= 2)))
                : new Sample(
                        new EndTxn.Response(ErrorCode.NONE, PRODUCER_ID, EPOCH),
                        new EndTxnResponseData()
                                .setProducerId(PRODUCER_ID)
                                .setProducerEpoch(EPOCH));
    }

    static Sample writeTxnMarkers() {
        return new Sample(
                new WriteTxnMarkers.Response(
                        List.of(
                                new WriteTxnMarkers.Result(
                                        PRODUCER_ID,
                                        List.of(
                                                written("flights", 2, ErrorCode.NONE),
                                                written(
                                                        "flights",
                                                        0,
                                                        ErrorCode.TRANSACTION_COORDINATOR_FENCED),
                                                written("weather", 1, ErrorCode.NONE))),
                                new WriteTxnMarkers.Result(3L, List.of()))),
                new WriteTxnMarkersResponseData()
                        .setMarkers(
                                List.of(
                                        new WritableTxnMarkerResult()
                                                .setProducerId(PRODUCER_ID)
                                                .setTopics(
                                                        List.of(
                                                                topic(
                                                                        "flights",
                                                                        marked(2, 0),
                                                                        marked(0, 52)),
                                                                topic("weather", marked(1, 0)))),
                                        new WritableTxnMarkerResult().setProducerId(3L))));
    }

    private static WriteTxnMarkers.PartitionResult written(
            String topic, int partition, ErrorCode error) {
        return new WriteTxnMarkers.PartitionResult(new TopicPartition(topic, partition), error);
    }

    private static WritableTxnMarkerTopicResult topic(
            String name, WritableTxnMarkerPartitionResult... partitions) {
        return new WritableTxnMarkerTopicResult().setName(name).setPartitions(List.of(partitions));
    }

    private static WritableTxnMarkerPartitionResult marked(int partition, int error) {
        return new WritableTxnMarkerPartitionResult()
                .setPartitionIndex(partition)
                .setErrorCode((short) error);
    }

    static Sample txnOffsetCommit(short version) {
        return new Sample(
                new TxnOffsetCommit.Response(
                        List.of(
                                new OffsetCommit.TopicResult(
                                        TopicRef.named("flights"),
                                        List.of(
                                                new OffsetCommit.PartitionResult(0, ErrorCode.NONE),
                                                new OffsetCommit.PartitionResult(
                                                        1, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS),
                                                new OffsetCommit.PartitionResult(
                                                        2, ErrorCode.FENCED_INSTANCE_ID))))),
                new TxnOffsetCommitResponseData()
                        .setTopics(
                                List.of(
                                        new TxnOffsetCommitResponseTopic()
                                                .setName("flights")
                                                .setPartitions(
                                                        List.of(
                                                                offset(0, 0),
                                                                offset(1, version < 2 ? 15 : 14),
                                                                offset(2, 82))))));
    }

    private static TxnOffsetCommitResponsePartition offset(int partition, int error) {
        return new TxnOffsetCommitResponsePartition()
                .setPartitionIndex(partition)
                .setErrorCode((short) error);
    }

    static Sample describeProducers() {
        return new Sample(
                new DescribeProducers.Response(
                        List.of(
                                new DescribeProducers.PartitionResult(
                                        new TopicPartition("flights", 2),
                                        ErrorCode.NONE,
                                        null,
                                        List.of(
                                                new ProducerView(
                                                        PRODUCER_ID, EPOCH, 41, 1_700L, 9, 1_000L),
                                                new ProducerView(3L, (short) 0, -1, -1L, -1, -1L))),
                                new DescribeProducers.PartitionResult(
                                        new TopicPartition("weather", 1),
                                        ErrorCode.NOT_LEADER_OR_FOLLOWER,
                                        "no leader",
                                        List.of()))),
                new DescribeProducersResponseData()
                        .setTopics(
                                List.of(
                                        new TopicResponse()
                                                .setName("flights")
                                                .setPartitions(
                                                        List.of(
                                                                new PartitionResponse()
                                                                        .setPartitionIndex(2)
                                                                        .setActiveProducers(
                                                                                producers()))),
                                        new TopicResponse()
                                                .setName("weather")
                                                .setPartitions(
                                                        List.of(
                                                                new PartitionResponse()
                                                                        .setPartitionIndex(1)
                                                                        .setErrorCode((short) 6)
                                                                        .setErrorMessage(
                                                                                "no leader"))))));
    }

    private static List<ProducerState> producers() {
        return List.of(
                new ProducerState()
                        .setProducerId(PRODUCER_ID)
                        .setProducerEpoch(EPOCH)
                        .setLastSequence(41)
                        .setLastTimestamp(1_700L)
                        .setCoordinatorEpoch(9)
                        .setCurrentTxnStartOffset(1_000L),
                new ProducerState().setProducerId(3L).setCoordinatorEpoch(-1));
    }

    static Sample describeTransactions() {
        DescribeTransactionsResponseData.TransactionState ongoing =
                new DescribeTransactionsResponseData.TransactionState()
                        .setTransactionalId("booking-1")
                        .setTransactionState("Ongoing")
                        .setTransactionTimeoutMs(60_000)
                        .setTransactionStartTimeMs(1_700L)
                        .setProducerId(PRODUCER_ID)
                        .setProducerEpoch(EPOCH);
        ongoing.topics()
                .add(
                        new DescribeTransactionsResponseData.TopicData()
                                .setTopic("flights")
                                .setPartitions(List.of(2, 0)));
        ongoing.topics()
                .add(
                        new DescribeTransactionsResponseData.TopicData()
                                .setTopic("weather")
                                .setPartitions(List.of(1)));
        return new Sample(
                new DescribeTransactions.Response(
                        List.of(
                                new DescribeTransactions.Transaction(
                                        ErrorCode.NONE,
                                        "booking-1",
                                        "Ongoing",
                                        60_000,
                                        1_700L,
                                        PRODUCER_ID,
                                        EPOCH,
                                        SampleTransactionRequests.PARTITIONS),
                                DescribeTransactions.Transaction.failed(
                                        "booking-2", ErrorCode.TRANSACTIONAL_ID_NOT_FOUND))),
                new DescribeTransactionsResponseData()
                        .setTransactionStates(
                                List.of(
                                        ongoing,
                                        new DescribeTransactionsResponseData.TransactionState()
                                                .setErrorCode((short) 105)
                                                .setTransactionalId("booking-2"))));
    }

    static Sample listTransactions() {
        return new Sample(
                new ListTransactions.Response(
                        ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
                        List.of("Odd"),
                        List.of(
                                new ListTransactions.Transaction(
                                        "booking-1", PRODUCER_ID, "Ongoing"))),
                new ListTransactionsResponseData()
                        .setErrorCode((short) 14)
                        .setUnknownStateFilters(List.of("Odd"))
                        .setTransactionStates(
                                List.of(
                                        new ListTransactionsResponseData.TransactionState()
                                                .setTransactionalId("booking-1")
                                                .setProducerId(PRODUCER_ID)
                                                .setTransactionState("Ongoing"))));
    }

    static Sample allocateProducerIds() {
        return new Sample(
                new AllocateProducerIds.Response(ErrorCode.NONE, 5_000L, 1_000),
                new AllocateProducerIdsResponseData()
                        .setProducerIdStart(5_000L)
                        .setProducerIdLen(1_000));
    }
}
