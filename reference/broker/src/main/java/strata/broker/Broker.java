package strata.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import strata.broker.controller.ControllerLog;
import strata.broker.controller.ControllerRuntime;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.AlterConfigs;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.IncrementalAlterConfigs;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.ListPartitionReassignments;
import strata.kernel.request.Metadata;
import strata.kernel.request.OffsetForLeaderEpoch;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.UnregisterBroker;
import strata.kernel.request.Vote;
import strata.kernel.storage.StorageException;

/**
 * The node: assembles the layers that are present and answers clients.
 *
 * <p>A request's way: {@link #handle} takes it, one handler answers it, and what it appended is
 * flushed, or shown to waiting readers, when the turn ends.
 */
public final class Broker implements Node {
    // Served from layer 3 on.
    private static final EnumSet<Api> LATER =
            EnumSet.of(
                    Api.OFFSET_FOR_LEADER_EPOCH,
                    Api.ELECT_LEADERS,
                    Api.ALTER_PARTITION_REASSIGNMENTS,
                    Api.LIST_PARTITION_REASSIGNMENTS,
                    Api.VOTE,
                    Api.BEGIN_QUORUM_EPOCH,
                    Api.END_QUORUM_EPOCH,
                    Api.DESCRIBE_QUORUM,
                    Api.ALTER_PARTITION,
                    Api.FETCH_SNAPSHOT,
                    Api.BROKER_REGISTRATION,
                    Api.BROKER_HEARTBEAT,
                    Api.UNREGISTER_BROKER);

    private final BrokerConfig config;
    private final Layers layers;
    private final Compression compression;
    private @Nullable Parts parts;

    /** What is made when the node starts. */
    private record Parts(
            NodeContext context,
            MetadataLog metadataLog,
            ControllerRuntime controller,
            Forwarding forwarding,
            MetadataImage image,
            PartitionStore store,
            LogCare care,
            FlushRounds flushes,
            FetchHandler fetches,
            ProduceHandler produces,
            ListOffsetsHandler offsets,
            DeleteRecordsHandler deletions,
            MetadataHandler metadata,
            ConfigDescriber configs,
            LogDirsDescriber logDirs) {}

    /**
     * A broker that is not started yet.
     *
     * @param compression the codecs that batches may use
     */
    public Broker(BrokerConfig config, Layers layers, Compression compression) {
        this.config = config;
        this.layers = layers;
        this.compression = compression;
    }

    /** A look into it; null before it has started. */
    public @Nullable Inspection inspection() {
        return null;
    }

    /** What the layers that are present can serve. */
    public Set<Api> apis() {
        EnumSet<Api> apis = EnumSet.complementOf(LATER);
        if (!layers.has(Layers.Layer.SEGMENTS)) {
            // A log that is one file cannot lose its beginning.
            apis.remove(Api.DELETE_RECORDS);
        }
        return Collections.unmodifiableSet(apis);
    }

    @Override
    public void start(NodeContext context) {
        LogContext logs = new LogContext(context.storage(), compression, context.trace());
        MetadataImage image = new MetadataImage();
        LogOpener opener =
                new LogOpener(
                        layers, logs, context.random().fork("segment jitter"), context.clock());
        MetadataLog metadataLog =
                new MetadataLog(layers.log().recordFormat(), opener, context.clock());
        metadataLog.replay(image::apply);
        PartitionStore store = new PartitionStore(context, opener, config);
        PartitionFinder finder = new PartitionFinder(image, store);
        CorruptionLog corruption = new CorruptionLog(context.clock());
        FetchReader reader = new FetchReader(finder, corruption, config.fetchMaxBytes());
        FetchHandler fetches = new FetchHandler(context, finder, reader);
        FlushRounds flushes = new FlushRounds(context, store.checkpoints());
        ProduceHandler.BatchRules rules =
                new ProduceHandler.BatchRules(
                        layers.log().recordFormat(), compression, new NoProducerState());
        ControllerRuntime controller =
                new ControllerRuntime(
                        context, config, ControllerRuntime.Rules.alone(), new Commits());
        parts =
                new Parts(
                        context,
                        metadataLog,
                        controller,
                        new Forwarding(context, controller),
                        image,
                        store,
                        new LogCare(context, store, config, corruption),
                        flushes,
                        fetches,
                        new ProduceHandler(context, finder, rules, flushes, fetches),
                        new ListOffsetsHandler(finder, corruption),
                        new DeleteRecordsHandler(finder, store),
                        new MetadataHandler(image, config),
                        new ConfigDescriber(image, config),
                        new LogDirsDescriber(image, store, context.storage()));
        requireOwnCluster(image);
        store.start(image.topics());
        register();
        // After a crash, old segments may not be durable yet.
        store.all().forEach(flushes::appended);
        parts().care().start(opener.hasSegments());
    }

