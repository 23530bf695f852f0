package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.Inspection;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.QuorumStatus;
import strata.sim.Breach;
import strata.sim.Invariant;
import strata.sim.SimNode;

/**
 * What must hold of a cluster after every event. It looks at a node again only after that node has
 * handled something.
 */
final class ClusterClaims implements Invariant {
    static final String METADATA = "__cluster_metadata-0";

    private final Map<NodeId, Seen> nodes = new LinkedHashMap<>();
    private final LeaderClaims leaders = new LeaderClaims();
    private final PrefixClaims prefixes = new PrefixClaims();
    private final QuorumClaims quorum = new QuorumClaims();
    private @Nullable Breach found;

    /** Looks into nodes. */
    interface Eyes {
        /** The present life of a node; null where it has not started. */
        @Nullable
        Inspection into(NodeId node);
    }

    /** A node under watch. */
    private static final class Seen {
        final SimNode node;
        final DiskLogs logs;
        final Eyes view;
        long handled = -1;

        Seen(SimNode node, Eyes view) {
            this.node = node;
            this.view = view;
            this.logs = new DiskLogs(node);
        }
    }

    ClusterClaims(List<SimNode> under, Eyes view) {
        for (SimNode node : under) {
            nodes.put(node.id(), new Seen(node, view));
            node.overhear(heard -> note(quorum.hears(heard)));
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
    void acknowledged(String partition, long endOffset) {
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
        for (Inspection.Replica replica : view.replicas()) {
            boolean begins = replica.leads() && leaders.isNew(id, seen.node.lives(), replica);
            note(leaders.sees(id, seen.node.lives(), replica));
            DiskLog log = seen.logs.of(replica.partition().toString());
            if (begins) {
                note(prefixes.begins(id, replica, log));
            }
            note(prefixes.sees(id, replica, log));
        }
        QuorumStatus status = view.quorum();
        if (status != null) {
            note(quorum.sees(id, status, view.controllerEpoch()));
            note(prefixes.sees(id, status, seen.logs.of(METADATA)));
        }
    }

    private void note(@Nullable Breach breach) {
        if (breach != null && found == null) {
            found = breach;
        }
    }
}
