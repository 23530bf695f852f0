package strata.groups.classic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.groups.HiddenTestShard;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;

/** A client of a classic group: what it says, and what it was answered. */
final class HiddenTestPeer {
    static final String GROUP = "kitchen";
    static final String TYPE = "cooks";

    final HiddenTestShard shard;
    String id = "";
    @Nullable String instanceId;
    int sessionMs = 1_700_000;
    int rebalanceMs = 60_000;
    boolean idRequired;
    boolean skip;
    List<JoinGroup.Protocol> protocols = new ArrayList<>();
    long joinWaiter;
    long syncWaiter;

    HiddenTestPeer(HiddenTestShard shard, SplittableRandom random) {
        this.shard = shard;
        say(random, "sticky", "range");
    }

    /** What it says from now on, in these protocols. */
    void say(SplittableRandom random, String... names) {
        protocols = new ArrayList<>();
        for (String name : names) {
            protocols.add(new JoinGroup.Protocol(name, bytes(name + random.nextInt(1_000_000))));
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    JoinGroup.Request joinRequest() {
        return new JoinGroup.Request(
                GROUP,
                id,
                instanceId,
                sessionMs,
                rebalanceMs,
                TYPE,
                List.copyOf(protocols),
                new JoinGroup.Support(idRequired, skip),
                null);
    }

    /** Joins; comes again with the id that it is given, if it is told to. */
    void join() {
        joinWaiter = shard.ask(joinRequest());
        JoinGroup.Response answer = joined();
        if (answer != null && answer.error() == ErrorCode.MEMBER_ID_REQUIRED) {
            id = answer.memberId();
            joinWaiter = shard.ask(joinRequest());
            answer = joined();
        }
        learnId();
    }

    /** What its JoinGroup was answered; null while it waits. */
    @Nullable
    JoinGroup.Response joined() {
        return (JoinGroup.Response) shard.answer(joinWaiter);
    }

    /** What its JoinGroup was answered, which it was. */
    JoinGroup.Response told() {
        return Objects.requireNonNull(joined());
    }

    /** Takes the id that it was told, if it was. */
    void learnId() {
        JoinGroup.Response answer = joined();
        if (answer != null && answer.error() == ErrorCode.NONE) {
            id = answer.memberId();
        }
    }

    SyncGroup.Request syncRequest(int generation, List<SyncGroup.Assignment> assignments) {
        return new SyncGroup.Request(GROUP, generation, id, instanceId, null, null, assignments);
    }

    void sync(int generation, List<SyncGroup.Assignment> assignments) {
        syncWaiter = shard.ask(syncRequest(generation, assignments));
    }

    /** What its SyncGroup was answered; null while it waits. */
    @Nullable
    SyncGroup.Response synced() {
        return (SyncGroup.Response) shard.answer(syncWaiter);
    }

    Heartbeat.Request heartbeatRequest(int generation) {
        return new Heartbeat.Request(GROUP, generation, id, instanceId);
    }

    ErrorCode heartbeat(int generation) {
        return shard.get(Heartbeat.Response.class, heartbeatRequest(generation)).error();
    }

    ErrorCode leave() {
        LeaveGroup.Member leaving = new LeaveGroup.Member(id, instanceId, null);
        return shard.get(LeaveGroup.Response.class, new LeaveGroup.Request(GROUP, List.of(leaving)))
                .members()
                .get(0)
                .error();
    }

    @Override
    public String toString() {
        return (instanceId == null ? "" : instanceId + "/") + (id.isEmpty() ? "new" : id);
    }
}
