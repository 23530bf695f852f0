package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Response;

/** A member's commits, from time to time and for the last time, and where its group goes on. */
final class Commits {
    private static final long GAP_US_MIN = 60_000;
    private static final long GAP_US_MAX = 250_000;
    // How long a last commit is tried: shorter than what others wait for.
    private static final long PATIENCE_US = 1_200_000;

    private final Member member;
    private final Consumption consumption;
    private @Nullable Membership membership;
    private boolean stopped;
    private boolean fetchingOffsets;
    private int underWay;

    Commits(Member member, Consumption consumption) {
        this.member = member;
        this.consumption = consumption;
    }

    void begin(Membership its) {
        membership = its;
        commitLater();
    }

    void stop() {
        stopped = true;
    }

    boolean isUnderWay() {
        return underWay > 0;
    }

    /** Asks where the group goes on in the partitions of which that is not known. */
    void fetchOffsets() {
        if (!fetchingOffsets) {
            fetchingOffsets = true;
            askForOffsets();
        }
    }

    /** Commits until it is acknowledged or refused, or until it has taken too long. */
    void commitFinally(List<Place> places, Runnable then) {
        attemptLast(places, then, member.world().nowUs() + PATIENCE_US);
    }

    private void commitLater() {
        member.life().later(GAP_US_MIN, GAP_US_MAX, this::commitAll);
    }

    private void commitAll() {
        if (stopped) {
            return;
        }
        List<Place> dirty = new ArrayList<>();
        for (Place place : consumption.places()) {
            if (!place.isLettingGo && place.position > place.committed) {
                dirty.add(place);
            }
        }
        if (dirty.isEmpty()) {
            commitLater();
        } else {
            send(dirty, error -> commitLater());
        }
    }

    private void attemptLast(List<Place> places, Runnable then, long untilUs) {
        List<Place> dirty =
                places.stream()
                        .filter(p -> consumption.has(p) && p.position > p.committed)
                        .toList();
        if (dirty.isEmpty() || member.world().nowUs() >= untilUs) {
            then.run();
            return;
        }
        send(
                dirty,
                error -> {
                    boolean again =
                            error == ErrorCode.NETWORK_EXCEPTION
                                    || error == ErrorCode.NOT_COORDINATOR
                                    || error == ErrorCode.COORDINATOR_NOT_AVAILABLE
                                    || error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
                                    || error == ErrorCode.REQUEST_TIMED_OUT
                                    || error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
                    if (again) {
                        member.life().backOff(() -> attemptLast(places, then, untilUs));
                    } else {
                        then.run();
                    }
                });
    }

    /** What becomes of a commit: the first error, or none. */
    private interface After {
        void ended(ErrorCode error);
    }

    private void send(List<Place> places, After after) {
        Membership its = Objects.requireNonNull(membership);
        int epoch = its.epoch();
        if (its.memberId().isEmpty() || epoch < 0) {
            after.ended(ErrorCode.UNKNOWN_MEMBER_ID);
            return;
        }
        Map<String, List<OffsetCommit.Partition>> byTopic = new LinkedHashMap<>();
        Map<TopicPartition, Sent> sent = new LinkedHashMap<>();
        for (Place place : places) {
            TopicPartition partition = place.partition;
            byTopic.computeIfAbsent(partition.topic(), t -> new ArrayList<>())
                    .add(
                            new OffsetCommit.Partition(
                                    partition.partition(), place.position, -1, null));
            CommitClaims.Write write =
                    member.ledger().commits().sending(member.groupId(), partition, place.position);
            sent.put(partition, new Sent(place, write));
        }
        List<OffsetCommit.Topic> topics = new ArrayList<>();
        byTopic.forEach(
                (topic, partitions) ->
                        topics.add(new OffsetCommit.Topic(TopicRef.named(topic), partitions)));
        OffsetCommit.Request request =
                new OffsetCommit.Request(
                        member.groupId(),
                        epoch,
                        its.memberId(),
                        member.instanceId(),
                        -1,
                        true,
                        topics);
        underWay++;
        member.coordinator().ask(member.life(), request, new Committed(its, epoch, sent, after));
    }

    private record Sent(Place place, CommitClaims.Write write) {}

    private final class Committed implements CoordinatorLink.Outcome {
        private final Membership its;
        private final int epoch;
        private final Map<TopicPartition, Sent> sent;
        private final After after;

        Committed(Membership its, int epoch, Map<TopicPartition, Sent> sent, After after) {
            this.its = its;
            this.epoch = epoch;
            this.sent = sent;
            this.after = after;
        }

        @Override
        public void answered(Response response, NodeId by, long sentUs) {
            underWay--;
            OffsetCommit.Response committed = member.as(OffsetCommit.Response.class, response);
            ErrorCode first = ErrorCode.NONE;
            // A majority of the claims is about the moment of the answer.
            member.ledger().leadership().isCoordinator(by, member.groupId());
            for (OffsetCommit.TopicResult topic : committed.topics()) {
                String name = topic.topic() instanceof TopicRef.Named named ? named.name() : "";
                for (OffsetCommit.PartitionResult result : topic.partitions()) {
                    Sent one = sent.get(new TopicPartition(name, result.partition()));
                    if (one == null) {
                        throw member.wrong("OffsetCommit", response);
                    }
                    settle(one, result.error(), sentUs);
                    first = first == ErrorCode.NONE ? result.error() : first;
                }
            }
            after.ended(first);
        }

