package strata.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;

/**
 * A client that is a member of the classic group {@link #GROUP}, or wants to be one. It does what
 * it is told and no more. When it leads, it gives one of the {@link #PARTITIONS} partitions of
 * {@code orders} after the other to the members in turn.
 */
public final class TestPeer {
    public static final String GROUP = "kitchen";
    public static final int PARTITIONS = 6;

    public TestShard shard;
    public final String name;
    public String memberId = "";
    public @Nullable String instanceId;
    public int generation = -1;
    public int sessionTimeoutMs = 10_000;
    public int rebalanceTimeoutMs = 60_000;
    public List<JoinGroup.Protocol> protocols = List.of(protocol("range"));
    public JoinGroup.Support support = new JoinGroup.Support(true, true);

    /** Who waits for its last answer. */
    public long waiter;

    private boolean leads;
    private List<JoinGroup.Member> sayings = List.of();

    public TestPeer(TestShard shard, String name) {
        this.shard = shard;
        this.name = name;
    }

    /** A static member. */
    public static TestPeer fixed(TestShard shard, String name, String instanceId) {
        TestPeer peer = new TestPeer(shard, name);
        peer.instanceId = instanceId;
        return peer;
    }

    /** A protocol in which it says that it wants {@code orders}. */
    public static JoinGroup.Protocol protocol(String name) {
        return new JoinGroup.Protocol(
                name,
                ConsumerProtocol.encode(
                        new ConsumerProtocol.Subscription(
                                List.of("orders"), null, List.of(), -1, null)));
    }

    public TestPeer supports(String... names) {
        protocols = Arrays.stream(names).map(TestPeer::protocol).toList();
        return this;
    }

    /** The same client after a restart: all that it knows is its instance id. */
    public TestPeer restarted(String newName) {
        TestPeer peer = fixed(shard, newName, String.valueOf(instanceId));
        peer.protocols = protocols;
        peer.support = support;
        return peer;
    }

    public ClientInfo client() {
        return new ClientInfo(name, "/10.0.0.7");
    }

    public JoinGroup.Request joinRequest() {
        return new JoinGroup.Request(
                GROUP,
                memberId,
                instanceId,
                sessionTimeoutMs,
                rebalanceTimeoutMs,
                ConsumerProtocol.TYPE,
                protocols,
                support,
                null);
    }

    /** Asks to join, once more with the id that it is given, if it has to; then it may wait. */
    public TestPeer join() {
        waiter = shard.ask(joinRequest(), client());
        if (shard.answerIfAny(waiter) instanceof JoinGroup.Response told
                && told.error() == ErrorCode.MEMBER_ID_REQUIRED) {
            memberId = told.memberId();
            shard.call(memberId, name);
            waiter = shard.ask(joinRequest(), client());
        }
        return this;
    }

    public boolean isAnswered() {
        return shard.isAnswered(waiter);
    }

    /** Takes in what its JoinGroup was answered. */
    public JoinGroup.Response joined() {
        JoinGroup.Response told = shard.answer(waiter, JoinGroup.Response.class);
        if (told.error() == ErrorCode.NONE) {
            memberId = told.memberId();
            shard.call(memberId, name);
            generation = told.generation();
            leads = told.leader().equals(memberId) && !told.skipAssignment();
            sayings = told.members();
        }
        return told;
    }

    /** Asks for its assignment; the leader brings all of them. */
    public TestPeer sync() {
        waiter =
                shard.ask(
                        new SyncGroup.Request(
                                GROUP,
                                generation,
                                memberId,
                                instanceId,
                                ConsumerProtocol.TYPE,
                                null,
                                leads ? shares() : List.of()),
                        client());
        return this;
    }

    private List<SyncGroup.Assignment> shares() {
        Map<String, List<TopicPartition>> shares = new LinkedHashMap<>();
        sayings.forEach(member -> shares.put(member.memberId(), new ArrayList<>()));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String memberId = sayings.get(partition % sayings.size()).memberId();
            shares.get(memberId).add(new TopicPartition("orders", partition));
        }
        List<SyncGroup.Assignment> assignments = new ArrayList<>();
        shares.forEach(
                (memberId, share) ->
                        assignments.add(
                                new SyncGroup.Assignment(
                                        memberId,
                                        ConsumerProtocol.encode(
                                                new ConsumerProtocol.Assignment(share, null)))));
        return assignments;
    }

    /** What it was answered last: an error, {@code waits}, a generation, partitions. */
    public String told() {
        Response response = shard.answerIfAny(waiter);
        if (response == null) {
            ErrorCode error = shard.refusedWith(waiter);
            return error == null ? "waits" : error.name();
        }
        return switch (response) {
            case JoinGroup.Response join ->
                    join.error() == ErrorCode.NONE
                            ? "generation " + join.generation()
                            : join.error().name();
            case SyncGroup.Response sync ->
                    sync.error() == ErrorCode.NONE
                            ? "" + ConsumerProtocol.assignment(sync.assignment()).partitions()
                            : sync.error().name();
            default -> response.toString();
        };
    }

    public ErrorCode heartbeat() {
        return shard.ask(
                        new Heartbeat.Request(GROUP, generation, memberId, instanceId),
                        Heartbeat.Response.class)
                .error();
    }

    public ErrorCode leave() {
        return shard.answer(asksToLeave(), LeaveGroup.Response.class).members().get(0).error();
    }

    /** Leaves, whatever comes of it; says who waits. */
    public long asksToLeave() {
        LeaveGroup.Member self = new LeaveGroup.Member(memberId, instanceId, null);
        return shard.ask(new LeaveGroup.Request(GROUP, List.of(self)));
    }

    /** Commits an offset of {@code orders-0} as the member that it is, or believes to be. */
    public ErrorCode commit(long offset) {
        return shard.commit(generation, memberId, instanceId, 0, offset);
    }

    /** Brings these into a stable group, whoever else was in it; the first of them leads. */
    public static void settle(TestPeer... peers) {
        TestShard shard = peers[0].shard;
        for (TestPeer peer : peers) {
            peer.join();
        }
        for (int i = 0; i < 30 && !peers[0].isAnswered(); i++) {
            shard.pass(3_000);
        }
        for (TestPeer peer : peers) {
            peer.joined();
        }
        for (int i = peers.length - 1; i >= 0; i--) {
            peers[i].sync();
        }
    }
}
