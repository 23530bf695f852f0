package strata.broker.replica;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.Partition;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderAnswer;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.storage.FileSlice;

/**
 * Fetches from one leader all that is followed from it: one fetch at a time, in a session (KIP-227)
 * in which only what has changed is named.
 *
 * <p>Invariant: a partition that is not in {@code toTell} and not paused is in the session as
 * {@link FollowedPartition#told} says.
 */
final class ReplicaFetcher {
    private final NodeId leader;
    private final NodeContext context;
    private final FetcherSettings settings;
    private final ReplicaFetchers.Followers followers;
    private final Map<TopicId, Map<Integer, FollowedPartition>> partitions = new LinkedHashMap<>();
    private final List<FollowedPartition> toTell = new ArrayList<>();
    // Those that the leader's session is to leave out; not those that were added again.
    private final Map<TopicId, List<Integer>> toForget = new LinkedHashMap<>();
    private int size;
    private int sessionId;
    private int sessionEpoch;
    // The fetch under way; -1 for none.
    private long underWay = -1;
    private boolean full;
    private long askedAtMs;
    private int failures;
    private boolean pausing;
    // Appends that are to be durable before the next fetch says that they are here.
    private int flushes;

    ReplicaFetcher(
            NodeId leader,
            NodeContext context,
            FetcherSettings settings,
            ReplicaFetchers.Followers followers) {
        this.leader = leader;
        this.context = context;
        this.settings = settings;
        this.followers = followers;
    }

    NodeId leader() {
        return leader;
    }

    /** Follows a partition from now on, in place of any earlier replica of it. */
    void add(FollowedPartition followed) {
        Partition partition = followed.partition();
        remove(partition);
        partitions
                .computeIfAbsent(partition.topicId(), any -> new LinkedHashMap<>())
                .put(partition.name().partition(), followed);
        size++;
        tell(followed);
        // A leader that has just been elected may serve though an older one has not.
        failures = 0;
        pausing = false;
    }

    /** Follows a partition no more. */
    void remove(Partition partition) {
        Map<Integer, FollowedPartition> ofTopic = partitions.get(partition.topicId());
        if (ofTopic == null) {
            return;
        }
        FollowedPartition gone = ofTopic.remove(partition.name().partition());
        if (gone != null) {
            size--;
            if (ofTopic.isEmpty()) {
                partitions.remove(partition.topicId());
            }
            leaveOut(gone);
            gone.paused = true;
        }
    }

    private @Nullable FollowedPartition find(TopicRef topic, int number) {
        Map<Integer, FollowedPartition> ofTopic =
                topic instanceof TopicRef.Identified id ? partitions.get(id.id()) : null;
        return ofTopic == null ? null : ofTopic.get(number);
    }

    private void tell(FollowedPartition followed) {
        if (!followed.toTell) {
            followed.toTell = true;
            toTell.add(followed);
        }
        List<Integer> left = toForget.get(followed.partition().topicId());
        if (left != null) {
            left.remove((Integer) followed.partition().name().partition());
            if (left.isEmpty()) {
                toForget.remove(followed.partition().topicId());
            }
        }
    }

    private void leaveOut(FollowedPartition followed) {
        if (followed.toTell) {
            followed.toTell = false;
            toTell.remove(followed);
        }
        if (followed.told != null) {
            followed.told = null;
            Partition partition = followed.partition();
            toForget.computeIfAbsent(partition.topicId(), any -> new ArrayList<>())
                    .add(partition.name().partition());
        }
    }

    /** Asks, if nothing is under way and nothing is in the way. */
    void turnEnded() {
        if (underWay >= 0 || pausing || flushes > 0 || !hasWork()) {
            return;
        }
        full = sessionEpoch == 0;
        if (full) {
            tellAll();
        }
        Fetch.Request request = request();
        toForget.clear();
        underWay = followers.nextCorrelation();
        askedAtMs = context.clock().monotonicMs();
        context.peers().ask(leader, Lane.REPLICA_FETCH, underWay, request);
        followers.awaitAnswer(this);
    }

