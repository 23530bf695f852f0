package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Answer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.OffsetView;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.ListGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * A stand-in for layer 4 that has the least of everything that a runtime has to cope with: each
 * group is a register of offsets. Whoever joins waits until somebody leaves, or for ten seconds.
 */
final class RegisterGroups implements GroupsLayer {
    static final long JOIN_MS = 10_000;
    // So long after a coordinator is loaded something is due.
    static final long LOADED_MS = 700;

    /** All that were made, in their order. */
    final List<Register> made = new ArrayList<>();

    @Nullable GroupSettings settings;
    @Nullable TopicsView topics;

    @Override
    public Assignors assignors() {
        throw new AssertionError("nobody shares out");
    }

    @Override
    public GroupCoordinator newCoordinator(GroupsSpec spec) {
        settings = spec.settings();
        topics = spec.topics();
        Register register = new Register();
        made.add(register);
        return register;
    }

    /** Those of the partitions that are led now, or were. */
    static final class Register implements GroupCoordinator {
        private record Joining(String groupId, long waiter, long untilMs) {}

        final Map<String, Map<String, Long>> offsets = new TreeMap<>();
        final List<ErrorCode> refusals = new ArrayList<>();
        final List<GroupCommand> told = new ArrayList<>();
        private final List<Joining> joining = new ArrayList<>();
        long loadedMs = -1;
        // When something was due that the loading had brought about; -1 before.
        long dueMs = -1;
        long applied;
        // What it was told of transactions, and of what is committed.
        final List<String> transactions = new ArrayList<>();
        final List<Long> committed = new ArrayList<>();
        // Whether it was ever told that something is committed that it had not applied.
        boolean unapplied;

        @Override
        public Decision<GroupRecord, List<Answer>> decide(GroupCommand command, long nowMs) {
            return switch (command) {
                case GroupCommand.Asked asked -> decide(asked.waiter(), asked.request(), nowMs);
                default -> {
                    told.add(command);
                    yield GroupCoordinator.nothing();
                }
            };
        }

        private Decision<GroupRecord, List<Answer>> decide(
                long waiter, Request request, long nowMs) {
            return switch (request) {
                case OffsetCommit.Request r ->
                        new Decision<>(
                                events(r), answer(waiter, OffsetCommit.failed(r, ErrorCode.NONE)));
                case OffsetFetch.Request r -> seen(waiter, fetch(r));
                case Heartbeat.Request any -> seen(waiter, new Heartbeat.Response(ErrorCode.NONE));
                case ListGroups.Request any ->
                        seen(
                                waiter,
                                new ListGroups.Response(
                                        ErrorCode.NONE,
                                        offsets.keySet().stream()
                                                .map(g -> new ListGroups.Group(g, "", "Empty", ""))
                                                .toList()));
                case DeleteGroups.Request r ->
                        seen(
                                waiter,
                                new DeleteGroups.Response(
                                        r.groups().stream()
                                                .map(g -> new DeleteGroups.Result(g, deleted(g)))
                                                .toList()));
                case JoinGroup.Request r -> {
                    joining.add(new Joining(r.groupId(), waiter, nowMs + JOIN_MS));
                    yield GroupCoordinator.nothing();
                }
                case LeaveGroup.Request any -> leave(waiter);
                default -> throw new AssertionError("not asked here: " + request);
            };
        }

        private ErrorCode deleted(String group) {
            return offsets.containsKey(group) ? ErrorCode.NON_EMPTY_GROUP : ErrorCode.NONE;
        }

        private Decision<GroupRecord, List<Answer>> leave(long waiter) {
            List<Answer> answers = new ArrayList<>();
            for (Joining one : joining) {
                answers.add(new Answer(one.waiter(), joined(ErrorCode.NONE)));
            }
            joining.clear();
            answers.add(new Answer(waiter, new LeaveGroup.Response(ErrorCode.NONE, List.of())));
            return new Decision<>(List.of(), answers);
        }

        private static JoinGroup.Response joined(ErrorCode error) {
            return JoinGroup.Response.failed(error, "member");
        }

        private static Decision<GroupRecord, List<Answer>> seen(long waiter, Response response) {
            return new Decision<>(List.of(), answer(waiter, response));
        }

        private static List<Answer> answer(long waiter, Response response) {
            return List.of(new Answer(waiter, response));
        }

