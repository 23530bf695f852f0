package strata.broker.metadata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.BrokerUnregistered;
import strata.kernel.metadata.MetadataRecord.ClusterCreated;
import strata.kernel.metadata.MetadataRecord.FeatureLevel;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.ProducerIdsAllocated;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.transactions.TransactionVersion;

/**
 * The cluster's metadata as of an offset of the metadata log: the sum of the facts up to there.
 *
 * <p>Invariant: a topic is found by its name if and only if it is found by its id.
 */
public final class MetadataImage {
    /** The epoch of features where none was ever set, as KIP-584 has it. */
    public static final long NO_FEATURES = -1;

    private @Nullable String clusterId;
    private final Map<NodeId, BrokerRegistered> brokers = new TreeMap<>();
    private final Map<String, TopicState> topicsByName = new TreeMap<>();
    private final Map<TopicId, TopicState> topicsById = new LinkedHashMap<>();
    private long topicsVersion;
    // The last one; null while no block was given out.
    private @Nullable ProducerIdsAllocated producerIds;
    // Level 0 included, which is what was turned off.
    private final SortedMap<String, Short> features = new TreeMap<>();
    private long featuresEpoch = NO_FEATURES;

    /** Null until the cluster's first fact. */
    @Nullable
    public String clusterId() {
        return clusterId;
    }

    /** The registered brokers, by id. */
    public Collection<BrokerRegistered> brokers() {
        return Collections.unmodifiableCollection(brokers.values());
    }

    @Nullable
    public BrokerRegistered broker(NodeId id) {
        return brokers.get(id);
    }

    /** All topics, by name. */
    public Collection<TopicState> topics() {
        return Collections.unmodifiableCollection(topicsByName.values());
    }

    /** The names of all topics, sorted. */
    public Collection<String> topicNames() {
        return Collections.unmodifiableCollection(topicsByName.keySet());
    }

    /**
     * Rises when topics or partitions come or go: the offset of the last fact of that kind, or
     * more.
     */
    public long topicsVersion() {
        return topicsVersion;
    }

    @Nullable
    public TopicState topic(String name) {
        return topicsByName.get(name);
    }

    @Nullable
    public TopicState topic(TopicId id) {
        return topicsById.get(id);
    }

    @Nullable
    public TopicState topic(TopicRef ref) {
        return switch (ref) {
            case TopicRef.Named named -> topicsByName.get(named.name());
            case TopicRef.Identified identified -> topicsById.get(identified.id());
        };
    }

    /** The first producer id that no broker was given; 0 in a new cluster (KIP-730). */
    public long nextProducerId() {
        return producerIds == null ? 0 : producerIds.nextProducerId();
    }

    /**
     * The levels of all features that were ever set, by name (KIP-584). One that is turned off has
     * level 0; ApiVersions does not tell of it.
     */
    public SortedMap<String, Short> features() {
        return Collections.unmodifiableSortedMap(features);
    }

    /**
     * Rises when a feature's level changes: the offset of the last fact of that kind, or more, but
     * below the next one's, so that of two brokers' answers the one with the higher epoch is never
     * the older one. {@link #NO_FEATURES} while none was set.
     */
    public long featuresEpoch() {
        return featuresEpoch;
    }

    /** The cluster's level of {@code transaction.version}; that of 0 while it was never set. */
    public TransactionVersion transactionVersion() {
        return TransactionVersion.ofLevel(
                features.getOrDefault(TransactionVersion.FEATURE, (short) 0));
    }

    /** What there is, as facts that give this image again; later changes do not show in them. */
    List<MetadataRecord> facts() {
        List<MetadataRecord> facts = new ArrayList<>();
        if (clusterId != null) {
            facts.add(new ClusterCreated(clusterId));
        }
        facts.addAll(brokers.values());
        features.forEach((name, level) -> facts.add(new FeatureLevel(name, level)));
        if (producerIds != null) {
            facts.add(producerIds);
        }
        for (TopicState topic : topicsByName.values()) {
            facts.add(new TopicCreated(topic.name(), topic.id()));
            facts.addAll(topic.partitions());
            topic.configs().forEach((k, v) -> facts.add(new TopicConfigChanged(topic.id(), k, v)));
        }
        return facts;
    }

    /** Forgets everything. */
    void clear() {
        clusterId = null;
        brokers.clear();
        topicsByName.clear();
        topicsById.clear();
        topicsVersion++;
        producerIds = null;
        features.clear();
        featuresEpoch = NO_FEATURES;
    }

    /** Adds a fact. A fact about a topic that is gone has no effect. */
    public void apply(long offset, MetadataRecord fact) {
        switch (fact) {
            case ClusterCreated created -> clusterId = created.clusterId();
            case BrokerRegistered broker ->
                    brokers.put(
                            broker.id(),
                            // A snapshot tells the epoch of long ago.
                            broker.brokerEpoch() >= 0 ? broker : broker.withEpoch(offset));
            case BrokerChanged change ->
                    brokers.computeIfPresent(change.id(), (id, known) -> known.after(change));
            case BrokerUnregistered gone -> brokers.remove(gone.id());
            case TopicCreated created -> {
                TopicState topic = new TopicState(created.name(), created.id());
                topicsByName.put(created.name(), topic);
                topicsById.put(created.id(), topic);
                topicsChanged(offset);
            }
            case TopicDeleted deleted -> {
                TopicState topic = topicsById.remove(deleted.id());
                if (topic != null) {
                    topicsByName.remove(topic.name());
                    topicsChanged(offset);
                }
            }
            case PartitionChanged partition -> {
                TopicState topic = topicsById.get(partition.topicId());
                if (topic != null) {
                    if (partition.partition() == topic.partitions().size()) {
                        topicsChanged(offset);
                    }
                    topic.set(partition);
                }
            }
            case TopicConfigChanged config -> {
                TopicState topic = topicsById.get(config.topicId());
                if (topic != null) {
                    topic.set(config.key(), config.value());
                }
            }
            case ProducerIdsAllocated block -> producerIds = block;
            case FeatureLevel feature -> {
                features.put(feature.name(), feature.level());
                featuresEpoch = Math.max(featuresEpoch, offset);
            }
        }
    }

    private void topicsChanged(long offset) {
        topicsVersion = Math.max(topicsVersion + 1, offset);
    }
}