    private boolean hasWork() {
        for (Map<Integer, FollowedPartition> ofTopic : partitions.values()) {
            for (FollowedPartition followed : ofTopic.values()) {
                if (!followed.paused) {
                    return true;
                }
            }
        }
        return !toForget.isEmpty() && sessionEpoch > 0;
    }

    private void tellAll() {
        toForget.clear();
        for (Map<Integer, FollowedPartition> ofTopic : partitions.values()) {
            for (FollowedPartition followed : ofTopic.values()) {
                followed.told = null;
                if (!followed.paused) {
                    tell(followed);
                }
            }
        }
    }

    private Fetch.Request request() {
        Map<TopicId, List<Fetch.PartitionFetch>> named = new LinkedHashMap<>();
        for (FollowedPartition followed : toTell) {
            FetchPosition position = followed.replica().position();
            followed.told = position;
            followed.toTell = false;
            Partition partition = followed.partition();
            named.computeIfAbsent(partition.topicId(), any -> new ArrayList<>())
                    .add(
                            new Fetch.PartitionFetch(
                                    partition.name().partition(),
                                    position.currentLeaderEpoch(),
                                    position.fetchOffset(),
                                    position.lastFetchedEpoch(),
                                    position.logStartOffset(),
                                    settings.maxBytes(),
                                    followed.replica().highWatermark()));
        }
        toTell.clear();
        List<Fetch.TopicFetch> topics = new ArrayList<>(named.size());
        named.forEach(
                (id, list) -> topics.add(new Fetch.TopicFetch(TopicRef.identified(id), list)));
        List<Fetch.ForgottenTopic> forgotten = new ArrayList<>(toForget.size());
        toForget.forEach((id, list) -> forgotten.add(forgotten(id, list)));
        return new Fetch.Request(
                context.self().number(),
                settings.waitMaxMs(),
                settings.minBytes(),
                settings.responseMaxBytes(),
                IsolationLevel.READ_UNCOMMITTED,
                sessionId,
                sessionEpoch,
                topics,
                followers.brokerEpoch(),
                forgotten,
                "",
                null);
    }

    private static Fetch.ForgottenTopic forgotten(TopicId id, List<Integer> numbers) {
        return new Fetch.ForgottenTopic(TopicRef.identified(id), new ArrayList<>(numbers));
    }

    /** Whether a correlation is that of the fetch under way. */
    boolean awaits(long correlation) {
        return underWay == correlation;
    }

    /** The leader has answered the fetch under way. */
    void answered(Fetch.Response response) {
        underWay = -1;
        switch (response.error()) {
            case NONE -> {
                failures = 0;
                if (full) {
                    sessionId = response.sessionId();
                    // A leader that remembers nothing is told everything each time.
                    sessionEpoch = sessionId == 0 ? 0 : 1;
                } else {
                    sessionEpoch = sessionEpoch == Integer.MAX_VALUE ? 1 : sessionEpoch + 1;
                }
                take(response);
            }
            case FETCH_SESSION_ID_NOT_FOUND -> {
                sessionId = 0;
                sessionEpoch = 0;
            }
            case INVALID_FETCH_SESSION_EPOCH, FETCH_SESSION_TOPIC_ID_ERROR -> sessionEpoch = 0;
            default -> {
                sessionEpoch = 0;
                pause();
            }
        }
    }

    private void take(Fetch.Response response) {
        for (Fetch.TopicResult topic : response.topics()) {
            for (Fetch.PartitionResult result : topic.partitions()) {
                FollowedPartition followed = find(topic.topic(), result.partition());
                FetchPosition asked = followed == null ? null : followed.told;
                if (followed != null && asked != null && followed.isCurrent()) {
                    take(followed, asked, result);
                }
                FileSlice records = result.records();
                if (records != null) {
                    records.release();
                }
            }
        }
    }

