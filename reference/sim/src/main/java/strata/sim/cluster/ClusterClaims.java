package strata.sim.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import strata.broker.Inspection;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.replication.QuorumStatus;
import strata.sim.Breach;
import strata.sim.Invariant;
import strata.sim.SimNode;

/**
 * What must hold of a cluster after every event. It looks at a node again only after that node has
 * handled something.
 */
public final class ClusterClaims implements Invariant {
    static final String METADATA = "__cluster_metadata-0";

    private final Map<NodeId, Seen> nodes = new LinkedHashMap<>();
    private final LeaderClaims leaders = new LeaderClaims();
    private final PrefixClaims prefixes = new PrefixClaims();
    // Null when a mistake is no breach before something has come of it.
    private final @Nullable HolderClaims holders;
    private final QuorumClaims quorum = new QuorumClaims();
    private @Nullable Breach found;

    /** Looks into nodes. */
    public interface Eyes {
        /** The present life of a node; null where it has not started. */
        @Nullable
        Inspection into(NodeId node);
    }

    /** A node under watch. */
    private static final class Seen {
        final SimNode node;
        final DiskLogs logs;
        final Eyes view;
        // The replicas as they were last looked at, in the order in which they were told.
        List<Inspection.Replica> before = List.of();
        List<DiskLog> logsBefore = List.of();
        @Nullable QuorumStatus stood;
        int controllerEpoch;
        int life;
        long handled = -1;

        Seen(SimNode node, Eyes view) {
            this.node = node;
            this.view = view;
            this.logs = new DiskLogs(node);
        }

        /** Whether it stands elsewhere in the quorum than at the last look. */
        boolean standsElsewhere(QuorumStatus status, int epoch) {
            boolean isSame =
                    life == node.lives() && status.equals(stood) && epoch == controllerEpoch;
            stood = status;
            controllerEpoch = epoch;
            return !isSame;
        }

        /** Whether nothing has become of a replica since the last look. */
        boolean isAsBefore(int index, Inspection.Replica replica) {
            return life == node.lives()
                    && index < before.size()
                    && !logsBefore.get(index).isDirty()
                    && before.get(index).equals(replica);
        }
    }

    /**
     * All claims, those that are broken before anything is lost among them.
     *
     * @param minInSync of a partition: how many replicas must be in sync
     */
    public ClusterClaims(List<SimNode> under, Eyes view, ToIntFunction<TopicPartition> minInSync) {
        this(under, view, new HolderClaims(minInSync));
    }

    /**
     * Only what has come of a mistake is a breach, not yet the mistake itself (a vote for a log
     * with less, an entry committed by counting, an ISR of one that is behind): for runs that are
     * to be told to their end.
     */
    ClusterClaims(List<SimNode> under, Eyes view) {
        this(under, view, (HolderClaims) null);
    }

    private ClusterClaims(List<SimNode> under, Eyes view, @Nullable HolderClaims holders) {
        this.holders = holders;
        for (SimNode node : under) {
            Seen seen = new Seen(node, view);
            nodes.put(node.id(), seen);
            node.overhear(
                    heard -> {
                        if (holders != null) {
                            note(quorum.votesForLess(heard, seen.logs.of(METADATA)));
                        }
                        note(quorum.hears(heard));
                    });
        }
    }

    @Override
    public @Nullable Breach check() {
        for (Seen seen : nodes.values()) {
            if (found == null && seen.node.isUp() && seen.handled != seen.node.handled()) {
                seen.handled = seen.node.handled();
                look(seen);
            }
        }
        Breach breach = found;
        found = null;
        return breach;
    }

    /** A producer was told with {@code acks=all} that its records are there, up to an offset. */
    public void acknowledged(String partition, long endOffset) {
        note(prefixes.acknowledged(partition, endOffset));
    }

    /** How much has been seen to be committed, over all partitions: records. */
    long committed() {
        return prefixes.committed();
    }

    /** How many leaders there were, of partitions. */
    int leaderships() {
        return leaders.count();
    }

    /** How many active controllers there were. */
    int controllers() {
        return quorum.controllers();
    }

    private void look(Seen seen) {
        NodeId id = seen.node.id();
        Inspection view = seen.view.into(id);
        if (view == null) {
            return;
        }
        List<Inspection.Replica> replicas = view.replicas();
        List<DiskLog> logs = new ArrayList<>(replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            Inspection.Replica replica = replicas.get(i);
            if (seen.isAsBefore(i, replica)) {
                logs.add(seen.logsBefore.get(i));
                continue;
            }
            DiskLog log = seen.logs.of(replica.partition().toString());
            logs.add(log);
            look(seen, replica, log);
        }
        seen.before = replicas;
        seen.logsBefore = logs;
        QuorumStatus status = view.quorum();
        DiskLog metadata = seen.logs.of(METADATA);
        int epoch = view.controllerEpoch();
        if (status != null && (metadata.isDirty() || seen.standsElsewhere(status, epoch))) {
            note(quorum.sees(id, status, epoch));
            quorum.voted(id, status, metadata);
            note(prefixes.sees(id, status, metadata));
            if (holders != null) {
                note(prefixes.commits(status));
            }
        }
        seen.life = seen.node.lives();
    }

    private void look(Seen seen, Inspection.Replica replica, DiskLog log) {
        NodeId id = seen.node.id();
        boolean begins = replica.leads() && leaders.isNew(id, seen.node.lives(), replica);
        note(leaders.sees(id, seen.node.lives(), replica));
        if (holders != null) {
            note(holders.sees(id, replica));
        }
        if (begins) {
            note(prefixes.begins(id, replica, log));
        }
        note(prefixes.sees(id, replica, log));
    }

    private void note(@Nullable Breach breach) {
        if (breach != null && found == null) {
            found = breach;
        }
    }
}
