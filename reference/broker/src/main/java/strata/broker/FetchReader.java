package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.broker.replica.FetchSession;
import strata.broker.replica.FetchSession.ReadPartition;
import strata.broker.replica.SessionPartition;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.Fetch;
import strata.kernel.request.Fetch.PartitionFetch;
import strata.kernel.request.Fetch.PartitionResult;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.storage.FileSlice;

/** Reads what a fetch asks for, within its limits. */
final class FetchReader {
    /**
     * What was read.
     *
     * @param full whether all of it is answered, not only the news
     * @param bytes of all batches
     * @param failed whether any partition has something that is answered at once
     * @param news whether a reader knows an old high watermark
     */
    record Result(
            List<ReadPartition> read, boolean full, long bytes, boolean failed, boolean news) {
        /** Gives the batches back unread. */
        void release() {
            for (ReadPartition one : read) {
                FileSlice records = one.result().records();
                if (records != null) {
                    records.release();
                }
            }
        }

        /** The answer: by topic, in the order in which it was read. */
        List<Fetch.TopicResult> topics() {
            List<Fetch.TopicResult> topics = new ArrayList<>();
            TopicRef topic = null;
            List<PartitionResult> results = List.of();
            for (ReadPartition one : read) {
                if (!full && !isNews(one)) {
                    continue;
                }
                if (!one.partition().topic().equals(topic)) {
                    topic = one.partition().topic();
                    results = new ArrayList<>();
                    topics.add(new Fetch.TopicResult(topic, results));
                }
                results.add(one.result());
            }
            return topics;
        }
    }

    // Kafka's own tool for comparing replicas: it sees any of them, up to its end.
    private static final int DEBUGGING_CONSUMER = -2;

    private final PartitionFinder finder;
    private final Leadership leadership;
    private final Progress progress;
    private final CorruptionLog corruption;
    private final int brokerMaxBytes;

    FetchReader(
            PartitionFinder finder,
            Leadership leadership,
            Progress progress,
            CorruptionLog corruption,
            int brokerMaxBytes) {
        this.finder = finder;
        this.leadership = leadership;
        this.progress = progress;
        this.corruption = corruption;
        this.brokerMaxBytes = brokerMaxBytes;
    }

    /**
     * A follower's fetch has come: what it asks for says what it has.
     *
     * <p>Of partitions without news nothing is said to the leader: their followers are where they
     * were. That they were fetched is made up for before the next append ({@link #judge}).
     */
    void heard(FetchSession session) {
        if (session.isFollower()) {
            List<SessionPartition> due = session.due();
            for (int i = 0; i < due.size(); i++) {
                Partition partition = found(due.get(i));
                if (partition != null && partition.leader() != null) {
                    judge(due.get(i), partition, partition.leader());
                }
            }
        }
    }

    /** What the leader says to the last fetch of a follower's session. */
    FetchVerdict judge(SessionPartition fetched, Partition partition, LeaderReplica leader) {
        FetchVerdict said = fetched.verdictOf(leader);
        if (said == null) {
            FetchSession session = fetched.session();
            said =
                    leader.fetched(
                            new NodeId(session.replicaId()),
                            session.brokerEpoch(),
                            fetched.position(),
                            session.fetchedMs());
            fetched.judged(leader, said);
            if (said instanceof FetchVerdict.Serve serve) {
                if (serve.highWatermarkMoved()) {
                    progress.highWatermarkMoved(partition);
                }
                if (serve.isrDue()) {
                    progress.isrDue(partition);
                }
            }
        }
        return said;
    }

    /** Reads what is due of a session. */
    Result read(FetchSession session, Fetch.Request request, boolean full) {
        int maxBytes = Math.min(request.maxBytes(), brokerMaxBytes);
        long bytes = 0;
        boolean failed = false;
        boolean news = false;
        List<SessionPartition> due = session.due();
        List<ReadPartition> read = new ArrayList<>(due.size());
        for (int i = 0; i < due.size(); i++) {
            SessionPartition fetched = due.get(i);
            long left = Math.max(0, maxBytes - bytes);
            if (left == 0 && bytes > 0 && !full) {
                break;
            }
            int limit = (int) Math.min(left, Math.max(0, fetched.asked().maxBytes()));
            // A batch larger than every limit must still get through, or its reader is stuck.
            ReadPartition one = read(fetched, new Limits(limit, bytes == 0, request));
            FileSlice records = one.result().records();
            bytes += records == null ? 0 : records.count();
            failed |= isFailed(one.result());
            news |= one.result().highWatermark() != fetched.toldHighWatermark();
            read.add(one);
        }
        return new Result(read, full, bytes, failed, news);
    }

    private static boolean isFailed(PartitionResult result) {
        return result.error() != ErrorCode.NONE || result.divergingEpoch() != null;
    }

