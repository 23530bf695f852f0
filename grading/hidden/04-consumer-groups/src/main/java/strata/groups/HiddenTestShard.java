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
import strata.kernel.Trace;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.lessons.Lesson;

/**
 * A coordinator with the log of its records, as the broker has it; each is applied at once.
 * Everybody who asks must be answered once.
 */
public final class HiddenTestShard {
    /** What wall time is ahead of monotonic time. */
    public static final long WALL_AHEAD_MS = 1_700_000_000_000L;

    private final Lesson lesson;
    private final GroupSettings settings;
    private final HiddenTestTopics topics;
    private final SplittableRandom random;
    private final List<GroupRecord> log = new ArrayList<>();
    private final Set<Long> waiting = new LinkedHashSet<>();
    private final Map<Long, Response> answers = new LinkedHashMap<>();
    private GroupCoordinator coordinator;
    private long nowMs;
    private long lastWaiter;

    public HiddenTestShard(
            Lesson lesson,
            GroupSettings settings,
            HiddenTestTopics topics,
            SplittableRandom random) {
        this.lesson = lesson;
        this.settings = settings;
        this.topics = topics;
        this.random = random;
        this.nowMs = random.nextInt(1_000_000);
        this.coordinator = fresh();
    }

    /** Kafka's defaults, but for what a test of the classic protocol says. */
    public static GroupSettings classic(int delayMs, int maxSize) {
        return new GroupSettings(
                new GroupSettings.Classic(10, 1_800_000, delayMs, maxSize),
                GroupSettings.Consumer.DEFAULT,
                GroupSettings.Offsets.DEFAULT);
    }

    /** A coordinator that has read nothing, and so knows nothing. */
    public GroupCoordinator fresh() {
        GroupCoordinator fresh =
                new CoordinatedGroupsLayer()
                        .newCoordinator(
                                new GroupsSpec(
                                        settings,
                                        topics,
                                        TopicPatterns.UNSUPPORTED,
                                        new HiddenTestChance(random.split()),
                                        Trace.NONE,
                                        PendingOffsets.NONE));
        List<String> known = new ArrayList<>();
        fresh.groups().forEach(group -> known.add(group.groupId()));
        lesson.expect("the groups of a coordinator that has read nothing", List.of(), known);
        return fresh;
    }

    public GroupCoordinator coordinator() {
        return coordinator;
    }

    public HiddenTestTopics topics() {
        return topics;
    }

    /** All records so far. */
    public List<GroupRecord> log() {
        return log;
    }

    /** The records since the log was as long as this. */
    public List<GroupRecord> logFrom(int count) {
        return List.copyOf(log.subList(count, log.size()));
    }

    public long nowMs() {
        return nowMs;
    }

    public long wallMs() {
        return nowMs + WALL_AHEAD_MS;
    }

    /** Asks; returns by which number the answer is found. */
    public long ask(Request request) {
        long waiter = ++lastWaiter;
        Decision<GroupRecord, List<Answer>> decision = decide(request, waiter);
        applied(decision);
        return waiter;
    }

    /** Asks, and is answered at once. */
    public <R extends Response> R get(Class<R> type, Request request) {
        Response answer = answer(ask(request));
        lesson.expectThat(
                answer != null, "the answer to " + request, "one at once", "none: it waits");
        return type.cast(Objects.requireNonNull(answer));
    }

    /** A decision that is not applied yet: {@link #applied} or {@link #refused} follows. */
    public Decision<GroupRecord, List<Answer>> decideOnly(Request request) {
        return decide(request, ++lastWaiter);
    }

    /** By which number the last one who asked is answered. */
    public long lastWaiter() {
        return lastWaiter;
    }

    private Decision<GroupRecord, List<Answer>> decide(Request request, long waiter) {
        waiting.add(waiter);
        ClientInfo client = new ClientInfo("client-" + waiter % 7, "10.0.0." + waiter % 5);
        return coordinator.decide(new GroupCommand.Asked(waiter, client, request, wallMs()), nowMs);
    }

    /** Somebody else's command. */
    public List<Answer> command(GroupCommand command) {
        Decision<GroupRecord, List<Answer>> decision = coordinator.decide(command, nowMs);
        applied(decision);
        return decision.response();
    }

    /** What was decided is appended and applied, and its answers leave. */
    public void applied(Decision<GroupRecord, List<Answer>> decision) {
        for (GroupRecord event : decision.events()) {
            coordinator.apply(log.size(), event);
            log.add(event);
        }
        answered(decision.response());
    }

    /** What was decided could not be appended: whoever it answered is told the error. */
    public void refused(Decision<GroupRecord, List<Answer>> decision, ErrorCode error) {
        decision.response().forEach(answer -> takeAway(answer.waiter()));
        coordinator.refused(decision.events(), error, nowMs);
    }

    private void answered(List<Answer> told) {
        for (Answer answer : told) {
            takeAway(answer.waiter());
            answers.put(answer.waiter(), answer.response());
        }
    }

    private void takeAway(long waiter) {
        lesson.expectThat(
                waiting.remove(waiter),
                "the answer to request " + waiter,
                "one for each who waits (R4-b)",
                waiter > lastWaiter || waiter < 1 ? "one for nobody" : "a second one");
    }

    /** What a request was answered; null while it waits. */
    public @Nullable Response answer(long waiter) {
        return answers.get(waiter);
    }

    /** How many wait. */
    public int waitingCount() {
        return waiting.size();
    }

    /** Time goes by; what is due in it is done, at its time. */
    public void advance(long byMs) {
        long endMs = nowMs + byMs;
        while (coordinator.nextDueMs() <= endMs) {
            nowMs = Math.max(nowMs, coordinator.nextDueMs());
            settle();
        }
        nowMs = endMs;
    }

    /** Time goes by until something is due, which is done; nothing, where nothing is ever due. */
    public void advanceToNext() {
        if (coordinator.nextDueMs() < Long.MAX_VALUE) {
            advance(Math.max(0, coordinator.nextDueMs() - nowMs));
        }
    }

    /** Time goes by up to a moment; what is due at it is done. */
    public void advanceTo(long untilMs) {
        advance(untilMs - nowMs);
    }

    private void settle() {
        for (int i = 0; i < 10_000; i++) {
            Decision<GroupRecord, List<Answer>> decision = coordinator.due(nowMs);
            if (decision == null) {
                lesson.expectThat(
                        coordinator.nextDueMs() > nowMs,
                        "when something is due after nothing is",
                        "later than " + nowMs,
                        String.valueOf(coordinator.nextDueMs()));
                return;
            }
            applied(decision);
        }
        lesson.fail("what is due", "an end of it", "more and more at " + nowMs);
    }

    /**
     * The coordinator dies, and another takes over with what is in the log, or what compaction has
     * left of it. Whoever waited is told to ask another.
     */
    public void takeOver(List<GroupRecord> records) {
        waiting.clear();
        coordinator = replayed(records);
        coordinator.loaded(nowMs);
    }

    /** A coordinator that has applied these records. */
    public GroupCoordinator replayed(List<GroupRecord> records) {
        GroupCoordinator next = fresh();
        for (int at = 0; at < records.size(); at++) {
            next.apply(at, records.get(at));
        }
        return next;
    }

    /** The group of an id. */
    public GroupView view(String groupId) {
        for (GroupView view : coordinator.groups()) {
            if (view.groupId().equals(groupId)) {
                return view;
            }
        }
        throw lesson.fail("the groups there are", "one of them is " + groupId, "it is not");
    }

    /** The state of a group. */
    public String state(String groupId) {
        return view(groupId).state();
    }
}
