package strata.broker;

import strata.broker.metadata.MetadataImage;
import strata.broker.transaction.PartitionVerifier;
import strata.kernel.ClientInfo;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.log.RecordFormat;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.DescribeProducers;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Request;
import strata.kernel.request.WriteTxnMarkers;

/**
 * Who answers what is asked of the partitions here, and of the cluster as it is known here.
 *
 * @param transactions null without layer 5
 */
record Handlers(
        NodeContext context,
        ProduceHandler produces,
        ListOffsetsHandler offsets,
        EpochsHandler epochs,
        DeleteRecordsHandler deletions,
        MetadataHandler metadata,
        ConfigDescriber configs,
        LogDirsDescriber logDirs,
        @Nullable Transactions transactions) {

    /** What layer 5 adds. */
    record Transactions(MarkerHandler markers, ProducersDescriber producers) {}

    /**
     * What handlers work with.
     *
     * @param partitions where they look for partitions
     * @param corruption whom they tell of corrupt ones
     * @param verifier asks coordinators of transactions; null where there are none
     */
    record Means(
            PartitionStore store,
            PartitionFinder partitions,
            CorruptionLog corruption,
            Progress progress,
            ProduceHandler.Afterwards afterwards,
            @Nullable PartitionVerifier verifier) {}

    static Handlers of(
            NodeContext context,
            BrokerConfig config,
            BrokerRole.Ground ground,
            BrokerRole.Cluster cluster,
            Means means) {
        MetadataImage image = cluster.image();
        PartitionFinder finder = means.partitions();
        RecordFormat format = ground.layers().log().recordFormat();
        ProduceChecks checks = new ProduceChecks(format, ground.compression(), context.clock());
        Transactions transactions =
                ground.layers().has(Layers.Layer.TRANSACTIONS)
                        ? new Transactions(
                                new MarkerHandler(
                                        context, finder, image, format, means.afterwards()),
                                new ProducersDescriber(finder))
                        : null;
        return new Handlers(
                context,
                new ProduceHandler(
                        context,
                        finder,
                        new ProduceHandler.Before(checks, means.verifier()),
                        means.afterwards()),
                new ListOffsetsHandler(finder, means.corruption()),
                new EpochsHandler(finder),
                new DeleteRecordsHandler(context, finder, means.store(), means.progress(), image),
                new MetadataHandler(image, config, cluster.controller()),
                new ConfigDescriber(image, config),
                new LogDirsDescriber(image, means.store(), context.storage()),
                transactions);
    }

    /** Answers a request, now or later; false for one that is another's. Produces go straight. */
    boolean handle(RequestId id, ClientInfo client, Request request) {
        switch (request) {
            case ListOffsets.Request r -> context.reply(id, offsets.handle(r));
            case OffsetForLeaderEpoch.Request r -> context.reply(id, epochs.handle(r));
            case DeleteRecords.Request r -> deletions.handle(id, r);
            case DescribeLogDirs.Request r -> context.reply(id, logDirs.describe(r));
            case DescribeConfigs.Request r -> context.reply(id, configs.describe(r));
            case DescribeCluster.Request r ->
                    context.reply(id, metadata.cluster(r, client.listener()));
            case DescribeTopicPartitions.Request r -> context.reply(id, metadata.partitions(r));
            default -> {
                return transactions != null && handle(id, request, transactions);
            }
        }
        return true;
    }

    private boolean handle(RequestId id, Request request, Transactions present) {
        switch (request) {
            case WriteTxnMarkers.Request r -> present.markers().handle(id, r);
            case DescribeProducers.Request r -> context.reply(id, present.producers().describe(r));
            default -> {
                return false;
            }
        }
        return true;
    }
}
