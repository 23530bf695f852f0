package strata.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.Trace;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupView.MemberView;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.OffsetView;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.lessons.Lesson;
import strata.sim.SeededRandom;

/**
 * A coordinator, and what the broker is to it: a log to which each decision is appended and then
 * applied, or which refuses it; a clock; and those who wait for an answer. A new one has heard no
 * {@code loaded} yet.
 */
public final class TestShard {
    private static final long WALL_AHEAD_MS = 1_700_000_000_000L;

    /** Null where there is none: a prediction. */
    public final @Nullable Lesson lesson;

    public final TestTopics topics;
    public final List<GroupRecord> log = new ArrayList<>();
    public final GroupCoordinator coordinator;
    public long nowMs = 1_000;

    /** What the next decision that stores something is refused with; null for nothing. */
    public @Nullable ErrorCode refusal;

    /** Whether nothing was stored since something was refused. */
    public boolean hasRefused;

    private final GroupSettings settings;
    private final Map<Long, Response> answers = new LinkedHashMap<>();

    // Who was told an error, as the decision could not be stored.
    private final Map<Long, ErrorCode> refusals = new LinkedHashMap<>();

    // What a test calls members whose ids are drawn.
    private final Map<String, String> names = new LinkedHashMap<>();
    private long lastWaiter;

    // Of the ids that it draws: each node draws others.
    private final long seed;

    public TestShard(@Nullable Lesson lesson) {
        this(lesson, new TestTopics(), GroupSettings.DEFAULT);
    }

    public TestShard(@Nullable Lesson lesson, TestTopics topics, GroupSettings settings) {
        this(lesson, topics, settings, 1);
    }

    private TestShard(
            @Nullable Lesson lesson, TestTopics topics, GroupSettings settings, long seed) {
        this.lesson = lesson;
        this.topics = topics;
        this.settings = settings;
        this.seed = seed;
        this.coordinator =
                new CoordinatedGroupsLayer().newCoordinator(spec(topics, settings, seed));
    }

    public static GroupsSpec spec(TestTopics topics, GroupSettings settings, long seed) {
        return new GroupsSpec(
                settings, topics, TopicPatterns.UNSUPPORTED, new SeededRandom(seed), Trace.NONE);
    }

    /** Another node takes over: all that it has is the log. */
    public TestShard takenOver() {
        return takenOver(settings);
    }

    /** Another node takes over, which is configured otherwise. */
    public TestShard takenOver(GroupSettings newSettings) {
        TestShard other = replayed(log, newSettings);
        other.coordinator.loaded(nowMs);
        return other;
    }

    /** Another node that has applied these records, and knows no more of it. */
    public TestShard replayed(List<GroupRecord> records) {
        return replayed(records, settings);
    }

    private TestShard replayed(List<GroupRecord> records, GroupSettings newSettings) {
        TestShard other = new TestShard(lesson, topics, newSettings, seed + 1);
        other.mustKnowNothingOf(records);
        other.names.putAll(names);
        other.nowMs = nowMs;
        other.lastWaiter = lastWaiter;
        records.forEach(other::append);
        return other;
    }

    /** Each node has a memory of its own: before it has read the log, it is empty. */
    private void mustKnowNothingOf(List<GroupRecord> records) {
        Set<String> known = new LinkedHashSet<>(shown());
        for (GroupRecord record : records) {
            if (record.key() instanceof GroupKey.Offset key) {
                String offsets = offsets(key.groupId());
                if (!offsets.equals("none")) {
                    known.add(key.groupId() + ": " + offsets);
                }
            }
        }
        if (!known.isEmpty()) {
            throw broken("what a coordinator knows that has read nothing", "nothing", "" + known);
        }
    }

    public long wallMs() {
        return WALL_AHEAD_MS + nowMs;
    }

    /** Asks, and says who waits now. */
    public long ask(Request request) {
        return ask(request, ClientInfo.ANONYMOUS);
    }

    public long ask(Request request, ClientInfo client) {
        long waiter = ++lastWaiter;
        make(decide(waiter, request, client));
        return waiter;
    }

    /** What would be decided; {@link #make} makes it so. */
    public Decision<GroupRecord, List<Answer>> decide(
            long waiter, Request request, ClientInfo client) {
        return coordinator.decide(new GroupCommand.Asked(waiter, client, request, wallMs()), nowMs);
    }

    public long nextWaiter() {
        return ++lastWaiter;
    }

    /** A decision is stored and applied, or refused; whom it answers is told. */
    public void make(Decision<GroupRecord, List<Answer>> decision) {
        ErrorCode error = decision.events().isEmpty() ? null : refusal;
        if (error == null) {
            decision.events().forEach(this::append);
            hasRefused &= decision.events().isEmpty();
        } else {
            refusal = null;
            hasRefused = true;
            coordinator.refused(decision.events(), error, nowMs);
        }
        for (Answer answer : decision.response()) {
            boolean first = !isAnswered(answer.waiter());
            if (!first) {
                throw broken("answers to one who asked", "one", "two: " + answer);
            }
            if (error == null) {
                answers.put(answer.waiter(), answer.response());
            } else {
                refusals.put(answer.waiter(), error);
            }
        }
    }

    /** A record is stored and applied. */
    public void append(GroupRecord record) {
        coordinator.apply(log.size(), record);
        log.add(record);
    }

    /** Lets time go by: what is due meanwhile happens when it is due. */
    public void pass(long ms) {
        long endMs = nowMs + ms;
        int decisions = 0;
        while (coordinator.nextDueMs() <= endMs && decisions < 10_000) {
            nowMs = Math.max(nowMs, coordinator.nextDueMs());
            Decision<GroupRecord, List<Answer>> decision = coordinator.due(nowMs);
            decisions++;
            while (decision != null && decisions++ < 10_000) {
                make(decision);
                decision = coordinator.due(nowMs);
            }
        }
        if (decisions >= 10_000) {
            throw broken("what is due within " + ms + " ms", "an end of it", "none");
        }
        nowMs = endMs;
    }

