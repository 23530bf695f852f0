package strata.groups.classic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import strata.groups.TestTopics;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.groups.group.Groups;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.Request;
import strata.kernel.request.SyncGroup;
import strata.sim.SeededRandom;

/**
 * The classic protocol on one node, with one group. What is decided is kept in a log and applied at
 * once; and whoever is asked, answered and waited for is told, as it happens.
 */
public final class TestDesk {
    static final String GROUP = "kitchen";

    /** What wall time is ahead of monotonic time. */
    static final long WALL_MS = 1_700_000_000_000L;

    /** How long an empty group waits for more members. */
    static final int DELAY_MS = 3_000;

    /** Longer than any test: of a session that never ends. */
    static final int FOR_EVER_MS = 100_000_000;

    private static final GroupSettings.Classic SETTINGS =
            new GroupSettings.Classic(1_000, FOR_EVER_MS, DELAY_MS, 100);

    final Groups groups = new Groups();
    final List<GroupRecord> log = new ArrayList<>();
    final ClassicProtocol protocol;

    /** Whose requests were answered again. */
    final List<String> answeredTwice = new ArrayList<>();

    long nowMs = 1_000;

    private final Consumer<String> told;
    private final Map<String, TestMember> members = new TreeMap<>();
    private final Map<Long, TestMember> askers = new TreeMap<>();
    private final Map<Long, String> waiting = new TreeMap<>();
    private long nextWaiter = 1;
    private int shown;

    /**
     * @param told hears what happens, line by line
     */
    public TestDesk(Consumer<String> told) {
        this.told = told;
        GroupSettings settings =
                new GroupSettings(
                        SETTINGS, GroupSettings.Consumer.DEFAULT, GroupSettings.Offsets.DEFAULT);
        protocol =
                new ClassicProtocol(
                        new GroupsSpec(
                                settings,
                                new TestTopics(),
                                expression -> topic -> false,
                                new SeededRandom(1),
                                text -> {}),
                        groups);
    }

    /** A client that may become a member; its protocols are told as {@code range=a}. */
    public TestMember client(String name, String... protocols) {
        TestMember member = new TestMember(this, name).says(protocols);
        members.put(name, member);
        return member;
    }

    /** Clients with one protocol, {@code range}, in which each says its name. */
    public TestMember[] clients(String... names) {
        TestMember[] all = new TestMember[names.length];
        for (int i = 0; i < names.length; i++) {
            all[i] = client(names[i], "range=" + names[i]);
        }
        return all;
    }

    /** They join a group that has no members, until its generation has begun; the first leads. */
    public TestDesk gather(TestMember... all) {
        for (TestMember member : all) {
            member.join();
        }
        advance(2 * DELAY_MS);
        return this;
    }

    /** They form a stable group; the first leads, and gives each its own name. */
    public TestDesk settle(TestMember... all) {
        gather(all);
        String[] shares = new String[all.length];
        for (int i = all.length - 1; i >= 0; i--) {
            shares[i] = all[i].name + "=" + all[i].name;
            all[i].sync(i == 0 ? shares : new String[0]);
        }
        return this;
    }

    TestMember find(String name) {
        return Objects.requireNonNull(members.get(name));
    }

    ClassicGroup group() {
        return Objects.requireNonNull(groups.find(GROUP, ClassicGroup.class));
    }

    /** What the group is: its state's name. */
    public String state() {
        ClassicGroup group = groups.find(GROUP, ClassicGroup.class);
        return group == null ? "none" : group.state();
    }

    /** When it is, as records are stamped. */
    long wallMs() {
        return WALL_MS + nowMs;
    }

    /** A member asks; what is decided is done. */
    void ask(TestMember member, Request request, String text) {
        told.accept(member.name + ": " + text);
        take(decide(member, request));
    }

    /** A member asks; what is decided is only looked at. */
    Decision<GroupRecord, List<Answer>> decide(TestMember member, Request request) {
        long waiter = nextWaiter++;
        askers.put(waiter, member);
        waiting.put(waiter, member.name);
        member.waiter = waiter;
        ClientInfo client = new ClientInfo(member.name, "/10.0.0.1");
        Asked asked = new Asked(waiter, client, wallMs(), nowMs);
        Draft draft = new Draft();
        switch (request) {
            case JoinGroup.Request join -> protocol.join(join, asked, draft);
            case SyncGroup.Request sync -> protocol.sync(sync, asked, draft);
            case Heartbeat.Request heartbeat -> protocol.heartbeat(heartbeat, asked, draft);
            case LeaveGroup.Request leave -> protocol.leave(leave, asked, draft);
            default -> throw new IllegalArgumentException("" + request);
        }
        return draft.decision();
    }

    /** A decision's records are stored and applied, its answers go out. */
    void take(Decision<GroupRecord, List<Answer>> decision) {
        for (GroupRecord event : decision.events()) {
            log.add(event);
            told.accept("    stored: " + text(event));
            protocol.apply(event);
        }
        for (Answer answer : decision.response()) {
            TestMember asker = Objects.requireNonNull(askers.get(answer.waiter()));
            if (waiting.remove(answer.waiter()) == null) {
                answeredTwice.add(asker.name);
            }
            if (asker.waiter == answer.waiter()) {
                asker.hear(answer.response());
                told.accept("    to " + asker.name + ": " + asker.told);
            } else {
                told.accept("    to " + asker.name + ", who has asked again: nothing new");
            }
        }
    }

    /**
     * Lets time pass.
     *
     * @return how often something was due
     */
    public int advance(long ms) {
        told.accept("    " + ms + " ms go by");
        long untilMs = nowMs + ms;
        int count = 0;
        while (protocol.nextDueMs() <= untilMs) {
            nowMs = Math.max(nowMs, protocol.nextDueMs());
            Draft draft = new Draft();
            while (protocol.due(nowMs, draft)) {
                count++;
                take(draft.decision());
                draft = new Draft();
            }
        }
        nowMs = untilMs;
        return count;
    }

    /** Whom a decision answers, in its order. */
    List<String> answered(Decision<GroupRecord, List<Answer>> decision) {
        return decision.response().stream()
                .map(answer -> Objects.requireNonNull(askers.get(answer.waiter())).name)
                .toList();
    }

    /** Who waits for an answer. */
    List<String> waiting() {
        return List.copyOf(waiting.values());
    }

    /** What was stored since this was asked last. */
    List<String> stored() {
        List<String> texts = new ArrayList<>();
        for (; shown < log.size(); shown++) {
            texts.add(text(log.get(shown)));
        }
        return texts;
    }

    private static String text(GroupRecord event) {
        if (!(event.value() instanceof GroupValue.ClassicGroup group)) {
            return "a tombstone";
        }
        StringBuilder text = new StringBuilder("generation " + group.generation());
        if (group.members().isEmpty()) {
            return text + ", nobody";
        }
        text.append(", ").append(group.protocol()).append(", led by ").append(name(group.leader()));
        String next = ": ";
        for (GroupValue.ClassicMember member : group.members()) {
            text.append(next).append(name(member.memberId())).append(" gets ");
            text.append(given(member.assignment()));
            next = ", ";
        }
        return text.toString();
    }

    /** What an assignment gives, as text. */
    static String given(ByteBuffer assignment) {
        return assignment.hasRemaining() ? text(assignment) : "nothing";
    }

    /** Of a member id: what stands before the random part of it. */
    static String name(@Nullable String memberId) {
        return memberId == null || memberId.isEmpty() ? "nobody" : memberId.split("-", 2)[0];
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
