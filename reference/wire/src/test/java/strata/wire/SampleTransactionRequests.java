package strata.wire;

import java.util.List;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import strata.kernel.NodeId;
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
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionVersion;
import strata.wire.SampleRequests.Sample;

/** The samples of {@link SampleRequests} that speak of producers and transactions. */
final class SampleTransactionRequests {
    static final long PRODUCER_ID = 1L << 40 | 7;
    static final short EPOCH = 12;
    static final List<TopicPartition> PARTITIONS =
            List.of(
                    new TopicPartition("flights", 2),
                    new TopicPartition("flights", 0),
                    new TopicPartition("weather", 1));

    private SampleTransactionRequests() {}

    static Sample initProducerId(short version) {
        boolean resumes = version >= 3;
        InitProducerIdRequestData data =
                new InitProducerIdRequestData()
                        .setTransactionalId(version == 1 ? null : "booking-1")
                        .setTransactionTimeoutMs(60_000);
        if (resumes) {
            data.setProducerId(PRODUCER_ID).setProducerEpoch(EPOCH);
        }
        return new Sample(
                BodyRequest.of(ApiKeys.INIT_PRODUCER_ID, data, version),
                new InitProducerId.Request(
                        version == 1 ? null : "booking-1",
                        60_000,
                        resumes ? PRODUCER_ID : -1L,
                        resumes ? EPOCH : -1));
    }

    /** Two transactions where a broker asks; else one. */
    static Sample addPartitionsToTxn(short version) {
        AddPartitionsToTxnRequestData data = new AddPartitionsToTxnRequestData();
        if (version < 4) {
            data.setV3AndBelowTransactionalId("booking-1")
                    .setV3AndBelowProducerId(PRODUCER_ID)
                    .setV3AndBelowProducerEpoch(EPOCH)
                    .setV3AndBelowTopics(topics());
            return new Sample(
                    BodyRequest.of(ApiKeys.ADD_PARTITIONS_TO_TXN, data, version),
                    new AddPartitionsToTxn.Request(
                            List.of(transaction("booking-1", false, TransactionVersion.V0))));
        }
        data.transactions().add(asked("booking-1").setVerifyOnly(true));
        data.transactions().add(asked("booking-2"));
        return new Sample(
                BodyRequest.of(ApiKeys.ADD_PARTITIONS_TO_TXN, data, version),
                new AddPartitionsToTxn.Request(
                        List.of(
                                transaction("booking-1", true, TransactionVersion.V2),
                                transaction("booking-2", false, TransactionVersion.V2))));
    }

    private static AddPartitionsToTxnTransaction asked(String transactionalId) {
        return new AddPartitionsToTxnTransaction()
                .setTransactionalId(transactionalId)
                .setProducerId(PRODUCER_ID)
                .setProducerEpoch(EPOCH)
                .setTopics(topics());
    }

