package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;

/** A client that is a member of the group, or wants to be one. It does only what it is told to. */
public final class TestMember {
    private static final String NOTHING = "nothing yet";

    final String name;

    /** Empty for none yet. */
    String memberId = "";

    /** Told when it joins for the first time; null for a dynamic member. */
    @Nullable String instanceId;

    int sessionTimeoutMs = TestDesk.FOR_EVER_MS;
    int rebalanceTimeoutMs = 60_000;
    int generation = -1;

    /** Whether it can be told to come again with an id (KIP-394). */
    boolean takesAnId;

    /** Its last request: what comes in answer to an older one it does not hear. */
    long waiter;

    /** What it was answered last, as text. */
    String told = NOTHING;

    private final TestDesk desk;
    private List<JoinGroup.Protocol> protocols = List.of();

    TestMember(TestDesk desk, String name) {
        this.desk = desk;
        this.name = name;
    }

    /** What it supports, and says in that: as {@code range=a}. */
    TestMember says(String... supported) {
        List<JoinGroup.Protocol> all = new ArrayList<>();
        for (String each : supported) {
            String[] parts = each.split("=", 2);
            all.add(new JoinGroup.Protocol(parts[0], TestDesk.bytes(parts[1])));
        }
        protocols = all;
        return this;
    }

    /** It is static, under an instance id that is its name. */
    TestMember fixed() {
        instanceId = name;
        return this;
    }

    TestMember patientFor(int ms) {
        rebalanceTimeoutMs = ms;
        return this;
    }

    /** Its session timeout. */
    public TestMember heardWithin(int ms) {
        sessionTimeoutMs = ms;
        return this;
    }

    /** From now on it believes to be in this generation. */
    public TestMember speaksOf(int believed) {
        generation = believed;
        return this;
    }

    TestMember takesAnId() {
        takesAnId = true;
        return this;
    }

    JoinGroup.Request joinRequest() {
        return new JoinGroup.Request(
                TestDesk.GROUP,
                memberId,
                memberId.isEmpty() ? instanceId : null,
                sessionTimeoutMs,
                rebalanceTimeoutMs,
                "connect",
                protocols,
                new JoinGroup.Support(takesAnId, false),
                null);
    }

    /** Wants to be in the next generation. */
    public TestMember join() {
        return join(joinRequest());
    }

    TestMember join(JoinGroup.Request request) {
        told = NOTHING;
        List<String> said = new ArrayList<>();
        request.protocols().forEach(p -> said.add(p.name() + "=" + TestDesk.text(p.metadata())));
        desk.ask(this, request, "JoinGroup, " + said);
        return this;
    }

    /**
     * Wants its assignment.
     *
     * @param shares of a leader: what it gives to whom, as {@code ann=0 1}
     */
    public TestMember sync(String... shares) {
        told = NOTHING;
        desk.ask(this, syncRequest(shares), "SyncGroup, " + List.of(shares));
        return this;
    }

    SyncGroup.Request syncRequest(String... shares) {
        List<SyncGroup.Assignment> assignments = new ArrayList<>();
        for (String share : shares) {
            String[] parts = share.split("=", 2);
            assignments.add(
                    new SyncGroup.Assignment(
                            desk.find(parts[0]).memberId, TestDesk.bytes(parts[1])));
        }
        return new SyncGroup.Request(
                TestDesk.GROUP, generation, memberId, null, null, null, assignments);
    }

    /** Says that it lives; what it is answered. */
    public String heartbeat() {
        desk.ask(
                this,
                new Heartbeat.Request(TestDesk.GROUP, generation, memberId, null),
                "Heartbeat, generation " + generation);
        return told;
    }

    void leave() {
        desk.ask(
                this,
                new LeaveGroup.Request(
                        TestDesk.GROUP, List.of(new LeaveGroup.Member(memberId, null, null))),
                "LeaveGroup");
    }

    /** What it was answered last, as text. */
    public String told() {
        return told;
    }

    /** Takes in what it is answered. */
    void hear(Response response) {
        told =
                switch (response) {
                    case JoinGroup.Response join -> heardOf(join);
                    case SyncGroup.Response sync ->
                            sync.error() == ErrorCode.NONE
                                    ? "gets " + TestDesk.given(sync.assignment())
                                    : sync.error().toString();
                    case Heartbeat.Response heartbeat -> heartbeat.error().toString();
                    case LeaveGroup.Response leave -> leave.members().get(0).error().toString();
                    default -> response.toString();
                };
    }

    private String heardOf(JoinGroup.Response join) {
        if (join.error() == ErrorCode.MEMBER_ID_REQUIRED) {
            memberId = join.memberId();
        }
        if (join.error() != ErrorCode.NONE) {
            return join.error().toString();
        }
        memberId = join.memberId();
        generation = join.generation();
        StringBuilder text = new StringBuilder("generation " + generation + ", ");
        text.append(join.protocol()).append(", led by ").append(TestDesk.name(join.leader()));
        String next = ": ";
        for (JoinGroup.Member member : join.members()) {
            text.append(next).append(TestDesk.name(member.memberId())).append(" says ");
            text.append(TestDesk.text(member.metadata()));
            next = ", ";
        }
        return text.toString();
    }
}
