package strata.kernel.request;

/** An answer to a {@link Request}. */
public sealed interface Response
        permits AlterConfigs.Response,
                ApiVersions.Response,
                CreatePartitions.Response,
                CreateTopics.Response,
                DeleteRecords.Response,
                DeleteTopics.Response,
                DescribeCluster.Response,
                DescribeConfigs.Response,
                DescribeLogDirs.Response,
                DescribeTopicPartitions.Response,
                Fetch.Response,
                FindCoordinator.Response,
                IncrementalAlterConfigs.Response,
                ListOffsets.Response,
                Metadata.Response,
                Produce.Response,
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
