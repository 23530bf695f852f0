package strata.conformance;

import java.util.List;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A request of every API that a broker with layer 5 serves beside those of {@link SampleRequests}
 * and {@link SampleGroupRequests}, in every version, and the error that Apache Kafka answers it
 * with.
 *
 * @param topic one that is there
 * @param transactionalId of whom nothing is known
 */
record SampleTransactionRequests(String topic, String transactionalId) {

    /** What a broker with layer 5 serves besides. */
    static final List<ApiKeys> SERVED =
            List.of(
                    ApiKeys.INIT_PRODUCER_ID,
                    ApiKeys.ADD_PARTITIONS_TO_TXN,
                    ApiKeys.ADD_OFFSETS_TO_TXN,
                    ApiKeys.END_TXN,
                    ApiKeys.WRITE_TXN_MARKERS,
                    ApiKeys.TXN_OFFSET_COMMIT,
                    ApiKeys.UPDATE_FEATURES,
                    ApiKeys.DESCRIBE_PRODUCERS,
                    ApiKeys.DESCRIBE_TRANSACTIONS,
                    ApiKeys.LIST_TRANSACTIONS);

    /** The error that is answered. */
    static Errors error(ApiKeys key) {
        return switch (key) {
            case ADD_PARTITIONS_TO_TXN, ADD_OFFSETS_TO_TXN, END_TXN, TXN_OFFSET_COMMIT ->
                    Errors.INVALID_PRODUCER_ID_MAPPING;
            case WRITE_TXN_MARKERS -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case DESCRIBE_TRANSACTIONS -> Errors.TRANSACTIONAL_ID_NOT_FOUND;
            default -> Errors.NONE;
        };
    }

    ApiMessage body(ApiKeys key, short version) {
        return switch (key) {
            case INIT_PRODUCER_ID ->
                    new InitProducerIdRequestData()
                            .setTransactionalId(null)
                            .setTransactionTimeoutMs(60_000);
            case ADD_PARTITIONS_TO_TXN -> add(version);
            case ADD_OFFSETS_TO_TXN ->
                    new AddOffsetsToTxnRequestData()
                            .setTransactionalId(transactionalId)
                            .setProducerId(7L)
                            .setGroupId("sample-group");
            case END_TXN ->
                    new EndTxnRequestData().setTransactionalId(transactionalId).setProducerId(7L);
            case WRITE_TXN_MARKERS -> marker();
            case TXN_OFFSET_COMMIT -> commit();
            case UPDATE_FEATURES -> new UpdateFeaturesRequestData();
            case DESCRIBE_PRODUCERS ->
                    new DescribeProducersRequestData()
                            .setTopics(
                                    List.of(
                                            new DescribeProducersRequestData.TopicRequest()
                                                    .setName(topic)
                                                    .setPartitionIndexes(List.of(0, 1))));
            case DESCRIBE_TRANSACTIONS ->
                    new DescribeTransactionsRequestData()
                            .setTransactionalIds(List.of(transactionalId));
            case LIST_TRANSACTIONS -> new ListTransactionsRequestData();
            default -> throw new IllegalArgumentException("no sample of " + key);
        };
    }

    private AddPartitionsToTxnRequestData add(short version) {
        AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName(topic).setPartitions(List.of(0, 1)));
        AddPartitionsToTxnRequestData request = new AddPartitionsToTxnRequestData();
        if (version < 4) {
            return request.setV3AndBelowTransactionalId(transactionalId)
                    .setV3AndBelowProducerId(7L)
                    .setV3AndBelowTopics(topics);
        }
        request.transactions()
                .add(
                        new AddPartitionsToTxnTransaction()
                                .setTransactionalId(transactionalId)
                                .setProducerId(7L)
                                .setVerifyOnly(true)
                                .setTopics(topics));
        return request;
    }

    private static WriteTxnMarkersRequestData marker() {
        return new WriteTxnMarkersRequestData()
                .setMarkers(
                        List.of(
                                new WritableTxnMarker()
                                        .setProducerId(7L)
                                        .setTopics(
                                                List.of(
                                                        new WritableTxnMarkerTopic()
                                                                .setName("no-such-topic")
                                                                .setPartitionIndexes(
                                                                        List.of(0))))));
    }

    private TxnOffsetCommitRequestData commit() {
        return new TxnOffsetCommitRequestData()
                .setTransactionalId(transactionalId)
                .setGroupId("sample-group")
                .setProducerId(7L)
                .setTopics(
                        List.of(
                                new TxnOffsetCommitRequestTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new TxnOffsetCommitRequestPartition()
                                                                .setPartitionIndex(1)
                                                                .setCommittedOffset(3)))));
    }
}
