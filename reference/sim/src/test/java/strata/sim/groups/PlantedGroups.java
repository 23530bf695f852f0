package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import strata.kernel.Answer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignor;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.OffsetView;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;

/** Layer 4 with one mistake. */
record PlantedGroups(GroupsLayer right, Mistake mistake) implements GroupsLayer {
    /** What is wrong. */
    enum Mistake {
        /** Each member of a classic group is given all that anybody was given. */
        GIVES_TWICE,
        /** The coordinator tells each member of the consumer protocol to read everything. */
        TELLS_ALL_TO_READ_ALL,
        /** Who is refused a commit is told that all is well. */
        WELCOMES_ZOMBIES,
        /** Committed offsets that are asked for are those of before. */
        REMEMBERS_THE_LAST_BUT_ONE,
        /** What was committed is told to be nowhere. */
        FORGETS_COMMITS,
        /** Committed offsets are told to be greater than they are. */
        JUMPS_AHEAD,
        /** Who waits for an assignment is not answered. */
        ANSWERS_NO_SYNC,
        /** Heartbeats of the consumer protocol bring no assignment. */
        TELLS_NO_ASSIGNMENT,
        /** One member gets everything. */
        GIVES_ALL_TO_ONE,
        /** Members hand their partitions round. */
        TURNS_ROUND,
        /** A coordinator that loads drops every seventh commit. */
        REPLAYS_BADLY
    }

    @Override
    public Assignors assignors() {
        Assignors rightly = right.assignors();
        return switch (mistake) {
            case GIVES_ALL_TO_ONE, TURNS_ROUND -> new PlantedAssignors(rightly, mistake);
            default -> rightly;
        };
    }

    @Override
    public GroupCoordinator newCoordinator(GroupsSpec spec) {
        return new Planted(right.newCoordinator(spec), mistake);
    }

    /** A coordinator with the mistake. */
    private static final class Planted implements GroupCoordinator {
        private final GroupCoordinator coordinator;
        private final Mistake mistake;
        // Of each generation all that was given.
        private final Map<String, List<TopicPartition>> given = new LinkedHashMap<>();
        private final Map<GroupKey, Long> before = new LinkedHashMap<>();
        private final Map<GroupKey, Long> now = new LinkedHashMap<>();
        private boolean isLoading = true;
        private int replayed;

        Planted(GroupCoordinator coordinator, Mistake mistake) {
            this.coordinator = coordinator;
            this.mistake = mistake;
        }

        @Override
        public Decision<GroupRecord, List<Answer>> decide(GroupCommand command, long nowMs) {
            if (command instanceof GroupCommand.Asked asked
                    && asked.request() instanceof SyncGroup.Request sync
                    && !sync.assignments().isEmpty()) {
                List<TopicPartition> all = new ArrayList<>();
                sync.assignments()
                        .forEach(
                                a ->
                                        all.addAll(
                                                ConsumerProtocol.assignment(a.assignment())
                                                        .partitions()));
                given.put(sync.groupId(), all);
            }
            return altered(coordinator.decide(command, nowMs), command);
        }

        @Override
        public void apply(long offset, GroupRecord event) {
            if (event.key() instanceof GroupKey.Offset
                    && event.value() instanceof GroupValue.Offset value) {
                if (isLoading && mistake == Mistake.REPLAYS_BADLY && ++replayed % 7 == 0) {
                    return;
                }
                Long old = now.put(event.key(), value.offset());
                if (old != null && old != value.offset()) {
                    before.put(event.key(), old);
                }
            }
            coordinator.apply(offset, event);
        }

        @Override
        public void applyInTransaction(long offset, long producerId, GroupRecord event) {
            coordinator.applyInTransaction(offset, producerId, event);
        }

        @Override
        public void transactionEnded(long offset, long producerId, boolean committed) {
            coordinator.transactionEnded(offset, producerId, committed);
        }

        @Override
        public void loaded(long nowMs) {
            isLoading = false;
            coordinator.loaded(nowMs);
        }

        @Override
        public long nextDueMs() {
            return coordinator.nextDueMs();
        }

        @Override
        public @Nullable Decision<GroupRecord, List<Answer>> due(long nowMs) {
            Decision<GroupRecord, List<Answer>> due = coordinator.due(nowMs);
            return due == null ? null : altered(due, new GroupCommand.Expire(0));
        }

        @Override
        public void refused(List<GroupRecord> events, ErrorCode error, long nowMs) {
            coordinator.refused(events, error, nowMs);
        }

        @Override
        public List<GroupView> groups() {
            return coordinator.groups();
        }

        @Override
        public List<OffsetView> offsets(String groupId) {
            return coordinator.offsets(groupId);
        }

        private Decision<GroupRecord, List<Answer>> altered(
                Decision<GroupRecord, List<Answer>> decision, GroupCommand command) {
            List<Answer> answers = new ArrayList<>();
            for (Answer answer : decision.response()) {
                Response response = altered(answer.response(), command);
                if (response != null) {
                    answers.add(new Answer(answer.waiter(), response));
                }
            }
            return new Decision<>(decision.events(), answers);
        }

        private @Nullable Response altered(Response response, GroupCommand command) {
            return switch (response) {
                case SyncGroup.Response sync -> altered(sync, command);
                case ConsumerGroupHeartbeat.Response beat -> altered(beat);
                case OffsetCommit.Response commit when mistake == Mistake.WELCOMES_ZOMBIES ->
                        welcoming(commit);
                case OffsetFetch.Response fetch -> altered(fetch);
                default -> response;
            };
        }

