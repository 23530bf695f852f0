package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.broker.replica.IsrReporting;
import strata.broker.replica.ReplicaFetchers;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.FollowerRegistry;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;
import strata.kernel.replication.ReplicaSpec;
import strata.kernel.replication.ReplicationLayer;

/**
 * Has this broker's replicas play the roles that the committed metadata gives them.
 *
 * <p>Invariant: between turns, each partition of which this broker is a replica is open, and in the
 * role of its last known state; and no other is open.
 */
final class Replicas implements FollowerRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    private final NodeContext context;
    private final MetadataImage image;
    private final PartitionStore store;
    private final ReplicationLayer replication;
    private final Roles roles;
    private final long lagTimeMaxMs;
    // What the facts since the last look are about.
    private final Map<TopicId, Set<Integer>> changed = new LinkedHashMap<>();
    private final Set<TopicId> reconfigured = new LinkedHashSet<>();
    private boolean brokersChanged;

    /**
     * How replicas replicate.
     *
     * @param lagTimeMaxMs {@code replica.lag.time.max.ms}
     */
    record Rules(ReplicationLayer replication, long lagTimeMaxMs) {}

    /** Who has to do with a partition's role. */
    record Roles(Progress progress, ReplicaFetchers fetchers, IsrReporting isr, LogCare care) {}

    Replicas(
            NodeContext context,
            MetadataImage image,
            PartitionStore store,
            Rules rules,
            Roles roles) {
        this.context = context;
        this.image = image;
        this.store = store;
        this.replication = rules.replication();
        this.lagTimeMaxMs = rules.lagTimeMaxMs();
        this.roles = roles;
    }

    /** Opens all that the metadata says is here, and has it begin. */
    void start() {
        store.start(image.topics());
        all();
        caughtUp();
    }

    private void all() {
        changed.clear();
        for (TopicId id : store.topics()) {
            changed.put(id, new TreeSet<>());
        }
        for (TopicState topic : image.topics()) {
            Set<Integer> numbers = changed.computeIfAbsent(topic.id(), any -> new TreeSet<>());
            topic.partitions().forEach(state -> numbers.add(state.partition()));
            reconfigured.add(topic.id());
        }
        brokersChanged = true;
    }

    /** The image is another one altogether. */
    void replaced() {
        if (store.isStarted()) {
            all();
            caughtUp();
        }
    }

    /** A fact is in the image; what follows from it is done when the image has caught up. */
    void committed(MetadataRecord fact) {
        switch (fact) {
            case MetadataRecord.TopicDeleted deleted ->
                    changed.computeIfAbsent(deleted.id(), any -> new TreeSet<>());
            case PartitionChanged state ->
                    changed.computeIfAbsent(state.topicId(), any -> new TreeSet<>())
                            .add(state.partition());
            case MetadataRecord.TopicConfigChanged config -> reconfigured.add(config.topicId());
            case MetadataRecord.BrokerRegistered any -> brokersChanged = true;
            case MetadataRecord.BrokerChanged any -> brokersChanged = true;
            case MetadataRecord.BrokerUnregistered any -> brokersChanged = true;
            case MetadataRecord.ClusterCreated any -> {}
            case MetadataRecord.TopicCreated any -> {}
            case MetadataRecord.ProducerIdsAllocated any -> {}
            case MetadataRecord.FeatureLevel any -> {}
        }
    }

    /** The image is as good as it gets for now. */
    void caughtUp() {
        if (!store.isStarted()) {
            // Replicas are opened once the image is known to be of these days.
            changed.clear();
            reconfigured.clear();
            return;
        }
        removeGone();
        for (TopicId id : reconfigured) {
            TopicState topic = image.topic(id);
            if (topic != null) {
                reconfigure(topic);
            }
        }
        reconfigured.clear();
        changed.forEach(
                (id, numbers) -> {
                    TopicState topic = image.topic(id);
                    if (topic != null) {
                        numbers.forEach(number -> apply(topic, topic.partitions().get(number)));
                    }
                });
        changed.clear();
        if (brokersChanged) {
            brokersChanged = false;
            brokersChanged();
        }
    }

    private void removeGone() {
        List<Partition> gone = new ArrayList<>();
        for (TopicId id : changed.keySet()) {
            TopicState topic = image.topic(id);
            for (Partition partition : store.partitions(id)) {
                int number = partition.name().partition();
                if (topic == null
                        || !topic.partitions().get(number).replicas().contains(context.self())) {
                    gone.add(partition);
                }
            }
        }
        if (!gone.isEmpty()) {
            for (Partition partition : gone) {
                roles.fetchers().unfollow(partition);
                roles.isr().forget(partition);
                roles.progress().gone(partition);
                roles.care().forget(partition);
            }
            store.delete(gone);
        }
    }

    private void reconfigure(TopicState topic) {
        store.configure(topic);
        for (Partition partition : store.partitions(topic.id())) {
            LeaderReplica leader = partition.leader();
            if (leader != null) {
                leader.configure(settings(partition));
                roles.isr().due(partition);
            }
            // Other settings may show more.
            roles.progress().flushed(partition);
            roles.progress().changed(partition);
        }
    }

    private LeaderSettings settings(Partition partition) {
        return new LeaderSettings(partition.settings().minInsyncReplicas(), lagTimeMaxMs);
    }

    private void brokersChanged() {
        for (BrokerRegistered broker : image.brokers()) {
            if (!broker.id().equals(context.self())) {
                context.peers().reach(broker.id(), broker.host(), broker.port());
            }
        }
        for (Partition partition : store.all()) {
            PartitionChanged state = partition.state();
            if (partition.leader() != null && state != null && state.replicas().size() > 1) {
                roles.isr().due(partition);
            }
        }
    }

    private void apply(TopicState topic, PartitionChanged state) {
        if (!state.replicas().contains(context.self())) {
            return;
        }
        Partition partition = store.openOrCreate(topic, state.partition());
        PartitionChanged before = partition.state();
        NodeId leader = state.leader();
        boolean sameReign =
                before != null
                        && before.leaderEpoch() == state.leaderEpoch()
                        && Objects.equals(before.leader(), leader);
        if (sameReign) {
            goOn(partition, state);
        } else if (leader == null) {
            change(partition);
            partition.goOffline(state);
        } else if (leader.equals(context.self())) {
            lead(partition, state);
        } else {
            follow(partition, state, leader);
        }
        if (!sameReign) {
            roles.progress().changed(partition);
        }
    }

    private void goOn(Partition partition, PartitionChanged state) {
        partition.stateIs(state);
        LeaderReplica leader = partition.leader();
        if (leader != null) {
            LeaderChange change = new LeaderChange(state.replicas(), isr(state));
            if (leader.metadataChanged(change, context.clock().monotonicMs())) {
                roles.progress().highWatermarkMoved(partition);
            }
            roles.isr().due(partition);
        }
    }

    private static IsrState isr(PartitionChanged state) {
        return new IsrState(state.isr(), state.partitionEpoch(), state.recovering());
    }

    /** Its role ends. */
    private void change(Partition partition) {
        roles.fetchers().unfollow(partition);
        roles.isr().forget(partition);
        if (partition.leader() != null) {
            roles.progress().leadershipLost(partition);
        }
    }

    private void lead(Partition partition, PartitionChanged state) {
        // One that leads on in another epoch keeps its log, and so its promises.
        roles.fetchers().unfollow(partition);
        roles.isr().forget(partition);
        LeaderStart start =
                new LeaderStart(
                        state.leaderEpoch(),
                        state.replicas(),
                        isr(state),
                        partition.highWatermark(),
                        settings(partition),
                        this,
                        context.clock().monotonicMs());
        LeaderReplica replica =
                store.epochStorage()
                        .sparingFlushes(() -> replication.newLeader(spec(partition), start));
        partition.lead(replica, state);
        LOG.debug("{} leads {} in epoch {}", context.self(), partition, state.leaderEpoch());
        if (!roles.progress().flushed(partition)) {
            roles.progress().highWatermarkMoved(partition);
        }
        roles.isr().due(partition);
    }

    private void follow(Partition partition, PartitionChanged state, NodeId leader) {
        change(partition);
        FollowerStart start =
                new FollowerStart(leader, state.leaderEpoch(), partition.highWatermark());
        FollowerReplica replica = replication.newFollower(spec(partition), start);
        partition.follow(replica, state);
        LOG.debug("{} follows {} for {}", context.self(), leader, partition);
        roles.fetchers().follow(partition, leader, replica);
    }

    private ReplicaSpec spec(Partition partition) {
        return new ReplicaSpec(
                partition.name(),
                context.self(),
                new StoredReplicaLog(partition, store.checkpoints(), context.clock()),
                partition.epochs(),
                context.trace());
    }

    @Override
    public boolean mayJoinIsr(NodeId broker, long brokerEpoch) {
        BrokerRegistered known = image.broker(broker);
        return known != null
                && known.mayLead()
                && (brokerEpoch == -1 || brokerEpoch == known.brokerEpoch());
    }
}