    @Override
    public void handle(Event event) {
        Parts p = parts();
        switch (event) {
            case Event.RequestArrived arrived -> handle(arrived.id(), arrived.request());
            case Event.TimerFired fired -> {
                if (fired.timer() instanceof FetchHandler.FetchTimer timer) {
                    p.fetches().timerFired(timer);
                } else if (!p.controller().timerFired(fired.timer())) {
                    Check.that(p.care().timerFired(fired.timer()), "whose is %s?", fired.timer());
                }
            }
            case Event.SyncDone done -> {
                if (!p.store().checkpoints().done(done.id())) {
                    p.flushes()
                            .done(done.id())
                            // Flushing may have moved high watermarks: any wait may be over.
                            .forEach(flushed -> p.fetches().progressed(flushed, Integer.MAX_VALUE));
                }
            }
            case Event.ClientDisconnected gone -> p.fetches().disconnected(gone.connectionId());
            case Event.MessageArrived arrived ->
                    Check.that(false, "no node sends messages before layer 3: %s", arrived);
            case Event.AnswerArrived arrived ->
                    Check.that(false, "no node has peers before layer 3: %s", arrived);
            case Event.LaneClosed closed ->
                    Check.that(false, "no node has peers before layer 3: %s", closed);
            case Event.PeerDisconnected gone ->
                    Check.that(false, "no node has peers before layer 3: %s", gone);
        }
    }

    @Override
    public void turnEnded() {
        parts().fetches().turnEnded();
        parts().flushes().turnEnded();
    }

    @Override
    public void stop() {
        Parts p = parts();
        p.care().stop();
        p.metadataLog().close();
        BrokerRegistered self = p.image().broker(config.identity().id());
        p.store().stop(self == null ? -1 : self.brokerEpoch());
    }

    private void handle(RequestId id, Request request) {
        Parts p = parts();
        switch (request) {
            case Produce.Request r -> p.produces().handle(id, r);
            case Fetch.Request r -> p.fetches().handle(id, r);
            case ListOffsets.Request r -> p.context().reply(id, p.offsets().handle(r));
            case Metadata.Request r -> {
                List<String> missing = p.metadata().toAutoCreate(r);
                if (!missing.isEmpty()) {
                    p.forwarding().ask(Forwarding.creationOf(missing), 1000, any -> {});
                }
                p.context().reply(id, p.metadata().metadata(r));
            }
            case ApiVersions.Request r -> p.context().reply(id, new ApiVersions.Response(apis()));
            case CreateTopics.Request r -> controller(id, r);
            case DeleteTopics.Request r -> controller(id, r);
            case CreatePartitions.Request r -> controller(id, r);
            case IncrementalAlterConfigs.Request r -> controller(id, r);
            case AlterConfigs.Request r -> controller(id, r);
            case DeleteRecords.Request r -> p.context().reply(id, p.deletions().handle(r));
            case DescribeLogDirs.Request r -> p.context().reply(id, p.logDirs().describe(r));
            // Says to a consumer group, once and for all, what is missing here.
            case FindCoordinator.Request r ->
                    p.context()
                            .reply(id, new FindCoordinator.Response(ErrorCode.UNSUPPORTED_VERSION));
            case DescribeConfigs.Request r -> p.context().reply(id, p.configs().describe(r));
            case DescribeCluster.Request r -> p.context().reply(id, p.metadata().cluster(r));
            case DescribeTopicPartitions.Request r ->
                    p.context().reply(id, p.metadata().partitions(r));
            case OffsetForLeaderEpoch.Request r -> notServed(id, r);
            case ElectLeaders.Request r -> notServed(id, r);
            case AlterPartitionReassignments.Request r -> notServed(id, r);
            case ListPartitionReassignments.Request r -> notServed(id, r);
            case Vote.Request r -> notServed(id, r);
            case BeginQuorumEpoch.Request r -> notServed(id, r);
            case EndQuorumEpoch.Request r -> notServed(id, r);
            case DescribeQuorum.Request r -> notServed(id, r);
            case AlterPartition.Request r -> notServed(id, r);
            case FetchSnapshot.Request r -> notServed(id, r);
            case BrokerRegistration.Request r -> notServed(id, r);
            case BrokerHeartbeat.Request r -> notServed(id, r);
            case UnregisterBroker.Request r -> notServed(id, r);
        }
    }

