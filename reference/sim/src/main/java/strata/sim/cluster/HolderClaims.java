package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import strata.broker.Inspection;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.sim.Breach;

/**
 * Of who has what is committed: every member of the ISR, and as many replicas as there must be in
 * sync.
 *
 * <p>A node counts as having what it ever had, though it may since have lost power, or have been
 * told to delete it: a leader may know of a fetch that was sent before.
 */
final class HolderClaims {
    private final ToIntFunction<TopicPartition> minInSync;
    private final Map<Key, Held> held = new LinkedHashMap<>();

    private record Key(TopicId topic, int partition) {}

    /** How far nodes ever had a partition, and how far it is known to be committed. */
    private static final class Held {
        final Map<NodeId, Long> ends = new LinkedHashMap<>();
        long committed;

        long end(NodeId node) {
            return ends.getOrDefault(node, 0L);
        }
    }

    HolderClaims(ToIntFunction<TopicPartition> minInSync) {
        this.minInSync = minInSync;
    }

    /** What is wrong with a replica as it is now, if anything. */
    @Nullable
    Breach sees(NodeId node, Inspection.Replica replica) {
        Key key = new Key(replica.topic(), replica.partition().partition());
        Held here = held.computeIfAbsent(key, k -> new Held());
        here.ends.merge(node, replica.logEndOffset(), Math::max);
        if (!replica.leads()) {
            return null;
        }
        long highWatermark = replica.highWatermark();
        for (NodeId member : replica.inSync()) {
            if (here.end(member) < highWatermark) {
                return lacking(node, replica, member, here.end(member));
            }
        }
        if (highWatermark <= here.committed) {
            return null;
        }
        here.committed = highWatermark;
        long holders = here.ends.values().stream().filter(end -> end >= highWatermark).count();
        int least = minInSync.applyAsInt(replica.partition());
        return holders >= least ? null : tooFew(node, replica, holders, least);
    }

    private static Breach lacking(
            NodeId node, Inspection.Replica replica, NodeId member, long itsEnd) {
        String name = replica.partition().toString();
        return Breach.of(
                "in-sync-without-committed",
                "Every replica of the ISR has all that is committed",
                String.format(
                        Locale.ROOT,
                        "%s: node %s leads in epoch %d with ISR %s and high watermark %d, yet the"
                                + " log of node %s never was beyond offset %d",
                        name,
                        node,
                        replica.leaderEpoch(),
                        replica.inSync(),
                        replica.highWatermark(),
                        member,
                        itsEnd),
                name);
    }

    private static Breach tooFew(NodeId node, Inspection.Replica replica, long holders, int least) {
        String name = replica.partition().toString();
        return Breach.of(
                "committed-by-too-few",
                "What is committed is on as many replicas as must be in sync",
                String.format(
                        Locale.ROOT,
                        "%s: node %s leads in epoch %d with high watermark %d, which is on %d"
                                + " replicas; min.insync.replicas is %d",
                        name,
                        node,
                        replica.leaderEpoch(),
                        replica.highWatermark(),
                        holders,
                        least),
                name);
    }
}
