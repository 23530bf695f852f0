package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import strata.broker.Inspection;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.replication.QuorumStatus;
import strata.sim.Breach;

/**
 * Of what is committed: it is the same on all replicas, every new leader has it, and what was
 * acknowledged is part of it.
 */
final class PrefixClaims {
    private final Map<Key, CommittedLog> committed = new LinkedHashMap<>();
    private final CommittedLog metadata = new CommittedLog();
    private final Map<Replica, Compared> compared = new LinkedHashMap<>();
    private final Map<NodeId, Compared> metadataCompared = new LinkedHashMap<>();
    // Who has led the quorum, and in which epoch.
    private final Set<String> ledMetadata = new LinkedHashSet<>();
    // The leader of the quorum that has committed something at the last look; else null.
    private @Nullable NodeId newlyCommittedBy;
    // The committed log of each partition's present topic.
    private final Map<String, CommittedLog> present = new LinkedHashMap<>();

    private record Key(TopicId topic, int partition) {}

    private record Replica(NodeId node, TopicId topic, int partition) {}

    /** Up to where a node's log was compared, and which version of it. */
    private static final class Compared {
        final String name;
        final CommittedLog all;
        int version = -1;
        long upTo;

        Compared(String name, CommittedLog all) {
            this.name = name;
            this.all = all;
        }

        /** Whether the log is not the one that was compared, or no longer. */
        boolean isOfAnother(DiskLog log) {
            return version >= 0 && version != log.version();
        }
    }

    /** Records, over all partitions and the metadata. */
    long committed() {
        return metadata.end() + committed.values().stream().mapToLong(CommittedLog::end).sum();
    }

    /** A replica becomes the leader. */
    @Nullable
    Breach begins(NodeId node, Inspection.Replica replica, DiskLog log) {
        CommittedLog all = committedOf(replica);
        DiskLog.Batch lacking = all.lacking(log, replica.leaderEpoch());
        return lacking == null
                ? null
                : lost(node, replica.partition().toString(), replica.leaderEpoch(), lacking, log);
    }

    /** A replica as it is now. */
    @Nullable
    Breach sees(NodeId node, Inspection.Replica replica, DiskLog log) {
        Compared so = comparedOf(node, replica);
        // One that leads, and has cut its log or put another in its place.
        if (replica.leads() && so.isOfAnother(log)) {
            DiskLog.Batch lacking = so.all.lacking(log, replica.leaderEpoch() + 1);
            if (lacking != null) {
                return lost(node, so.name, replica.leaderEpoch(), lacking, log);
            }
        }
        return compare(node, so, new Prefix(log, replica.highWatermark()));
    }

    private Compared comparedOf(NodeId node, Inspection.Replica replica) {
        int partition = replica.partition().partition();
        Replica key = new Replica(node, replica.topic(), partition);
        Compared so = compared.get(key);
        if (so == null) {
            so = new Compared(replica.partition().toString(), committedOf(replica));
            compared.put(key, so);
            present.put(so.name, so.all);
        }
        return so;
    }

    /** A node's metadata log as it is now. */
    @Nullable
    Breach sees(NodeId node, QuorumStatus status, DiskLog log) {
        boolean leads = status.role() == QuorumStatus.Role.LEADER;
        newlyCommittedBy = null;
        if (leads && ledMetadata.add(node + " in " + status.epoch())) {
            DiskLog.Batch lacking = metadata.lacking(log, status.epoch());
            if (lacking != null) {
                return lost(node, ClusterClaims.METADATA, status.epoch(), lacking, log);
            }
        }
        Compared so =
                metadataCompared.computeIfAbsent(
                        node, n -> new Compared(ClusterClaims.METADATA, metadata));
        long before = metadata.end();
        Breach breach = compare(node, so, new Prefix(log, status.highWatermark()));
        newlyCommittedBy = leads && metadata.end() > before ? node : null;
        return breach;
    }

    /** Whether the last that was looked at has just committed metadata as it must not. */
    @Nullable
    Breach commits(QuorumStatus status) {
        DiskLog.Batch last = metadata.last();
        return newlyCommittedBy == null || last == null || last.epoch() >= status.epoch()
                ? null
                : Breach.of(
                        "committed-by-counting",
                        "A leader of the quorum commits what is older than its epoch only with"
                                + " something of its own",
                        String.format(
                                Locale.ROOT,
                                "node %s leads in epoch %d and holds to be committed, as the last,"
                                        + " %s",
                                newlyCommittedBy,
                                status.epoch(),
                                last),
                        ClusterClaims.METADATA);
    }

    /** A producer was told that what it sent is there. */
    @Nullable
    Breach acknowledged(String partition, long endOffset) {
        CommittedLog all = present.get(partition);
        long end = all == null ? 0 : all.end();
        return endOffset <= end
                ? null
                : Breach.of(
                        "early-acknowledgement",
                        "What is acknowledged with acks=all is committed",
                        String.format(
                                Locale.ROOT,
                                "records of %s up to offset %d were acknowledged, yet no high"
                                        + " watermark is above %d",
                                partition,
                                endOffset - 1,
                                end),
                        partition);
    }

    /** A log, and how much of it is committed. */
    private record Prefix(DiskLog log, long end) {}

    private static @Nullable Breach compare(NodeId node, Compared so, Prefix prefix) {
        int version = prefix.log.version();
        if (version != so.version) {
            so.version = version;
            so.upTo = 0;
        }
        if (prefix.end <= so.upTo) {
            return null;
        }
        for (DiskLog.Batch batch : prefix.log.from(so.upTo).values()) {
            if (batch.last() >= prefix.end) {
                break;
            }
            if (batch.base() < so.upTo) {
                continue;
            }
            DiskLog.Batch left = so.upTo > 0 ? so.all.within(so.upTo, batch.base()) : null;
            if (left != null) {
                return lacks(node, so.name, left, prefix);
            }
            DiskLog.Batch other = so.all.commit(batch);
            if (other != null) {
                return Breach.of(
                        "committed-differs",
                        "What is committed is the same on every replica, for ever",
                        String.format(
                                Locale.ROOT,
                                "%s: node %s holds %s to be committed, yet committed is %s",
                                so.name,
                                node,
                                batch,
                                other),
                        so.name);
            }
            so.upTo = batch.last() + 1;
        }
        return null;
    }

    private static Breach lacks(NodeId node, String name, DiskLog.Batch left, Prefix prefix) {
        return Breach.of(
                "committed-differs",
                "What is committed is the same on every replica, for ever",
                String.format(
                        Locale.ROOT,
                        "%s: the high watermark of node %s is %d, yet its log lacks %s",
                        name,
                        node,
                        prefix.end,
                        left),
                name);
    }

    private static Breach lost(
            NodeId node, String name, int epoch, DiskLog.Batch lacking, DiskLog log) {
        return Breach.of(
                "committed-lost",
                "Every new leader has all that is committed",
                String.format(
                        Locale.ROOT,
                        "%s: node %s leads in epoch %d without %s; its log ends at offset %d",
                        name,
                        node,
                        epoch,
                        lacking,
                        log.end()),
                name);
    }

    private CommittedLog committedOf(Inspection.Replica replica) {
        Key key = new Key(replica.topic(), replica.partition().partition());
        return committed.computeIfAbsent(key, k -> new CommittedLog());
    }
}
