package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicDataCollection;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.TopicPartition;
import strata.kernel.request.DescribeTransactions;

/** DescribeTransactions, version 0. */
final class DescribeTransactionsCodec {
    private DescribeTransactionsCodec() {}

    static DescribeTransactions.Request read(FrameReader from, short version) {
        DescribeTransactionsRequestData data = new DescribeTransactionsRequestData(from, version);
        return new DescribeTransactions.Request(data.transactionalIds());
    }

    static ApiMessage write(DescribeTransactions.Response response) {
        List<TransactionState> transactions = new ArrayList<>(response.transactions().size());
        for (DescribeTransactions.Transaction transaction : response.transactions()) {
            transactions.add(
                    new TransactionState()
                            .setErrorCode(transaction.error().number())
                            .setTransactionalId(transaction.transactionalId())
                            .setTransactionState(transaction.state())
                            .setTransactionTimeoutMs(transaction.timeoutMs())
                            .setTransactionStartTimeMs(transaction.startedMs())
                            .setProducerId(transaction.producerId())
                            .setProducerEpoch(transaction.producerEpoch())
                            .setTopics(topics(transaction.partitions())));
        }
        return new DescribeTransactionsResponseData().setTransactionStates(transactions);
    }

    private static TopicDataCollection topics(List<TopicPartition> partitions) {
        List<TopicData> topics =
                ByTopic.numbers(
                        partitions,
                        (name, numbers) -> new TopicData().setTopic(name).setPartitions(numbers));
        TopicDataCollection all = new TopicDataCollection(Unhashed.capacity(topics.size()));
        for (TopicData topic : topics) {
            Unhashed.add(all, topic, TopicData::setTopic, topic.topic());
        }
        return all;
    }
}
