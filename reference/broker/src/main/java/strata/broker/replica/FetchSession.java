package strata.broker.replica;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.Fetch;

/**
 * What a broker remembers of one that fetches from it (KIP-227): the partitions, with what it asks
 * for and what it was told. Fetches of a session name only what has changed, and so do the answers.
 * A fetch without a session has one of its own, which goes with its answer.
 *
 * <p>Invariant: a partition is in {@code due} if and only if it {@link SessionPartition#isDue}.
 */
public final class FetchSession {
    /** Of a fetch without a session. */
    static final int NONE = 0;

    private final int id;
    private final int replicaId;
    private final boolean byTopicId;
    private final Map<TopicRef, Map<Integer, SessionPartition>> partitions = new LinkedHashMap<>();
    // Who is to be looked at by the next fetch; those with much to read give way to the others.
    private List<SessionPartition> due = new ArrayList<>();
    private int nextEpoch = 1;
    private int size;
    private long fetchedMs;
    private long fetchNumber;
    private long brokerEpoch = -1;
    private @Nullable Object parked;

    FetchSession(int id, Fetch.Request request) {
        this.id = id;
        this.replicaId = request.replicaId();
        this.byTopicId =
                !request.topics().isEmpty()
                        && request.topics().get(0).topic() instanceof TopicRef.Identified;
    }

    /** 0 for none that lasts. */
    public int id() {
        return id;
    }

    public boolean lasts() {
        return id != NONE;
    }

    /** Whether a follower fetches; else a consumer. */
    public boolean isFollower() {
        return replicaId >= 0;
    }

    /** The follower; negative for a consumer. */
    public int replicaId() {
        return replicaId;
    }

    /** The follower's, as its last fetch said; -1 for not told. */
    public long brokerEpoch() {
        return brokerEpoch;
    }

    /** When its last fetch came, monotonic. */
    public long fetchedMs() {
        return fetchedMs;
    }

    /** Counts its fetches. */
    long fetchNumber() {
        return fetchNumber;
    }

    int nextEpoch() {
        return nextEpoch;
    }

    void advance() {
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
    }

    /** Whether a request speaks of topics in another way than the session does. */
    boolean speaksOtherwise(Fetch.Request request) {
        for (Fetch.TopicFetch topic : request.topics()) {
            if (size > 0 && (topic.topic() instanceof TopicRef.Identified) != byTopicId) {
                return true;
            }
        }
        return false;
    }

    /** Takes notice of what a fetch names. */
    void fetched(Fetch.Request request, long nowMs) {
        fetchedMs = nowMs;
        fetchNumber++;
        brokerEpoch = request.brokerEpoch();
        for (Fetch.ForgottenTopic topic : request.forgotten()) {
            topic.partitions().forEach(number -> forget(topic.topic(), number));
        }
        for (Fetch.TopicFetch topic : request.topics()) {
            Map<Integer, SessionPartition> ofTopic =
                    partitions.computeIfAbsent(topic.topic(), any -> new LinkedHashMap<>());
            for (Fetch.PartitionFetch asked : topic.partitions()) {
                SessionPartition known = ofTopic.get(asked.partition());
                if (known == null) {
                    known = new SessionPartition(this, topic.topic(), asked);
                    ofTopic.put(asked.partition(), known);
                    size++;
                } else {
                    known.ask(asked);
                }
                due(known);
            }
        }
    }

    private void forget(TopicRef topic, int number) {
        Map<Integer, SessionPartition> ofTopic = partitions.get(topic);
        if (ofTopic == null) {
            return;
        }
        SessionPartition gone = ofTopic.remove(number);
        if (gone != null) {
            size--;
            gone.forgetPartition();
            if (gone.isDue()) {
                gone.due(false);
                due.remove(gone);
            }
            if (ofTopic.isEmpty()) {
                partitions.remove(topic);
            }
        }
    }

    /** A partition may have news for its reader. */
    public void due(SessionPartition partition) {
        if (!partition.isDue()) {
            partition.due(true);
            due.add(partition);
        }
    }

    /** Those that may have news, in the order in which they are to be read. */
    public List<SessionPartition> due() {
        return due;
    }

    /**
     * The reader is told what was found.
     *
     * @param read how many of {@link #due}, from the first, were looked at
     */
    public void told(List<ReadPartition> read) {
        List<SessionPartition> rest = new ArrayList<>(due.subList(read.size(), due.size()));
        for (ReadPartition one : read) {
            SessionPartition partition = one.partition();
            partition.told(one.result().highWatermark(), one.result().logStartOffset());
            partition.due(one.staysDue());
            if (one.staysDue() && one.result().records() == null) {
                rest.add(partition);
            }
        }
        // Who has got something gives way to those who have not.
        for (ReadPartition one : read) {
            if (one.staysDue() && one.result().records() != null) {
                rest.add(one.partition());
            }
        }
        due = rest;
    }

    /**
     * What was found at a partition.
     *
     * @param staysDue whether it is to be looked at again by the next fetch in any case
     */
    public record ReadPartition(
            SessionPartition partition, Fetch.PartitionResult result, boolean staysDue) {}

    /** What waits; null for nothing. */
    public @Nullable Object parked() {
        return parked;
    }

    public void parked(@Nullable Object fetch) {
        parked = fetch;
    }

    /** It is over: no partition tells it any news. */
    public void end() {
        for (Map<Integer, SessionPartition> ofTopic : partitions.values()) {
            ofTopic.values().forEach(SessionPartition::forgetPartition);
        }
        partitions.clear();
        due.clear();
        size = 0;
    }
}
