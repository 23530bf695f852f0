package strata.kernel.request;

/** An answer to a {@link Request}. */
public sealed interface Response
        permits AlterConfigs.Response,
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
                DescribeQuorum.Response,
                DescribeTopicPartitions.Response,
                ElectLeaders.Response,
                EndQuorumEpoch.Response,
                Fetch.Response,
                FetchSnapshot.Response,
                FindCoordinator.Response,
                Heartbeat.Response,
                IncrementalAlterConfigs.Response,
                JoinGroup.Response,
                LeaveGroup.Response,
                ListGroups.Response,
                ListOffsets.Response,
                ListPartitionReassignments.Response,
                Metadata.Response,
                OffsetCommit.Response,
                OffsetDelete.Response,
                OffsetFetch.Response,
                OffsetForLeaderEpoch.Response,
                Produce.Response,
                SyncGroup.Response,
                UnregisterBroker.Response,
                Vote.Response,
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
