package strata.broker;

import java.util.List;
import strata.broker.controller.BrokerLifecycle;
import strata.broker.controller.ControllerLog;
import strata.broker.controller.ControllerRuntime;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataListener;
import strata.broker.metadata.MetadataRuntime;
import strata.broker.metadata.MetadataSpec;
import strata.broker.metadata.SoloQuorum;
import strata.broker.replica.SoloReplication;
import strata.kernel.NodeContext;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.transactions.TransactionsLayer;

/** Makes the parts of a node, of its roles, on the layers that are present. */
final class Assembly {
    private final BrokerConfig config;
    private final Layers layers;
    private final Compression compression;
    private final TopicPatterns patterns;

    Assembly(BrokerConfig config, Layers layers, Compression compression, TopicPatterns patterns) {
        this.config = config;
        this.layers = layers;
        this.compression = compression;
        this.patterns = patterns;
    }

    /**
     * Makes the parts; none of them has begun.
     *
     * @param metadataEvents told of the metadata once it has
     * @param lifeEvents told of the broker's registration once it has
     */
    NodeParts assemble(
            NodeContext context,
            MetadataListener metadataEvents,
            BrokerLifecycle.Listener lifeEvents) {
        LogContext logs = new LogContext(context.storage(), compression, context.trace());
        LogOpener opener =
                new LogOpener(
                        layers, logs, context.random().fork("segment jitter"), context.clock());
        BrokerRole.Ground ground =
                new BrokerRole.Ground(
                        layers,
                        compression,
                        patterns,
                        opener,
                        replication(),
                        new SyncIds(),
                        isReplicated());
        MetadataRuntime metadata =
                new MetadataRuntime(context, metadataSpec(ground), metadataEvents);
        ControllerRuntime controller =
                config.identity().roles().isController()
                        ? controller(context, ground.replication(), metadata)
                        : null;
        Forwarding forwarding = new Forwarding(context, controller);
        BrokerRole broker =
                config.identity().roles().isBroker()
                        ? new BrokerRole(
                                context,
                                config,
                                ground,
                                new BrokerRole.Cluster(
                                        metadata.image(), metadata::leader, forwarding))
                        : null;
        BrokerLifecycle lifecycle =
                broker != null && isReplicated()
                        ? new BrokerLifecycle(context, config, broker.origin(), lifeEvents)
                        : null;
        return new NodeParts(
                context, opener.hasSegments(), metadata, forwarding, controller, broker, lifecycle);
    }

    private boolean isReplicated() {
        return layers.has(Layers.Layer.REPLICATION);
    }

    private ReplicationLayer replication() {
        ReplicationLayer present = layers.replication();
        if (present != null) {
            return present;
        }
        ControllerRuntime.Rules alone = ControllerRuntime.Rules.alone();
        return new SoloReplication(SoloQuorum::open, alone.elections(), alone.fencing());
    }

    private MetadataSpec metadataSpec(BrokerRole.Ground ground) {
        return new MetadataSpec(
                config.identity().clusterId(),
                config.identity().voters(),
                layers.log().recordFormat(),
                ground.logs()::open,
                ground.replication(),
                ground.syncIds()::next,
                config.metadataSettings());
    }

    private ControllerRuntime controller(
            NodeContext context, ReplicationLayer replication, MetadataRuntime metadata) {
        TransactionsLayer transactions = layers.transactions();
        return new ControllerRuntime(
                context,
                config,
                new ControllerRuntime.Rules(
                        replication.elections(),
                        replication.fencing(),
                        transactions == null ? null : transactions::nextBlock),
                new RuntimeLog(metadata));
    }

    /** The metadata log, as the controller uses it. */
    private record RuntimeLog(MetadataRuntime metadata) implements ControllerLog {
        @Override
        public long append(List<MetadataRecord> facts) {
            return metadata.append(facts);
        }

        @Override
        public long committedEnd() {
            return metadata.committedEnd();
        }

        @Override
        public void replayAll(Applier applier) {
            metadata.replayAll(applier::apply);
        }
    }
}
