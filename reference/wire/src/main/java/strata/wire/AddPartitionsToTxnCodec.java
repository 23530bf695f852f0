package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransactionCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResultCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResultCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.transactions.TransactionVersion;

/**
 * AddPartitionsToTxn, versions 0 to 5: up to 3 from clients, of one transaction; from 4 on from
 * brokers, of many, to be added or only verified (KIP-890). From 2 on PRODUCER_FENCED may be told
 * (KIP-588).
 */
final class AddPartitionsToTxnCodec {
    private static final short FIRST_WITH_FENCED = 2;
    private static final short FIRST_OF_BROKERS = 4;

    private AddPartitionsToTxnCodec() {}

    static AddPartitionsToTxn.Request read(FrameReader from, short version) {
        // As AddPartitionsToTxnRequestData has it, which hashes topics and ids: see Unhashed.
        if (version < FIRST_OF_BROKERS) {
            return new AddPartitionsToTxn.Request(List.of(transaction(from, version)));
        }
        int count = from.readCollectionSize(true);
        List<AddPartitionsToTxn.Transaction> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            transactions.add(transaction(from, version));
        }
        from.skipTaggedFields(true);
        return new AddPartitionsToTxn.Request(transactions);
    }

    private static AddPartitionsToTxn.Transaction transaction(FrameReader from, short version) {
        boolean flexible = ServedVersions.ADD_PARTITIONS_TO_TXN.isFlexible(version);
        boolean ofBrokers = version >= FIRST_OF_BROKERS;
        String transactionalId = from.readString(flexible);
        long producerId = from.readLong();
        short producerEpoch = from.readShort();
        boolean verifyOnly = ofBrokers && from.readByte() != 0;
        int count = from.readCollectionSize(flexible);
        List<TopicPartition> partitions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            AddPartitionsToTxnTopic topic = new AddPartitionsToTxnTopic(from, version);
            ByTopic.add(partitions, topic.name(), topic.partitions());
        }
        from.skipTaggedFields(flexible);
        return new AddPartitionsToTxn.Transaction(
                transactionalId,
                producerId,
                producerEpoch,
                verifyOnly,
                ofBrokers ? TransactionVersion.V2 : TransactionVersion.V0,
                partitions);
    }

    static ApiMessage write(AddPartitionsToTxn.Response response, short version) {
        List<AddPartitionsToTxn.Result> results = response.results();
        AddPartitionsToTxnResponseData data = new AddPartitionsToTxnResponseData();
        if (version < FIRST_OF_BROKERS) {
            Check.that(results.size() == 1, "one transaction was asked of: %s", response);
            return data.setResultsByTopicV3AndBelow(topics(results.get(0), version));
        }
        AddPartitionsToTxnResultCollection transactions =
                new AddPartitionsToTxnResultCollection(Unhashed.capacity(results.size()));
        for (AddPartitionsToTxn.Result result : results) {
            Unhashed.add(
                    transactions,
                    new AddPartitionsToTxnResult().setTopicResults(topics(result, version)),
                    AddPartitionsToTxnResult::setTransactionalId,
                    result.transactionalId());
        }
        return data.setErrorCode(response.error().number()).setResultsByTransaction(transactions);
    }

    private static AddPartitionsToTxnTopicResultCollection topics(
            AddPartitionsToTxn.Result result, short version) {
        List<AddPartitionsToTxnTopicResult> topics =
                ByTopic.group(
                        result.partitions(),
                        AddPartitionsToTxn.PartitionResult::partition,
                        (name, partitions) ->
                                new AddPartitionsToTxnTopicResult()
                                        .setName(name)
                                        .setResultsByPartition(partitions(partitions, version)));
        AddPartitionsToTxnTopicResultCollection all =
                new AddPartitionsToTxnTopicResultCollection(Unhashed.capacity(topics.size()));
        for (AddPartitionsToTxnTopicResult topic : topics) {
            Unhashed.add(all, topic, AddPartitionsToTxnTopicResult::setName, topic.name());
        }
        return all;
    }

    private static AddPartitionsToTxnPartitionResultCollection partitions(
            List<AddPartitionsToTxn.PartitionResult> partitions, short version) {
        AddPartitionsToTxnPartitionResultCollection all =
                new AddPartitionsToTxnPartitionResultCollection(
                        Unhashed.capacity(partitions.size()));
        for (AddPartitionsToTxn.PartitionResult partition : partitions) {
            short error = KernelTypes.number(partition.error(), version >= FIRST_WITH_FENCED);
            Unhashed.add(
                    all,
                    new AddPartitionsToTxnPartitionResult().setPartitionErrorCode(error),
                    AddPartitionsToTxnPartitionResult::setPartitionIndex,
                    partition.partition().partition());
        }
        return all;
    }

    /** As brokers ask, in a version from 4 on. */
    static ApiMessage ask(AddPartitionsToTxn.Request request) {
        List<AddPartitionsToTxn.Transaction> asked = request.transactions();
        AddPartitionsToTxnTransactionCollection transactions =
                new AddPartitionsToTxnTransactionCollection(Unhashed.capacity(asked.size()));
        for (AddPartitionsToTxn.Transaction transaction : asked) {
            Unhashed.add(
                    transactions,
                    new AddPartitionsToTxnTransaction()
                            .setProducerId(transaction.producerId())
                            .setProducerEpoch(transaction.producerEpoch())
                            .setVerifyOnly(transaction.verifyOnly())
                            .setTopics(askTopics(transaction.partitions())),
                    AddPartitionsToTxnTransaction::setTransactionalId,
                    transaction.transactionalId());
        }
        return new AddPartitionsToTxnRequestData().setTransactions(transactions);
    }

    private static AddPartitionsToTxnTopicCollection askTopics(List<TopicPartition> partitions) {
        List<AddPartitionsToTxnTopic> topics =
                ByTopic.numbers(
                        partitions,
                        (name, numbers) ->
                                new AddPartitionsToTxnTopic().setName(name).setPartitions(numbers));
        AddPartitionsToTxnTopicCollection all =
                new AddPartitionsToTxnTopicCollection(Unhashed.capacity(topics.size()));
        for (AddPartitionsToTxnTopic topic : topics) {
            Unhashed.add(all, topic, AddPartitionsToTxnTopic::setName, topic.name());
        }
        return all;
    }

    /** What brokers are answered, in a version from 4 on. */
    static AddPartitionsToTxn.Response answer(FrameReader from, short version) {
        // As AddPartitionsToTxnResponseData has it, which hashes topics and ids: see Unhashed.
        from.readInt(); // How long the client is throttled.
        ErrorCode error = ErrorCode.ofNumber(from.readShort());
        int count = from.readCollectionSize(true);
        List<AddPartitionsToTxn.Result> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String transactionalId = from.readString(true);
            List<AddPartitionsToTxn.PartitionResult> partitions = new ArrayList<>();
            int topics = from.readCollectionSize(true);
            for (int topic = 0; topic < topics; topic++) {
                addResults(partitions, from, version);
            }
            from.skipTaggedFields(true);
            results.add(new AddPartitionsToTxn.Result(transactionalId, partitions));
        }
        from.skipTaggedFields(true);
        return new AddPartitionsToTxn.Response(error, results);
    }

    private static void addResults(
            List<AddPartitionsToTxn.PartitionResult> results, FrameReader from, short version) {
        String topic = from.readString(true);
        int count = from.readCollectionSize(true);
        for (int i = 0; i < count; i++) {
            AddPartitionsToTxnPartitionResult partition =
                    new AddPartitionsToTxnPartitionResult(from, version);
            results.add(
                    new AddPartitionsToTxn.PartitionResult(
                            new TopicPartition(topic, partition.partitionIndex()),
                            ErrorCode.ofNumber(partition.partitionErrorCode())));
        }
        from.skipTaggedFields(true);
    }
}