        private @Nullable Response altered(SyncGroup.Response sync, GroupCommand command) {
            if (sync.error() != ErrorCode.NONE) {
                return sync;
            }
            if (mistake == Mistake.ANSWERS_NO_SYNC) {
                return null;
            }
            if (mistake == Mistake.GIVES_TWICE
                    && command instanceof GroupCommand.Asked asked
                    && asked.request() instanceof SyncGroup.Request by) {
                List<TopicPartition> all = given.getOrDefault(by.groupId(), List.of());
                return new SyncGroup.Response(
                        ErrorCode.NONE,
                        sync.protocolType(),
                        sync.protocol(),
                        ConsumerProtocol.encode(new ConsumerProtocol.Assignment(all, null)));
            }
            return sync;
        }

        private Response altered(ConsumerGroupHeartbeat.Response beat) {
            if (mistake == Mistake.TELLS_NO_ASSIGNMENT) {
                return with(beat, null);
            }
            if (mistake == Mistake.TELLS_ALL_TO_READ_ALL && beat.assignment() != null) {
                Map<String, ConsumerGroupHeartbeat.TopicPartitions> all = new LinkedHashMap<>();
                for (ConsumerGroupHeartbeat.TopicPartitions topic : beat.assignment()) {
                    all.put(
                            topic.topicId().toString(),
                            new ConsumerGroupHeartbeat.TopicPartitions(
                                    topic.topicId(), List.of(0, 1)));
                }
                return with(beat, new ArrayList<>(all.values()));
            }
            return beat;
        }

        private static Response with(
                ConsumerGroupHeartbeat.Response beat,
                @Nullable List<ConsumerGroupHeartbeat.TopicPartitions> assignment) {
            return new ConsumerGroupHeartbeat.Response(
                    beat.error(),
                    beat.message(),
                    beat.memberId(),
                    beat.memberEpoch(),
                    beat.heartbeatIntervalMs(),
                    assignment);
        }

        private static Response welcoming(OffsetCommit.Response commit) {
            List<OffsetCommit.TopicResult> topics = new ArrayList<>();
            for (OffsetCommit.TopicResult topic : commit.topics()) {
                topics.add(
                        new OffsetCommit.TopicResult(
                                topic.topic(),
                                topic.partitions().stream()
                                        .map(
                                                p ->
                                                        new OffsetCommit.PartitionResult(
                                                                p.partition(), ErrorCode.NONE))
                                        .toList()));
            }
            return new OffsetCommit.Response(topics);
        }

        private Response altered(OffsetFetch.Response fetch) {
            List<OffsetFetch.GroupResult> groups = new ArrayList<>();
            for (OffsetFetch.GroupResult group : fetch.groups()) {
                List<OffsetFetch.TopicResult> topics = new ArrayList<>();
                for (OffsetFetch.TopicResult topic : group.topics()) {
                    topics.add(
                            new OffsetFetch.TopicResult(
                                    topic.name(),
                                    topic.id(),
                                    topic.partitions().stream()
                                            .map(p -> altered(group.groupId(), topic.name(), p))
                                            .toList()));
                }
                groups.add(new OffsetFetch.GroupResult(group.groupId(), group.error(), topics));
            }
            return new OffsetFetch.Response(groups);
        }

        private OffsetFetch.PartitionResult altered(
                String group, String topic, OffsetFetch.PartitionResult result) {
            if (result.offset() < 0) {
                return result;
            }
            GroupKey key = new GroupKey.Offset(group, topic, result.partition());
            long offset =
                    switch (mistake) {
                        case JUMPS_AHEAD -> result.offset() + 1_000;
                        case FORGETS_COMMITS -> -1;
                        case REMEMBERS_THE_LAST_BUT_ONE ->
                                before.getOrDefault(key, result.offset());
                        default -> result.offset();
                    };
            return new OffsetFetch.PartitionResult(
                    result.partition(),
                    offset,
                    result.leaderEpoch(),
                    result.metadata(),
                    result.error());
        }
    }

    /** Assignors with the mistake. */
    private record PlantedAssignors(Assignors right, Mistake mistake) implements Assignors {
        @Override
        public Assignor range() {
            return planted(right.range());
        }

        @Override
        public Assignor roundRobin() {
            return planted(right.roundRobin());
        }

        @Override
        public Assignor sticky() {
            return planted(right.sticky());
        }

        @Override
        public Assignor cooperativeSticky() {
            return planted(right.cooperativeSticky());
        }

        @Override
        public Assignor uniform() {
            return planted(right.uniform());
        }

        @Override
        public Assignor serverRange() {
            return planted(right.serverRange());
        }

        private Assignor planted(Assignor assignor) {
            return new Assignor() {
                @Override
                public String name() {
                    return assignor.name();
                }

                @Override
                public SortedMap<String, List<TopicPartition>> assign(
                        SortedMap<String, Subscription> members,
                        Map<String, Integer> partitionCounts) {
                    return altered(assignor.assign(members, partitionCounts), members.size());
                }
            };
        }

        private SortedMap<String, List<TopicPartition>> altered(
                SortedMap<String, List<TopicPartition>> shares, int members) {
            List<String> ids = new ArrayList<>(shares.keySet());
            SortedMap<String, List<TopicPartition>> others = new TreeMap<>();
            for (int i = 0; i < ids.size(); i++) {
                if (mistake == Mistake.GIVES_ALL_TO_ONE) {
                    List<TopicPartition> all = new ArrayList<>();
                    if (i == 0) {
                        shares.values().forEach(all::addAll);
                        all.sort(Order.OF_PARTITIONS);
                    }
                    others.put(ids.get(i), all);
                } else {
                    // Two hand over what they have; of three everybody keeps it.
                    int from = members == 2 ? 1 - i : i;
                    others.put(ids.get(i), shares.getOrDefault(ids.get(from), List.of()));
                }
            }
            return others;
        }
    }
}
