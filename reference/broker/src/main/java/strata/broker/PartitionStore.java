package strata.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.metadata.TopicState;
import strata.kernel.Check;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.transactions.ProducerStates;

/** The replicas of this broker: their open logs, and what is stored about them. */
final class PartitionStore {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);

    private final NodeContext context;
    private final BrokerConfig config;
    private final LogOpener logs;
    private final ReplicationLayer replication;
    private final ProducersOpener producersOpener;
    private final PartitionDirectories directories;
    private final EpochStorage epochStorage;
    private final CleanStop cleanStop;
    private final CleanStop.Found lastStop;
    private final Checkpoints checkpoints;
    private final Map<TopicId, NavigableMap<Integer, Partition>> open = new LinkedHashMap<>();
    // All of them; null when that has to be made anew.
    private @Nullable List<Partition> all;
    private boolean started;

    /**
     * What logs are opened with.
     *
     * @param replication layer 3, or what stands in for it
     * @param producers layer 5, or what stands in for it
     */
    record Opening(
            LogOpener logs,
            ReplicationLayer replication,
            ProducersOpener producers,
            SyncIds syncIds) {}

    PartitionStore(NodeContext context, Opening opening, BrokerConfig config) {
        this.context = context;
        this.config = config;
        this.logs = opening.logs();
        this.replication = opening.replication();
        this.producersOpener = opening.producers();
        this.directories =
                new PartitionDirectories(
                        context.storage(), context.random().fork("directory names"));
        this.epochStorage = new EpochStorage(context.storage());
        this.cleanStop = new CleanStop(context.storage());
        this.lastStop = cleanStop.take();
        this.checkpoints = new Checkpoints(context, opening.syncIds(), this::all, epochStorage);
    }

    /** What is stored about all logs together. */
    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** The broker epoch with which the last run stopped in good order; -1 if it did not. */
    long lastBrokerEpoch() {
        return lastStop.brokerEpoch();
    }

    /**
     * Opens all that the metadata says is here, as the last run left it.
     *
     * @param topics all topics there are
     */
    void start(Collection<TopicState> topics) {
        Check.that(!started, "started twice");
        started = true;
        PartitionDirectories.Swept swept = directories.sweep(topics, context.self());
        Set<TopicPartition> names = new LinkedHashSet<>();
        for (TopicState topic : topics) {
            for (PartitionChanged state : topic.partitions()) {
                TopicPartition name = name(topic, state.partition());
                if (swept.there().contains(name.toString())) {
                    names.add(name);
                }
            }
        }
        checkpoints.retainOnly(names);
        for (TopicState topic : topics) {
            TopicSettings settings = TopicSettings.of(topic, config);
            for (PartitionChanged state : topic.partitions()) {
                if (isHere(state)) {
                    TopicPartition name = name(topic, state.partition());
                    open(topic, name, settings, found(name))
                            .startAtHighWatermark(checkpoints.highWatermark(name));
                    if (!swept.marked().contains(name.toString())) {
                        directories.mark(name.toString(), topic.id());
                    }
                }
            }
        }
    }

    /**
     * What the last run has stored of a partition.
     *
     * @param log of its log
     * @param producers of who has written it
     */
    private record Found(Known log, ProducerStates.Known producers) {}

    private Found found(TopicPartition name) {
        Known known = checkpoints.known(name, lastStop.clean());
        return new Found(
                known,
                new ProducerStates.Known(known.recoveryPoint(), checkpoints.highWatermark(name)));
    }

    private boolean isHere(PartitionChanged state) {
        return state.replicas().contains(context.self());
    }

    /** The replica of a partition; made where it is not there yet. */
    Partition openOrCreate(TopicState topic, int number) {
        Partition there = partition(topic.id(), number);
        if (there != null) {
            return there;
        }
        TopicPartition name = name(topic, number);
        if (directories.setAsideOther(name.toString(), topic.id())) {
            checkpoints.forget(List.of(name));
            epochStorage.forget(name.toString());
        }
        Known known = checkpoints.known(name, false);
        // Nothing of it is known to be committed.
        Found found = new Found(known, new ProducerStates.Known(known.recoveryPoint(), 0));
        Partition made = open(topic, name, TopicSettings.of(topic, config), found);
        directories.mark(name.toString(), topic.id());
        return made;
    }

    private Partition open(
            TopicState topic, TopicPartition name, TopicSettings settings, Found found) {
        Known known = found.log();
        ProducerStates producers = producersOpener.before(name);
        PartitionLog log = logs.open(name, settings.segments(), known);
        Recovery recovery = log.recovery();
        if (recovery.cutBytes() > 0) {
            LOG.warn(
                    "{}: cut {} bytes off the end: {}",
                    name,
                    recovery.cutBytes(),
                    recovery.reason());
        }
        producersOpener.recover(producers, log, found.producers());
        EpochsSpec spec =
                new EpochsSpec(
                        epochStorage, name.toString(), log, known.recoveryPoint(), context.trace());
        LeaderEpochs epochs = epochStorage.sparingFlushes(() -> replication.openEpochs(spec));
        Partition partition =
                new Partition(
                        name, topic.id(), new Partition.Stored(log, epochs, producers), settings);
        if (settings.flushesEveryAppend()) {
            // What survived is shown again, so it must not be lost any more.
            partition.flush();
        }
        open.computeIfAbsent(topic.id(), any -> new TreeMap<>()).put(name.partition(), partition);
        all = null;
        return partition;
    }

    private static TopicPartition name(TopicState topic, int partition) {
        return new TopicPartition(topic.name(), partition);
    }

    /** Whether it is known who has written what. */
    boolean tracksProducers() {
        return producersOpener.isPresent();
    }

    /** Where the leader epochs are kept. */
    EpochStorage epochStorage() {
        return epochStorage;
    }

    /** Has a topic's partitions act on its present configuration. */
    void configure(TopicState topic) {
        TopicSettings settings = TopicSettings.of(topic, config);
        partitions(topic.id()).forEach(partition -> partition.configure(settings));
    }

    /**
     * Deletes records from the start of logs (KIP-107, DeleteRecords). When this returns, no crash
     * brings them back.
     *
     * @param offsets by partition the first record that stays; at most the high watermark
     */
    void deleteRecordsBefore(Map<Partition, Long> offsets) {
        List<Partition> raised = new ArrayList<>();
        for (Map.Entry<Partition, Long> entry : offsets.entrySet()) {
            Partition partition = entry.getKey();
            long offset = entry.getValue();
            SegmentedLog log =
                    Objects.requireNonNull(
                            partition.segments(), "layer 1 alone deletes no records");
            Check.that(offset <= partition.highWatermark(), "delete up to %s", offset);
            if (offset > log.logStartOffset()) {
                // What is deleted up to must not be lost itself: a log cannot start behind its end.
                partition.flush();
                log.raiseLogStart(offset);
                raised.add(partition);
            }
        }
        if (!raised.isEmpty()) {
            checkpoints.store(Checkpoints.Kind.LOG_START);
            raised.forEach(Partition::logStartMoved);
        }
    }

    /** Closes replicas and deletes their directories. */
    void delete(Collection<Partition> gone) {
        for (Partition partition : gone) {
            NavigableMap<Integer, Partition> ofTopic = open.get(partition.topicId());
            if (ofTopic != null) {
                ofTopic.remove(partition.name().partition());
                if (ofTopic.isEmpty()) {
                    open.remove(partition.topicId());
                }
            }
            partition.close();
        }
        all = null;
        List<TopicPartition> names = gone.stream().map(Partition::name).toList();
        names.forEach(name -> epochStorage.forget(name.toString()));
        // Both before the names may be taken by a new topic.
        checkpoints.forget(names);
        directories.delete(names);
    }

    /**
     * Flushes and closes everything, and says so.
     *
     * @param brokerEpoch of this run of the broker
     */
    void stop(long brokerEpoch) {
        if (!started) {
            // Everything is as the last run left it.
            if (lastStop.clean()) {
                cleanStop.write(lastStop.brokerEpoch());
            }
            return;
        }
        for (Partition partition : all()) {
            partition.producers().snapshot();
            partition.flush();
        }
        checkpoints.storeAll();
        all().forEach(Partition::close);
        if (logs.hasSegments()) {
            cleanStop.write(brokerEpoch);
        }
    }

    /** Whether the replicas are open. */
    boolean isStarted() {
        return started;
    }

    /** Null when it is not here. */
    @Nullable
    Partition partition(TopicId topic, int number) {
        NavigableMap<Integer, Partition> ofTopic = open.get(topic);
        return ofTopic == null ? null : ofTopic.get(number);
    }

    /** A topic's partitions that are here, by number. */
    Collection<Partition> partitions(TopicId topic) {
        NavigableMap<Integer, Partition> ofTopic = open.get(topic);
        return ofTopic == null ? List.of() : Collections.unmodifiableCollection(ofTopic.values());
    }

    /** The topics of which something is here. */
    List<TopicId> topics() {
        return new ArrayList<>(open.keySet());
    }

    /** All open partitions, as of now. */
    List<Partition> all() {
        if (all == null) {
            List<Partition> partitions = new ArrayList<>();
            open.values().forEach(ofTopic -> partitions.addAll(ofTopic.values()));
            all = Collections.unmodifiableList(partitions);
        }
        return all;
    }
}
