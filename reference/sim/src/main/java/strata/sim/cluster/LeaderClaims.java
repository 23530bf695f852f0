package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import strata.broker.Inspection;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.sim.Breach;

/** Of partitions' leaders: one an epoch, and its high watermark never goes back. */
final class LeaderClaims {
    private final Map<Epoch, NodeId> leaders = new LinkedHashMap<>();
    private final Map<Reign, Long> highWatermarks = new LinkedHashMap<>();

    private record Epoch(TopicId topic, int partition, int epoch) {}

    /** A leader within one life of its node. */
    private record Reign(NodeId node, int life, Epoch epoch) {}

    int count() {
        return leaders.size();
    }

    /** Whether a leader was not seen to lead before, in this life. */
    boolean isNew(NodeId node, int life, Inspection.Replica replica) {
        return !highWatermarks.containsKey(new Reign(node, life, epochOf(replica)));
    }

    /** What is wrong with a replica as it is now, if anything. */
    @Nullable
    Breach sees(NodeId node, int life, Inspection.Replica replica) {
        if (replica.highWatermark() > replica.logEndOffset()) {
            String name = replica.partition().toString();
            return Breach.of(
                    "high-watermark-beyond-log",
                    "A high watermark is not above its replica's log end",
                    String.format(
                            Locale.ROOT,
                            "node %s, %s: high watermark %d, log end %d",
                            node,
                            name,
                            replica.highWatermark(),
                            replica.logEndOffset()),
                    name);
        }
        if (!replica.leads()) {
            return null;
        }
        Epoch epoch = epochOf(replica);
        NodeId other = leaders.putIfAbsent(epoch, node);
        if (other != null && !other.equals(node)) {
            String name = replica.partition().toString();
            return Breach.of(
                    "two-leaders",
                    "A partition has one leader an epoch",
                    String.format(
                            Locale.ROOT,
                            "%s, epoch %d: nodes %s and %s have both led it",
                            name,
                            epoch.epoch,
                            other,
                            node),
                    name);
        }
        Reign reign = new Reign(node, life, epoch);
        Long before = highWatermarks.put(reign, replica.highWatermark());
        if (before != null && before > replica.highWatermark()) {
            String name = replica.partition().toString();
            return Breach.of(
                    "high-watermark-went-back",
                    "The high watermark never goes back at a leader within an epoch",
                    String.format(
                            Locale.ROOT,
                            "node %s, %s, epoch %d: the high watermark was %d and is %d",
                            node,
                            name,
                            epoch.epoch,
                            before,
                            replica.highWatermark()),
                    name);
        }
        return null;
    }

    private static Epoch epochOf(Inspection.Replica replica) {
        return new Epoch(replica.topic(), replica.partition().partition(), replica.leaderEpoch());
    }
}