    private void take(
            FollowedPartition followed, FetchPosition asked, Fetch.PartitionResult result) {
        EpochEndOffset away = result.divergingEpoch();
        LeaderAnswer answer =
                new LeaderAnswer(
                        result.error(),
                        result.highWatermark(),
                        result.logStartOffset(),
                        away == null ? null : new EpochEnd(away.epoch(), away.endOffset()),
                        bytes(result.records()));
        long highWatermark = followed.replica().highWatermark();
        long logEndOffset = followed.partition().log().logEndOffset();
        FollowerStep step = followed.replica().fetched(asked, answer);
        carryOut(followed, asked, step);
        if (step instanceof FollowerStep.Took took && took.bytes() > 0) {
            long records = followed.partition().log().logEndOffset() - logEndOffset;
            if (followers.appended(followed.partition(), records, this)) {
                flushes++;
            }
        }
        if (followed.replica().highWatermark() != highWatermark) {
            followers.highWatermarkMoved(followed.partition());
        }
    }

    private static @Nullable ByteBuffer bytes(@Nullable FileSlice records) {
        if (records == null) {
            return null;
        }
        ByteBuffer here = records.bytes();
        if (here != null) {
            return here;
        }
        ByteBuffer copy = ByteBuffer.allocate(records.count());
        records.read(copy, 0);
        return copy.flip();
    }

    private void carryOut(FollowedPartition followed, FetchPosition asked, FollowerStep step) {
        switch (step) {
            case FollowerStep.Took any -> {
                followed.failures = 0;
                if (!followed.replica().position().equals(followed.told)) {
                    tell(followed);
                }
            }
            case FollowerStep.Truncated cut -> {
                followers.cut(followed.partition(), step);
                tell(followed);
            }
            case FollowerStep.StartedAnew anew -> {
                followers.cut(followed.partition(), step);
                tell(followed);
            }
            case FollowerStep.AsksForRange any -> {
                pause(followed);
                followers.askForRange(this, followed, asked);
            }
            case FollowerStep.Waits waits -> {
                followed.failures++;
                pause(followed);
                followers.resumeLater(followed, settings.backoffMs(followed.failures));
            }
            case FollowerStep.Stops any -> pause(followed);
            case FollowerStep.Ignored any -> tell(followed);
        }
    }

    private void pause(FollowedPartition followed) {
        leaveOut(followed);
        followed.paused = true;
    }

    /** Asks for a partition again. */
    void resume(FollowedPartition followed) {
        Partition partition = followed.partition();
        TopicRef topic = TopicRef.identified(partition.topicId());
        if (followed.equals(find(topic, partition.name().partition())) && followed.isCurrent()) {
            followed.paused = false;
            tell(followed);
        }
    }

    /** The leader has said where its log begins and ends. */
    void rangeKnown(FollowedPartition followed, FetchPosition asked, RangeAsking.Range range) {
        if (followed.isCurrent()) {
            followed.paused = false;
            carryOut(
                    followed,
                    asked,
                    followed.replica().outOfRange(asked, range.startOffset(), range.endOffset()));
            if (!followed.paused) {
                tell(followed);
            }
        }
    }

    /** It has not: it is asked again later. */
    void rangeUnknown(FollowedPartition followed) {
        followed.failures++;
        followers.resumeLater(followed, settings.backoffMs(followed.failures));
    }

    /** The connection to the leader has gone. */
    void laneClosed() {
        underWay = -1;
        sessionEpoch = 0;
        if (size > 0) {
            pause();
        }
    }

    private void pause() {
        failures++;
        pausing = true;
        followers.goOnLater(this, settings.backoffMs(failures));
    }

    /** The pause after a failure is over. */
    void goOn() {
        pausing = false;
    }

    /** One of the appends that were waited for is durable. */
    void flushed() {
        flushes--;
    }

    /** When the leader is to be given up; monotonic; {@code Long.MAX_VALUE} for not. */
    long timeoutAtMs() {
        return underWay < 0 ? Long.MAX_VALUE : askedAtMs + settings.timeoutMs();
    }

    /** The leader has been silent for too long. */
    void timedOut() {
        context.peers().disconnect(leader, Lane.REPLICA_FETCH);
    }
}