    /** Nobody was told that it is served: as with an API that no one knows. */
    private void notServed(RequestId id, Request request) {
        parts().context()
                .reply(
                        id,
                        new Response.CloseConnection(
                                "not served: " + request.getClass().getName()));
    }

    private void controller(RequestId id, Request request) {
        Parts p = parts();
        Check.that(
                p.controller().handle(id, ClientInfo.ANONYMOUS, request),
                "not the controller's: %s",
                request);
    }

    /** What is appended is flushed, and so committed, at once. */
    private final class Commits implements ControllerLog {
        private long end;

        @Override
        public long append(List<MetadataRecord> facts) {
            Parts p = parts();
            long offset = p.metadataLog().commit(facts);
            end = offset + facts.size();
            for (MetadataRecord fact : facts) {
                p.image().apply(offset++, fact);
            }
            facts.forEach(Broker.this::carryOut);
            return end;
        }

        @Override
        public long committedEnd() {
            return end;
        }

        @Override
        public void replayAll(Applier applier) {
            parts().metadataLog()
                    .replay(
                            (offset, fact) -> {
                                end = offset + 1;
                                applier.apply(offset, fact);
                            });
        }
    }

    /** Does to the partitions' logs what a committed fact asks for. */
    private void carryOut(MetadataRecord fact) {
        Parts p = parts();
        switch (fact) {
            case TopicCreated created ->
                    p.store().open(Objects.requireNonNull(p.image().topic(created.id())));
            case TopicDeleted deleted -> {
                List<Partition> gone = new ArrayList<>(p.store().partitions(deleted.id()));
                gone.forEach(p.fetches()::deleted);
                gone.forEach(p.care()::forget);
                p.store().delete(deleted.id());
            }
            case MetadataRecord.ClusterCreated any -> {}
            case MetadataRecord.BrokerRegistered any -> {}
            case MetadataRecord.BrokerChanged any -> {}
            case MetadataRecord.BrokerUnregistered any -> {}
            case MetadataRecord.PartitionChanged changed -> {
                TopicState topic = p.image().topic(changed.topicId());
                if (topic != null) {
                    p.store().open(topic);
                }
            }
            case MetadataRecord.TopicConfigChanged changed -> {
                TopicState topic = p.image().topic(changed.topicId());
                if (topic != null) {
                    p.store().configure(topic);
                    // Other settings may show more.
                    p.store()
                            .partitions(topic.id())
                            .forEach(any -> p.fetches().progressed(any, Integer.MAX_VALUE));
                }
            }
        }
    }

    private void requireOwnCluster(MetadataImage image) {
        String stored = image.clusterId();
        String own = config.identity().clusterId();
        if (stored != null && !stored.equals(own)) {
            throw new StorageException(
                    StorageException.Kind.ACCESS,
                    "the data belongs to cluster " + stored + ", this node to " + own);
        }
    }

    private void register() {
        parts().controller().activated(0);
        parts().controller().registerAlone();
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "the broker is not started");
    }
}