        private static List<GroupRecord> events(OffsetCommit.Request request) {
            List<GroupRecord> events = new ArrayList<>();
            for (OffsetCommit.Topic topic : request.topics()) {
                String name = ((TopicRef.Named) topic.topic()).name();
                for (OffsetCommit.Partition p : topic.partitions()) {
                    String metadata = p.metadata();
                    events.add(
                            new GroupRecord(
                                    new GroupKey.Offset(request.groupId(), name, p.partition()),
                                    new GroupValue.Offset(
                                            p.offset(),
                                            -1,
                                            metadata == null ? "" : metadata,
                                            0,
                                            -1,
                                            TopicId.ZERO)));
                }
            }
            return events;
        }

        private OffsetFetch.Response fetch(OffsetFetch.Request request) {
            return new OffsetFetch.Response(request.groups().stream().map(this::fetch).toList());
        }

        private OffsetFetch.GroupResult fetch(OffsetFetch.Group group) {
            Map<String, Long> known = offsets.getOrDefault(group.groupId(), Map.of());
            List<OffsetFetch.PartitionResult> results = new ArrayList<>();
            known.forEach(
                    (key, offset) ->
                            results.add(
                                    new OffsetFetch.PartitionResult(
                                            0, offset, -1, key, ErrorCode.NONE)));
            return new OffsetFetch.GroupResult(
                    group.groupId(),
                    ErrorCode.NONE,
                    List.of(new OffsetFetch.TopicResult("t", TopicId.ZERO, results)));
        }

        @Override
        public void apply(long offset, GroupRecord event) {
            if (loadedMs < 0 && offset < applied) {
                throw new AssertionError("applied again: " + offset);
            }
            applied = offset + 1;
            GroupKey.Offset key = (GroupKey.Offset) event.key();
            GroupValue.Offset value = (GroupValue.Offset) event.value();
            if (value == null) {
                throw new AssertionError("a tombstone: " + key);
            }
            offsets.computeIfAbsent(key.groupId(), any -> new LinkedHashMap<>())
                    .put(key.topic() + "-" + key.partition(), value.offset());
        }

        @Override
        public void applyInTransaction(long offset, long producerId, GroupRecord event) {
            transactions.add(offset + ": " + producerId + " writes of " + event.key().groupId());
            applied = offset + 1;
        }

        @Override
        public void transactionEnded(long offset, long producerId, boolean committed) {
            transactions.add(offset + ": " + producerId + (committed ? " commits" : " aborts"));
            applied = offset + 1;
        }

        @Override
        public void loaded(long nowMs) {
            loadedMs = nowMs;
        }

        @Override
        public void committed(long endOffset) {
            if (loadedMs < 0) {
                throw new AssertionError("told before it is loaded");
            }
            unapplied |= applied < endOffset;
            committed.add(endOffset);
        }

        @Override
        public long nextDueMs() {
            long joinedMs = joining.isEmpty() ? Long.MAX_VALUE : joining.get(0).untilMs();
            return dueMs < 0 ? Math.min(joinedMs, loadedMs + LOADED_MS) : joinedMs;
        }

        @Override
        public @Nullable Decision<GroupRecord, List<Answer>> due(long nowMs) {
            if (nextDueMs() > nowMs) {
                return null;
            }
            if (dueMs < 0 && loadedMs + LOADED_MS <= nowMs) {
                dueMs = nowMs;
                return GroupCoordinator.nothing();
            }
            Joining late = joining.remove(0);
            return new Decision<>(
                    List.of(), answer(late.waiter(), joined(ErrorCode.REBALANCE_IN_PROGRESS)));
        }

        @Override
        public void refused(List<GroupRecord> events, ErrorCode error, long nowMs) {
            refusals.add(error);
        }

        @Override
        public List<GroupView> groups() {
            return List.of();
        }

        @Override
        public List<OffsetView> offsets(String groupId) {
            return List.of();
        }
    }

    /** One broker on these groups. */
    BrokerWorld world(Map<String, String> properties) {
        Layers layers =
                Layers.load(RegisterGroups.class.getClassLoader())
                        .with(Layers.Layer.GROUPS, "test", this);
        return new BrokerWorld(
                new LinkedHashMap<>(properties), new MemoryStorage(), layers, 1_700_000_000_000L);
    }
}