    private static AddPartitionsToTxnTopicCollection topics() {
        AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName("flights").setPartitions(List.of(2, 0)));
        topics.add(new AddPartitionsToTxnTopic().setName("weather").setPartitions(List.of(1)));
        return topics;
    }

    private static AddPartitionsToTxn.Transaction transaction(
            String transactionalId, boolean verifyOnly, TransactionVersion version) {
        return new AddPartitionsToTxn.Transaction(
                transactionalId, PRODUCER_ID, EPOCH, verifyOnly, version, PARTITIONS);
    }

    static Sample addOffsetsToTxn(short version) {
        return new Sample(
                BodyRequest.of(
                        ApiKeys.ADD_OFFSETS_TO_TXN,
                        new AddOffsetsToTxnRequestData()
                                .setTransactionalId("booking-1")
                                .setProducerId(PRODUCER_ID)
                                .setProducerEpoch(EPOCH)
                                .setGroupId("a-group"),
                        version),
                new AddOffsetsToTxn.Request("booking-1", PRODUCER_ID, EPOCH, "a-group"));
    }

    static Sample endTxn(short version) {
        boolean committed = version % 2 == 1;
        return new Sample(
                BodyRequest.of(
                        ApiKeys.END_TXN,
                        new EndTxnRequestData()
                                .setTransactionalId("booking-1")
                                .setProducerId(PRODUCER_ID)
                                .setProducerEpoch(EPOCH)
                                .setCommitted(committed),
                        version),
                new EndTxn.Request(
                        "booking-1",
                        PRODUCER_ID,
                        EPOCH,
                        committed,
                        version == 5 ? TransactionVersion.V2 : TransactionVersion.V0));
    }

    static Sample writeTxnMarkers(short version) {
        WritableTxnMarker committed =
                new WritableTxnMarker()
                        .setProducerId(PRODUCER_ID)
                        .setProducerEpoch(EPOCH)
                        .setTransactionResult(true)
                        .setTopics(
                                List.of(
                                        new WritableTxnMarkerTopic()
                                                .setName("flights")
                                                .setPartitionIndexes(List.of(2, 0)),
                                        new WritableTxnMarkerTopic()
                                                .setName("weather")
                                                .setPartitionIndexes(List.of(1))))
                        .setCoordinatorEpoch(9)
                        .setTransactionVersion((byte) 2);
        WritableTxnMarker aborted =
                new WritableTxnMarker().setProducerId(3L).setCoordinatorEpoch(-1);
        return new Sample(
                BodyRequest.of(
                        ApiKeys.WRITE_TXN_MARKERS,
                        new WriteTxnMarkersRequestData().setMarkers(List.of(committed, aborted)),
                        version),
                new WriteTxnMarkers.Request(
                        List.of(
                                new WriteTxnMarkers.Marker(
                                        PRODUCER_ID,
                                        EPOCH,
                                        new EndMarker(true, 9),
                                        version == 2
                                                ? TransactionVersion.V2
                                                : TransactionVersion.V0,
                                        PARTITIONS),
                                new WriteTxnMarkers.Marker(
                                        3L,
                                        (short) 0,
                                        new EndMarker(false, -1),
                                        TransactionVersion.V0,
                                        List.of()))));
    }

    static Sample txnOffsetCommit(short version) {
        boolean member = version >= 3;
        TxnOffsetCommitRequestData data =
                new TxnOffsetCommitRequestData()
                        .setTransactionalId("booking-1")
                        .setGroupId("a-group")
                        .setProducerId(PRODUCER_ID)
                        .setProducerEpoch(EPOCH)
                        .setTopics(
                                List.of(
                                        new TxnOffsetCommitRequestTopic()
                                                .setName("flights")
                                                .setPartitions(
                                                        List.of(
                                                                partition()
                                                                        .setCommittedMetadata(
                                                                                "here"),
                                                                partition()
                                                                        .setPartitionIndex(1)))));
        if (member) {
            data.setGenerationId(7).setMemberId("m-1").setGroupInstanceId("static-1");
        }
        TransactionSupport support =
                switch (version) {
                    case 5 -> TransactionSupport.ADDS_PARTITIONS;
                    case 4 -> TransactionSupport.ABORTABLE;
                    default -> TransactionSupport.OLD;
                };
        int leaderEpoch = version >= 2 ? 3 : -1;
        return new Sample(
                BodyRequest.of(ApiKeys.TXN_OFFSET_COMMIT, data, version),
                new TxnOffsetCommit.Request(
                        new TxnOffsetCommit.Transaction("booking-1", PRODUCER_ID, EPOCH, support),
                        "a-group",
                        member ? 7 : -1,
                        member ? "m-1" : "",
                        member ? "static-1" : null,
                        List.of(
                                new OffsetCommit.Topic(
                                        TopicRef.named("flights"),
                                        List.of(
                                                new OffsetCommit.Partition(
                                                        0, 42L, leaderEpoch, "here"),
                                                new OffsetCommit.Partition(
                                                        1, 42L, leaderEpoch, null))))));
    }

    private static TxnOffsetCommitRequestPartition partition() {
        return new TxnOffsetCommitRequestPartition()
                .setCommittedOffset(42L)
                .setCommittedLeaderEpoch(3)
                .setCommittedMetadata(null);
    }

    static Sample describeProducers(short version) {
        return new Sample(
                BodyRequest.of(
                        ApiKeys.DESCRIBE_PRODUCERS,
                        new DescribeProducersRequestData()
                                .setTopics(
                                        List.of(
                                                new DescribeProducersRequestData.TopicRequest()
                                                        .setName("flights")
                                                        .setPartitionIndexes(List.of(2, 0)),
                                                new DescribeProducersRequestData.TopicRequest()
                                                        .setName("weather")
                                                        .setPartitionIndexes(List.of(1)))),
                        version),
                new DescribeProducers.Request(PARTITIONS));
    }

    static Sample describeTransactions(short version) {
        return new Sample(
                BodyRequest.of(
                        ApiKeys.DESCRIBE_TRANSACTIONS,
                        new DescribeTransactionsRequestData()
                                .setTransactionalIds(List.of("booking-1", "booking-2")),
                        version),
                new DescribeTransactions.Request(List.of("booking-1", "booking-2")));
    }

    static Sample listTransactions(short version) {
        ListTransactionsRequestData data =
                new ListTransactionsRequestData()
                        .setStateFilters(List.of("Ongoing", "Odd"))
                        .setProducerIdFilters(List.of(PRODUCER_ID, 3L));
        if (version >= 1) {
            data.setDurationFilter(5_000L);
        }
        if (version >= 2) {
            data.setTransactionalIdPattern("booking-.*");
        }
        return new Sample(
                BodyRequest.of(ApiKeys.LIST_TRANSACTIONS, data, version),
                new ListTransactions.Request(
                        List.of("Ongoing", "Odd"),
                        List.of(PRODUCER_ID, 3L),
                        version >= 1 ? 5_000L : -1L,
                        version >= 2 ? "booking-.*" : null));
    }

    static Sample allocateProducerIds(short version) {
        return new Sample(
                BodyRequest.of(
                        ApiKeys.ALLOCATE_PRODUCER_IDS,
                        new AllocateProducerIdsRequestData()
                                .setBrokerId(3)
                                .setBrokerEpoch(1L << 40),
                        version),
                new AllocateProducerIds.Request(new NodeId(3), 1L << 40));
    }
}