    /** Whether an incremental answer names a partition (KIP-227). */
    private static boolean isNews(ReadPartition one) {
        PartitionResult result = one.result();
        SessionPartition partition = one.partition();
        return isFailed(result)
                || result.records() != null
                || result.highWatermark() != partition.toldHighWatermark()
                || result.logStartOffset() != partition.toldLogStartOffset();
    }

    private record Limits(int maxBytes, boolean atLeastOneBatch, Fetch.Request request) {
        boolean committedOnly() {
            return request.isolation() == IsolationLevel.READ_COMMITTED;
        }
    }

    /** The replica that a partition of a session is read from; null for none here. */
    private @Nullable Partition found(SessionPartition fetched) {
        Partition known = fetched.partition();
        if (known != null && !known.isClosed()) {
            return known;
        }
        Partition found = finder.find(fetched.topic(), fetched.asked().partition()).partition();
        if (found != null) {
            fetched.reads(found);
        }
        return found;
    }

    private ReadPartition read(SessionPartition fetched, Limits limits) {
        Partition partition = found(fetched);
        if (partition == null) {
            return failed(
                    fetched, finder.find(fetched.topic(), fetched.asked().partition()).error());
        }
        // Of a fetch, unlike of ListOffsets, every negative epoch counts as none.
        int believed = Math.max(-1, fetched.asked().currentLeaderEpoch());
        ErrorCode epochError = PartitionFinder.epochError(partition, believed);
        if (epochError != ErrorCode.NONE) {
            return failed(fetched, epochError);
        }
        LeaderReplica leader = partition.leader();
        if (fetched.session().isFollower()) {
            if (leader == null) {
                return failed(fetched, ErrorCode.NOT_LEADER_OR_FOLLOWER);
            }
            return switch (judge(fetched, partition, leader)) {
                case FetchVerdict.Serve any ->
                        read(fetched, partition, partition.log().logEndOffset(), limits);
                case FetchVerdict.Diverging away -> diverging(fetched, partition, away);
                case FetchVerdict.Refused refused -> failed(fetched, refused.error());
            };
        }
        if (fetched.session().replicaId() == DEBUGGING_CONSUMER) {
            return read(fetched, partition, partition.log().logEndOffset(), limits);
        }
        // KIP-392: a follower serves consumers that say where they are, and so mean it.
        boolean here =
                leader != null
                        || (partition.follower() != null && !limits.request().rackId().isEmpty());
        if (!here) {
            return failed(fetched, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        long bound =
                limits.committedOnly() ? partition.lastStableOffset() : partition.highWatermark();
        return read(fetched, partition, bound, limits);
    }

    private ReadPartition read(
            SessionPartition fetched, Partition partition, long bound, Limits limits) {
        PartitionFetch asked = fetched.asked();
        PartitionLog log = partition.log();
        long offset = asked.fetchOffset();
        if (offset < log.logStartOffset() || offset > log.logEndOffset()) {
            return failed(fetched, ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        FileSlice records;
        try {
            records = log.read(offset, bound, limits.maxBytes(), limits.atLeastOneBatch());
        } catch (CorruptDataException e) {
            corruption.met(partition.name(), e);
            return failed(fetched, ErrorCode.CORRUPT_MESSAGE);
        }
        PartitionResult result =
                new PartitionResult(
                        asked.partition(),
                        ErrorCode.NONE,
                        partition.highWatermark(),
                        partition.lastStableOffset(),
                        log.logStartOffset(),
                        limits.committedOnly()
                                ? AbortedInSlice.of(partition.producers(), offset, records)
                                : null,
                        records);
        return new ReadPartition(fetched, result, records != null || offset < bound);
    }

    private static ReadPartition diverging(
            SessionPartition fetched, Partition partition, FetchVerdict.Diverging away) {
        PartitionResult result =
                new PartitionResult(
                        fetched.asked().partition(),
                        ErrorCode.NONE,
                        partition.highWatermark(),
                        partition.lastStableOffset(),
                        partition.log().logStartOffset(),
                        null,
                        null);
        EpochEndOffset end = new EpochEndOffset(away.end().epoch(), away.end().endOffset());
        return new ReadPartition(fetched, result.withDivergingEpoch(end), true);
    }

    private ReadPartition failed(SessionPartition fetched, ErrorCode error) {
        int number = fetched.asked().partition();
        PartitionResult failed = PartitionResult.failed(number, error);
        boolean tellsLeader =
                error == ErrorCode.NOT_LEADER_OR_FOLLOWER || error == ErrorCode.FENCED_LEADER_EPOCH;
        LeaderAndEpoch leader = tellsLeader ? leadership.leader(fetched.topic(), number) : null;
        return new ReadPartition(
                fetched, leader == null ? failed : failed.withLeader(leader), true);
    }
}
