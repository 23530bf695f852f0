package strata.kernel.request;

/** A client's request, of any version. */
public sealed interface Request
        permits ApiVersions.Request,
                CreateTopics.Request,
                DeleteTopics.Request,
                DescribeCluster.Request,
                DescribeConfigs.Request,
                DescribeTopicPartitions.Request,
                Fetch.Request,
                FindCoordinator.Request,
                ListOffsets.Request,
                Metadata.Request,
                Produce.Request {}
