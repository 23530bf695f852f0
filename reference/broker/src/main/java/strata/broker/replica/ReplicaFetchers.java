package strata.broker.replica;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.Partition;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Timer;
import strata.kernel.TopicPartition;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.request.Fetch;

/** All fetchers of this broker: one for each leader that something is followed from. */
public final class ReplicaFetchers {
    /** A leader is asked again. */
    public record GoOnTimer(NodeId leader) implements Timer {}

    /** A partition is asked for again. */
    public record ResumeTimer(NodeId leader, TopicPartition partition) implements Timer {}

    /** Is any leader silent for too long? */
    public record TimeoutTimer() implements Timer {}

    /** What becomes of what is fetched. */
    public interface Appends {
        /**
         * A follower has appended.
         *
         * @param flushed to be called once it is durable, if this returns true
         * @return whether the next fetch has to wait for that
         */
        boolean appended(Partition partition, long records, Runnable flushed);

        /** Records have become visible. */
        void highWatermarkMoved(Partition partition);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaFetchers.class);

    private final NodeContext context;
    private final FetcherSettings settings;
    private final Appends appends;
    private final Map<NodeId, ReplicaFetcher> fetchers = new TreeMap<>();
    private final Map<Partition, ReplicaFetcher> byPartition = new LinkedHashMap<>();
    private final Map<ResumeTimer, FollowedPartition> resuming = new LinkedHashMap<>();
    private final RangeAsking ranges;
    // To be looked at when the turn ends.
    private final Set<ReplicaFetcher> stirred = new LinkedHashSet<>();
    private final Followers followers = new Followers();
    private long brokerEpoch = -1;
    private long correlation;
    private boolean timeoutTimerSet;

    public ReplicaFetchers(NodeContext context, FetcherSettings settings, Appends appends) {
        this.context = context;
        this.settings = settings;
        this.appends = appends;
        this.ranges = new RangeAsking(context, () -> ++correlation);
    }

    /** This broker is registered with this epoch. */
    public void registered(long epoch) {
        brokerEpoch = epoch;
    }

    /** A partition follows a leader from now on. */
    public void follow(Partition partition, NodeId leader, FollowerReplica replica) {
        unfollow(partition);
        ReplicaFetcher fetcher =
                fetchers.computeIfAbsent(
                        leader, id -> new ReplicaFetcher(id, context, settings, followers));
        byPartition.put(partition, fetcher);
        fetcher.add(new FollowedPartition(partition, replica));
        stirred.add(fetcher);
    }

    /** A partition follows no more. */
    public void unfollow(Partition partition) {
        ReplicaFetcher fetcher = byPartition.remove(partition);
        if (fetcher != null) {
            fetcher.remove(partition);
            stirred.add(fetcher);
        }
    }

    /**
     * An answer on lane REPLICA_FETCH.
     *
     * @return false for any other
     */
    public boolean handle(Event.AnswerArrived arrived) {
        if (arrived.lane() != Lane.REPLICA_FETCH) {
            return false;
        }
        ReplicaFetcher asking = ranges.answered(arrived.correlation(), arrived.response());
        if (asking != null) {
            stirred.add(asking);
            return true;
        }
        ReplicaFetcher fetcher = fetchers.get(arrived.from());
        if (arrived.response() instanceof Fetch.Response response) {
            if (fetcher != null && fetcher.awaits(arrived.correlation())) {
                fetcher.answered(response);
                stirred.add(fetcher);
            } else {
                release(response);
            }
        }
        return true;
    }

    private static void release(Fetch.Response response) {
        for (Fetch.TopicResult topic : response.topics()) {
            for (Fetch.PartitionResult result : topic.partitions()) {
                if (result.records() != null) {
                    result.records().release();
                }
            }
        }
    }

    /**
     * Lane REPLICA_FETCH.
     *
     * @return false for any other
     */
    public boolean handle(Event.LaneClosed closed) {
        if (closed.lane() != Lane.REPLICA_FETCH) {
            return false;
        }
        ReplicaFetcher fetcher = fetchers.get(closed.peer());
        if (fetcher != null) {
            LOG.debug("fetching from node {}: {}", closed.peer(), closed.reason());
            ranges.laneClosed(fetcher);
            fetcher.laneClosed();
            stirred.add(fetcher);
        }
        return true;
    }

    /**
     * A timer came due.
     *
     * @return whether it was one of these
     */
    public boolean timerFired(Timer timer) {
        switch (timer) {
            case GoOnTimer goOn -> {
                ReplicaFetcher fetcher = fetchers.get(goOn.leader());
                if (fetcher != null) {
                    fetcher.goOn();
                    stirred.add(fetcher);
                }
            }
            case ResumeTimer resume -> {
                FollowedPartition followed = resuming.remove(resume);
                ReplicaFetcher fetcher = fetchers.get(resume.leader());
                if (followed != null && fetcher != null) {
                    fetcher.resume(followed);
                    stirred.add(fetcher);
                }
            }
            case TimeoutTimer any -> lookForSilence();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void lookForSilence() {
        timeoutTimerSet = false;
        long nowMs = context.clock().monotonicMs();
        long nextMs = Long.MAX_VALUE;
        for (ReplicaFetcher fetcher : fetchers.values()) {
            if (fetcher.timeoutAtMs() <= nowMs) {
                LOG.warn("node {} is silent: the connection is closed", fetcher.leader());
                fetcher.timedOut();
            } else {
                nextMs = Math.min(nextMs, fetcher.timeoutAtMs());
            }
        }
        if (nextMs != Long.MAX_VALUE) {
            timeoutTimerSet = true;
            context.setTimer(new TimeoutTimer(), nextMs - nowMs);
        }
    }

    /** Sends what is to be asked. */
    public void turnEnded() {
        if (!stirred.isEmpty()) {
            stirred.forEach(ReplicaFetcher::turnEnded);
            stirred.clear();
        }
    }

    /** What the fetchers have in common. */
    final class Followers {
        long nextCorrelation() {
            return ++correlation;
        }

        long brokerEpoch() {
            return brokerEpoch;
        }

        void awaitAnswer(ReplicaFetcher fetcher) {
            if (!timeoutTimerSet) {
                timeoutTimerSet = true;
                context.setTimer(new TimeoutTimer(), settings.timeoutMs());
            }
        }

        void askForRange(
                ReplicaFetcher fetcher, FollowedPartition followed, FetchPosition position) {
            ranges.ask(fetcher, followed, position);
        }

        /** Whether the next fetch has to wait for a flush. */
        boolean appended(Partition partition, long records, ReplicaFetcher fetcher) {
            return appends.appended(
                    partition,
                    records,
                    () -> {
                        fetcher.flushed();
                        stirred.add(fetcher);
                    });
        }

        void highWatermarkMoved(Partition partition) {
            appends.highWatermarkMoved(partition);
        }

        void cut(Partition partition, FollowerStep step) {
            LOG.info("{}: {}", partition, step);
        }

        void resumeLater(FollowedPartition followed, long ms) {
            ReplicaFetcher fetcher = byPartition.get(followed.partition());
            if (fetcher != null) {
                ResumeTimer timer = new ResumeTimer(fetcher.leader(), followed.partition().name());
                resuming.put(timer, followed);
                context.setTimer(timer, ms);
            }
        }

        void goOnLater(ReplicaFetcher fetcher, long ms) {
            context.setTimer(new GoOnTimer(fetcher.leader()), ms);
        }
    }
}