        @Override
        public void lost(String why) {
            underWay--;
            sent.values().forEach(one -> one.write.lost());
            after.ended(ErrorCode.NETWORK_EXCEPTION);
        }

        private void settle(Sent one, ErrorCode error, long sentUs) {
            switch (error) {
                case NONE -> {
                    Place place = one.place;
                    member.ledger().commits().acknowledged(one.write);
                    member.ledger()
                            .owners()
                            .committed(member.tenant(), place.partition, place.fromUs, sentUs);
                    place.committed = Math.max(place.committed, one.write.offset);
                }
                case ILLEGAL_GENERATION,
                        UNKNOWN_MEMBER_ID,
                        STALE_MEMBER_EPOCH,
                        FENCED_INSTANCE_ID,
                        REBALANCE_IN_PROGRESS,
                        GROUP_ID_NOT_FOUND -> {
                    one.write.refused();
                    member.ledger().tally().fenced();
                    its.refused(error, epoch);
                }
                case COORDINATOR_LOAD_IN_PROGRESS, UNKNOWN_TOPIC_OR_PARTITION ->
                        one.write.refused();
                // Told too of what was appended, when the coordinator is replaced in between.
                case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, REQUEST_TIMED_OUT -> {
                    one.write.lost();
                    member.coordinator().isTheCoordinators(error);
                }
                default -> throw member.wrong("OffsetCommit", error);
            }
        }
    }

    private void askForOffsets() {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        List<Place> unknown = new ArrayList<>();
        for (Place place : consumption.places()) {
            if (place.position < 0) {
                unknown.add(place);
                byTopic.computeIfAbsent(place.partition.topic(), t -> new ArrayList<>())
                        .add(place.partition.partition());
            }
        }
        if (unknown.isEmpty()) {
            fetchingOffsets = false;
            return;
        }
        List<OffsetFetch.Topic> topics = new ArrayList<>();
        byTopic.forEach(
                (name, partitions) ->
                        topics.add(new OffsetFetch.Topic(TopicRef.named(name), partitions)));
        Membership its = Objects.requireNonNull(membership);
        boolean named = its.isOfConsumerProtocol();
        OffsetFetch.Group group =
                new OffsetFetch.Group(
                        member.groupId(),
                        named ? its.memberId() : null,
                        named ? its.epoch() : -1,
                        topics);
        underWay++;
        member.coordinator()
                .ask(
                        member.life(),
                        new OffsetFetch.Request(List.of(group), true),
                        new CoordinatorLink.Outcome() {
                            @Override
                            public void answered(Response response, NodeId by, long sentUs) {
                                underWay--;
                                OffsetFetch.GroupResult result =
                                        member.as(OffsetFetch.Response.class, response)
                                                .groups()
                                                .get(0);
                                boolean proves =
                                        member.ledger()
                                                .leadership()
                                                .isCoordinator(by, member.groupId());
                                if (result.error() == ErrorCode.NONE) {
                                    take(result, unknown, proves ? sentUs : -1);
                                } else {
                                    refused(result.error());
                                }
                            }

                            @Override
                            public void lost(String why) {
                                underWay--;
                                member.life().backOff(Commits.this::askForOffsets);
                            }
                        });
    }

    private void refused(ErrorCode error) {
        boolean known =
                member.coordinator().isTheCoordinators(error)
                        || error == ErrorCode.UNKNOWN_MEMBER_ID
                        || error == ErrorCode.STALE_MEMBER_EPOCH
                        || error == ErrorCode.GROUP_ID_NOT_FOUND
                        || error == ErrorCode.UNSTABLE_OFFSET_COMMIT;
        if (!known) {
            throw member.wrong("OffsetFetch", error);
        }
        member.life().backOff(this::askForOffsets);
    }

    /**
     * @param begunUs when it was asked for; negative when the answer proves nothing
     */
    private void take(OffsetFetch.GroupResult result, List<Place> asked, long begunUs) {
        for (OffsetFetch.TopicResult topic : result.topics()) {
            for (OffsetFetch.PartitionResult each : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.name(), each.partition());
                if (each.error() != ErrorCode.NONE) {
                    refused(each.error());
                    return;
                }
                for (Place place : asked) {
                    if (place.partition.equals(partition) && place.position < 0) {
                        starts(place, each.offset());
                    }
                }
                if (begunUs >= 0) {
                    member.ledger()
                            .commits()
                            .read(member.groupId(), partition, each.offset(), begunUs);
                }
            }
        }
        askForOffsets();
    }

    private void starts(Place place, long offset) {
        if (consumption.has(place)) {
            place.committed = offset;
            place.position = Math.max(0, offset);
            member.ledger().progress().starts(member.tenant(), place.partition, place.position);
        }
    }
}
