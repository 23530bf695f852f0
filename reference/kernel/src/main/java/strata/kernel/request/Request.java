package strata.kernel.request;

/** A client's request, of any version. */
public sealed interface Request
        permits AlterConfigs.Request,
                ApiVersions.Request,
                CreatePartitions.Request,
                CreateTopics.Request,
                DeleteRecords.Request,
                DeleteTopics.Request,
                DescribeCluster.Request,
                DescribeConfigs.Request,
                DescribeLogDirs.Request,
                DescribeTopicPartitions.Request,
                Fetch.Request,
                FindCoordinator.Request,
                IncrementalAlterConfigs.Request,
                ListOffsets.Request,
                Metadata.Request,
                Produce.Request {}
