package strata.kernel.request;

/** An answer to a {@link Request}. */
public sealed interface Response
        permits AddOffsetsToTxn.Response,
                AddPartitionsToTxn.Response,
                AllocateProducerIds.Response,
                AlterConfigs.Response,
                AlterPartition.Response,
                AlterPartitionReassignments.Response,
                ApiVersions.Response,
                BeginQuorumEpoch.Response,
                BrokerHeartbeat.Response,
                BrokerRegistration.Response,
                ConsumerGroupDescribe.Response,
                ConsumerGroupHeartbeat.Response,
                CreatePartitions.Response,
                CreateTopics.Response,
                DeleteGroups.Response,
                DeleteRecords.Response,
                DeleteTopics.Response,
                DescribeCluster.Response,
                DescribeConfigs.Response,
                DescribeGroups.Response,
                DescribeLogDirs.Response,
                DescribeProducers.Response,
                DescribeQuorum.Response,
                DescribeTopicPartitions.Response,
                DescribeTransactions.Response,
                ElectLeaders.Response,
                EndQuorumEpoch.Response,
                EndTxn.Response,
                Fetch.Response,
                FetchSnapshot.Response,
                FindCoordinator.Response,
                Heartbeat.Response,
                IncrementalAlterConfigs.Response,
                InitProducerId.Response,
                JoinGroup.Response,
                LeaveGroup.Response,
                ListGroups.Response,
                ListOffsets.Response,
                ListPartitionReassignments.Response,
                ListTransactions.Response,
                Metadata.Response,
                OffsetCommit.Response,
                OffsetDelete.Response,
                OffsetFetch.Response,
                OffsetForLeaderEpoch.Response,
                Produce.Response,
                SyncGroup.Response,
                TxnOffsetCommit.Response,
                UnregisterBroker.Response,
                UpdateFeatures.Response,
                Vote.Response,
                WriteTxnMarkers.Response,
                Response.NoAnswer,
                Response.CloseConnection {

    /** Handled, and nothing is sent: a produce with {@code acks=0}. */
    record NoAnswer() implements Response {}

    /**
     * The connection is closed instead of an answer: the only way to tell a producer with {@code
     * acks=0} that something went wrong.
     *
     * @param why one sentence for the log
     */
    record CloseConnection(String why) implements Response {}
}