    public boolean isAnswered(long waiter) {
        return answers.containsKey(waiter) || refusals.containsKey(waiter);
    }

    private AssertionError broken(String what, String right, String got) {
        if (lesson != null) {
            throw lesson.fail(what, right, got);
        }
        return new AssertionError(what + ": expected " + right + ", got " + got);
    }

    /** What was answered; it is an error of the lesson when nothing was. */
    public <R extends Response> R answer(long waiter, Class<R> type) {
        Response response = answers.get(waiter);
        if (!type.isInstance(response)) {
            ErrorCode error = refusals.get(waiter);
            String right = "one to " + type.getEnclosingClass().getSimpleName();
            throw broken("the answer", right, error == null ? "" + response : "" + error);
        }
        return type.cast(response);
    }

    /** What was answered; null for nothing yet, or an error as it could not be stored. */
    public @Nullable Response answerIfAny(long waiter) {
        return answers.get(waiter);
    }

    /** The error that somebody was told whose decision could not be stored; null for none. */
    public @Nullable ErrorCode refusedWith(long waiter) {
        return refusals.get(waiter);
    }

    /** Asks, and is answered at once. */
    public <R extends Response> R ask(Request request, Class<R> type) {
        return answer(ask(request), type);
    }

    /**
     * Somebody commits an offset of a partition of {@code orders} in {@link TestPeer#GROUP}.
     *
     * @param generation or member epoch; -1 for who is no member
     */
    public ErrorCode commit(
            int generation,
            String memberId,
            @Nullable String instanceId,
            int partition,
            long offset) {
        OffsetCommit.Topic topic =
                new OffsetCommit.Topic(
                        TopicRef.named("orders"),
                        List.of(new OffsetCommit.Partition(partition, offset, -1, null)));
        return ask(
                        new OffsetCommit.Request(
                                TestPeer.GROUP,
                                generation,
                                memberId,
                                instanceId,
                                -1,
                                true,
                                List.of(topic)),
                        OffsetCommit.Response.class)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    public @Nullable GroupView group(String groupId) {
        for (GroupView group : coordinator.groups()) {
            if (group.groupId().equals(groupId)) {
                return group;
            }
        }
        return null;
    }

    /** A group as text: {@code Stable in 3; ann: orders-0; bob: nothing}; {@code none}. */
    public String shown(String groupId) {
        GroupView group = group(groupId);
        if (group == null) {
            return "none";
        }
        Set<String> members = new LinkedHashSet<>();
        group.members().stream()
                .map(member -> name(member.memberId()) + ": " + list(member.owned()))
                .sorted()
                .forEach(members::add);
        String text = group.state() + " in " + group.epoch();
        return members.isEmpty() ? text : text + "; " + String.join("; ", members);
    }

    private static String list(List<?> values) {
        return values.isEmpty()
                ? "nothing"
                : String.join(" ", values.stream().map(Object::toString).toList());
    }

    /** All that is known of groups and offsets, one line a group. */
    public List<String> shown() {
        List<String> lines = new ArrayList<>();
        for (GroupView group : coordinator.groups()) {
            lines.add(copied(group) + " " + offsets(group.groupId()));
        }
        return lines;
    }

    // What counts in a list is what is in it, not what it says of itself.
    private static GroupView copied(GroupView group) {
        List<MemberView> members = new ArrayList<>();
        for (MemberView member : group.members()) {
            members.add(
                    new MemberView(
                            member.memberId(),
                            member.instanceId(),
                            member.epoch(),
                            List.copyOf(member.owned()),
                            List.copyOf(member.target())));
        }
        return new GroupView(
                group.groupId(),
                group.type(),
                group.state(),
                group.epoch(),
                group.assignmentEpoch(),
                members);
    }

    /** The committed offsets of a group: {@code orders-0: 5, orders-1: 7}; {@code none}. */
    public String offsets(String groupId) {
        List<String> texts = new ArrayList<>();
        for (OffsetView offset : coordinator.offsets(groupId)) {
            texts.add(offset.partition() + ": " + offset.offset());
        }
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }

    /** From now on a member is called so. */
    void call(String memberId, String name) {
        names.put(memberId, name);
    }

    /** What a member is called; its id for one that the test does not know. */
    public String name(@Nullable String memberId) {
        return memberId == null ? "nobody" : names.getOrDefault(memberId, memberId);
    }

    /**
     * A log after compaction: of the records before a point the last one of each key, and no
     * tombstones if those are old enough; from there on all.
     */
    public static List<GroupRecord> compacted(
            List<GroupRecord> log, int cleanTo, boolean tombstonesGo) {
        Map<GroupKey, Integer> last = new LinkedHashMap<>();
        for (int at = 0; at < cleanTo; at++) {
            last.put(log.get(at).key(), at);
        }
        List<GroupRecord> left = new ArrayList<>();
        for (int at = 0; at < log.size(); at++) {
            GroupRecord record = log.get(at);
            boolean clean = at < cleanTo;
            boolean isLast = !clean || Objects.equals(last.get(record.key()), at);
            if (isLast && !(clean && tombstonesGo && record.value() == null)) {
                left.add(record);
            }
        }
        return left;
    }

    /** Some form of a log that compaction may leave. */
    public static List<GroupRecord> compacted(List<GroupRecord> log, SplittableRandom random) {
        return compacted(log, random.nextInt(log.size() + 1), random.nextBoolean());
    }
}
