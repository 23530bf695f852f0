package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.sim.Breach;
import strata.sim.client.Fetching;
import strata.sim.cluster.ClusterClient;
import strata.sim.cluster.Retry;

/**
 * What a member does with the partitions that it has: asks where its group goes on, fetches,
 * processes, commits; and lets go of them, with one more commit.
 */
final class Consumption {
    private static final int MAX_BYTES = 16 * 1024;
    private static final long POLL_GAP_US_MIN = 5_000;
    private static final long POLL_GAP_US_MAX = 40_000;
    // When none of its partitions has anything new.
    private static final long REST_US_MIN = 40_000;
    private static final long REST_US_MAX = 240_000;

    private final Member member;
    private final Commits commits;
    // In the order of topics, then numbers.
    private final TreeMap<TopicPartition, Place> places = new TreeMap<>(Order.OF_PARTITIONS);
    private final Map<NodeId, Fetching> fetchings = new LinkedHashMap<>();
    private @Nullable TopicPartition polled;
    private boolean stopped;
    private boolean fetching;
    // How many partitions in turn have had nothing new.
    private int foundNothing;

    Consumption(Member member) {
        this.member = member;
        this.commits = new Commits(member, this);
    }

    void begin(Membership membership) {
        commits.begin(membership);
        pollLater();
    }

    /** No new fetch, no new commit. */
    void stop() {
        stopped = true;
        commits.stop();
    }

    /** Whether nothing of it is under way. */
    boolean isIdle() {
        return !fetching && !commits.isUnderWay();
    }

    /** The partitions that it has. */
    List<TopicPartition> holdings() {
        return new ArrayList<>(places.keySet());
    }

    /** The places of the partitions that it has. */
    Iterable<Place> places() {
        return places.values();
    }

    /** Whether a place is still its own. */
    boolean has(Place place) {
        return places.get(place.partition) == place;
    }

    /** Whether it knows where it is in all partitions, and lets go of none. */
    boolean isSettled() {
        return places.values().stream().allMatch(p -> p.position >= 0 && !p.isLettingGo);
    }

    /** What is not processed and committed up to where the cluster has promised; null for none. */
    @Nullable
    String lacking() {
        for (Place place : places.values()) {
            long promised = member.history().promisedEnd(place.partition.toString());
            if (place.position < promised || place.committed < place.position) {
                return place + " of " + promised;
            }
        }
        return null;
    }

    /** It may read more partitions from now on. */
    void assigned(List<TopicPartition> added, long leaseUs) {
        for (TopicPartition partition : added) {
            places.put(partition, new Place(partition, member.world().nowUs()));
            member.ledger().owners().begins(member.tenant(), partition, leaseUs);
        }
        if (!added.isEmpty()) {
            commits.fetchOffsets();
        }
    }

    /** Its coordinator has heard of it. */
    void renews(long leaseUs) {
        for (TopicPartition partition : places.keySet()) {
            member.ledger().owners().renews(member.tenant(), partition, leaseUs);
        }
    }

    /** Commits where it is in some partitions, then no longer has them. */
    void letGo(List<TopicPartition> gone, Runnable then) {
        List<Place> going = new ArrayList<>();
        for (TopicPartition partition : gone) {
            Place place = places.get(partition);
            if (place != null) {
                place.isLettingGo = true;
                member.ledger().owners().isToLetGo(member.tenant(), partition);
                going.add(place);
            }
        }
        commits.commitFinally(
                going,
                () -> {
                    going.forEach(this::drop);
                    then.run();
                });
    }

    /** It has lost all its partitions: there is no use in committing. */
    void lost() {
        new ArrayList<>(places.values()).forEach(this::drop);
    }

    private void drop(Place place) {
        if (has(place)) {
            places.remove(place.partition);
            member.ledger().owners().ends(member.tenant(), place.partition);
        }
    }

    private void pollLater() {
        if (foundNothing > 0 && foundNothing >= places.size()) {
            foundNothing = 0;
            member.life().later(REST_US_MIN, REST_US_MAX, this::poll);
        } else {
            member.life().later(POLL_GAP_US_MIN, POLL_GAP_US_MAX, this::poll);
        }
    }

    private void poll() {
        if (stopped) {
            return;
        }
        Place place = next();
        ClusterClient.Leader leader =
                place == null ? null : member.client().leader(place.partition);
        if (place == null || leader == null) {
            if (place != null) {
                member.client().refresh();
            }
            pollLater();
            return;
        }
        fetching = true;
        fetching(leader.node())
                .fetch(
                        new Fetching.From(place.partition, place.position, leader.epoch()),
                        new Fetching.Appetite(0, 1, MAX_BYTES),
                        new Fetched(place, leader.node()));
    }

    /** The next partition in turn that can be read. */
    private @Nullable Place next() {
        List<Place> order = new ArrayList<>();
        if (polled != null) {
            order.addAll(places.tailMap(polled, false).values());
        }
        order.addAll(places.values());
        for (Place place : order) {
            if (place.position >= 0 && !place.isLettingGo) {
                polled = place.partition;
                return place;
            }
        }
        return null;
    }

    private Fetching fetching(NodeId node) {
        return fetchings.computeIfAbsent(
                node, n -> new Fetching(member.client().link(n), member.history(), member.codec()));
    }

    /** What becomes of a fetch. */
    private final class Fetched implements Fetching.Outcome {
        private final Place place;
        private final NodeId from;
        private final long position;

        Fetched(Place place, NodeId from) {
            this.place = place;
            this.from = from;
            this.position = place.position;
        }

        @Override
        public void read(long next, long logEnd) {
            member.life()
                    .run(
                            () -> {
                                fetching = false;
                                if (has(place) && !place.isLettingGo) {
                                    member.ledger()
                                            .progress()
                                            .processed(
                                                    member.tenant(),
                                                    place.partition,
                                                    position,
                                                    next);
                                    place.position = next;
                                    foundNothing = next > position ? 0 : foundNothing + 1;
                                }
                                pollLater();
                            });
        }

        @Override
        public void failed(ErrorCode error) {
            if (!Retry.isRefreshedByReader(error) && !isOfThePast(error)) {
                throw member.world()
                        .breach(
                                Breach.of(
                                        "unreadable-partition",
                                        "Every partition can be read from a committed offset",
                                        place + ": " + error,
                                        place.partition.toString()));
            }
            again();
        }

        /**
         * A leader that has been replaced without knowing has not got what was committed since: to
         * a member that does not know either it says so (KIP-320).
         */
        private boolean isOfThePast(ErrorCode error) {
            return error == ErrorCode.OFFSET_OUT_OF_RANGE
                    && !member.ledger().leadership().leads(from, place.partition);
        }

        @Override
        public void lost() {
            again();
        }

        private void again() {
            member.life()
                    .run(
                            () -> {
                                fetching = false;
                                member.client().refresh();
                                member.life().backOff(Consumption.this::poll);
                            });
        }
    }
}
