package strata.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.metadata.TopicState;
import strata.kernel.Check;
import strata.kernel.NodeContext;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;

/** The partitions of this broker: their open logs, and what is stored about them. */
final class PartitionStore {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);

    private final BrokerConfig config;
    private final LogOpener logs;
    private final PartitionDirectories directories;
    private final CleanStop cleanStop;
    private final Checkpoints checkpoints;
    private final Map<TopicId, List<Partition>> open = new LinkedHashMap<>();

    PartitionStore(NodeContext context, LogOpener logs, BrokerConfig config) {
        this.config = config;
        this.logs = logs;
        this.directories =
                new PartitionDirectories(
                        context.storage(), context.random().fork("directory names"));
        this.cleanStop = new CleanStop(context.storage());
        this.checkpoints = new Checkpoints(context, this::all);
    }

    /** What is stored about all logs together. */
    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** Opens all there is, as the last run left it. */
    void start(Collection<TopicState> topics) {
        boolean clean = cleanStop.take();
        Set<String> marked = directories.sweep(topics);
        Set<TopicPartition> names = new LinkedHashSet<>();
        for (TopicState topic : topics) {
            topic.partitions().forEach(p -> names.add(name(topic, p.partition())));
        }
        checkpoints.retainOnly(names);
        for (TopicState topic : topics) {
            TopicSettings settings = TopicSettings.of(topic, config);
            List<Partition> partitions = new ArrayList<>();
            for (int i = 0; i < topic.partitions().size(); i++) {
                Known known = checkpoints.known(name(topic, i), clean);
                Partition partition = open(topic, i, settings, known);
                partitions.add(partition);
                if (!marked.contains(partition.name().toString())) {
                    directories.mark(partition.name().toString(), topic.id());
                }
            }
            open.put(topic.id(), partitions);
        }
    }

    /** Opens the logs of a topic's new partitions: those that are not open yet. */
    void open(TopicState topic) {
        if (partitions(topic.id()).size() == topic.partitions().size()) {
            return;
        }
        TopicSettings settings = TopicSettings.of(topic, config);
        List<Partition> partitions = open.computeIfAbsent(topic.id(), any -> new ArrayList<>());
        for (int i = partitions.size(); i < topic.partitions().size(); i++) {
            Partition partition = open(topic, i, settings, Known.NOTHING);
            directories.mark(partition.name().toString(), topic.id());
            partitions.add(partition);
        }
    }

    private Partition open(TopicState topic, int number, TopicSettings settings, Known known) {
        TopicPartition name = name(topic, number);
        PartitionLog log = logs.open(name, settings.segments(), known);
        Recovery recovery = log.recovery();
        if (recovery.cutBytes() > 0) {
            LOG.warn(
                    "{}: cut {} bytes off the end: {}",
                    name,
                    recovery.cutBytes(),
                    recovery.reason());
        }
        if (settings.flushesEveryAppend()) {
            // What survived is shown again, so it must not be lost any more.
            log.flush();
        }
        return new Partition(name, log, settings, topic.partitions().get(number).leaderEpoch());
    }

    private static TopicPartition name(TopicState topic, int partition) {
        return new TopicPartition(topic.name(), partition);
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
        boolean raised = false;
        for (Map.Entry<Partition, Long> entry : offsets.entrySet()) {
            Partition partition = entry.getKey();
            long offset = entry.getValue();
            SegmentedLog log =
                    Objects.requireNonNull(
                            partition.segments(), "layer 1 alone deletes no records");
            Check.that(offset <= partition.highWatermark(), "delete up to %s", offset);
            if (offset > log.logStartOffset()) {
                // What is deleted up to must not be lost itself: a log cannot start behind its end.
                log.flush();
                log.raiseLogStart(offset);
                raised = true;
            }
        }
        if (raised) {
            checkpoints.store(Checkpoints.Kind.LOG_START);
        }
    }

    /** Closes a topic's logs and deletes their directories. */
    void delete(TopicId id) {
        List<Partition> gone = partitions(id);
        open.remove(id);
        gone.forEach(Partition::close);
        List<TopicPartition> names = gone.stream().map(Partition::name).toList();
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
        all().forEach(partition -> partition.log().flush());
        checkpoints.storeAll();
        all().forEach(Partition::close);
        if (logs.hasSegments()) {
            cleanStop.write(brokerEpoch);
        }
    }

    /** A topic's partitions, by number; empty when it is not here. */
    List<Partition> partitions(TopicId id) {
        return Collections.unmodifiableList(open.getOrDefault(id, List.of()));
    }

    /** All open partitions. */
    List<Partition> all() {
        List<Partition> all = new ArrayList<>();
        open.values().forEach(all::addAll);
        return all;
    }
}
