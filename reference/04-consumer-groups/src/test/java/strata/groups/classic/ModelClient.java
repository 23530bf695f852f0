package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.SyncGroup;

/** A client as a consumer is one: what it is told, it does. It may be paused, and not know it. */
final class ModelClient {
    static final int PARTITIONS = 12;
    static final int MAX_SESSION_MS = 9_000;
    static final int MAX_REBALANCE_MS = 15_000;

    /** What it is doing. */
    enum Doing {
        NOTHING,
        JOINING,
        SYNCING,
        READING,
        DEAD
    }

    final GroupModel model;
    final @Nullable String instanceId;
    private final SplittableRandom random;
    private final int sessionTimeoutMs;
    private final int rebalanceTimeoutMs;
    private final JoinGroup.Support support;
    private int version;

    String memberId = "";
    int generation = -1;
    Doing doing = Doing.NOTHING;
    long waiter;
    long pausedUntilMs;
    private long nextHeartbeatMs;

    ModelClient(GroupModel model, @Nullable String instanceId, SplittableRandom random) {
        this.model = model;
        this.instanceId = instanceId;
        this.random = random;
        this.sessionTimeoutMs = 6_000 + random.nextInt(MAX_SESSION_MS - 6_000);
        this.rebalanceTimeoutMs = 8_000 + random.nextInt(MAX_REBALANCE_MS - 8_000);
        boolean old = random.nextInt(8) == 0;
        this.support = new JoinGroup.Support(!old, !old);
    }

    /** Who it is, whatever its member id. */
    String self() {
        return instanceId == null ? memberId : instanceId;
    }

    boolean isPaused() {
        return model.desk.nowMs < pausedUntilMs;
    }

    void act() {
        if (doing == Doing.DEAD || isPaused()) {
            return;
        }
        switch (doing) {
            case NOTHING -> join();
            case JOINING -> takeJoined();
            case SYNCING -> takeSynced();
            case READING -> read();
            case DEAD -> {}
        }
    }

    void join() {
        List<JoinGroup.Protocol> protocols = new ArrayList<>();
        protocols.add(Peer.protocol("p", "v" + version));
        protocols.add(random.nextInt(2), Peer.protocol("q", "w"));
        if (random.nextInt(4) == 0) {
            protocols.add(Peer.protocol("only mine", "x"));
        }
        waiter =
                model.ask(
                        new JoinGroup.Request(
                                "g",
                                memberId,
                                instanceId,
                                sessionTimeoutMs,
                                rebalanceTimeoutMs,
                                "connect",
                                protocols,
                                support,
                                null));
        doing = Doing.JOINING;
        if (random.nextInt(20) == 0) {
            model.abandoned.add(waiter);
            doing = Doing.NOTHING;
        }
    }

    private void takeJoined() {
        JoinGroup.Response response = (JoinGroup.Response) model.desk.answerIfAny(waiter);
        if (response == null) {
            return;
        }
        doing = Doing.NOTHING;
        switch (response.error()) {
            case NONE -> {
                memberId = response.memberId();
                generation = response.generation();
                model.begun(generation, waiter);
                sync(response);
            }
            case MEMBER_ID_REQUIRED -> memberId = response.memberId();
            case UNKNOWN_MEMBER_ID -> memberId = "";
            case FENCED_INSTANCE_ID -> doing = Doing.DEAD;
            default ->
                    model.expect(
                            response.error(),
                            ErrorCode.REBALANCE_IN_PROGRESS,
                            ErrorCode.NOT_COORDINATOR);
        }
    }

    private void sync(JoinGroup.Response joined) {
        List<SyncGroup.Assignment> assignments = new ArrayList<>();
        if (joined.leader().equals(memberId) && !joined.skipAssignment()) {
            Map<String, String> shares = new TreeMap<>();
            for (int i = 0; i < PARTITIONS; i++) {
                JoinGroup.Member member = joined.members().get(i % joined.members().size());
                shares.merge(member.memberId(), "" + i, (l, r) -> l + "," + r);
            }
            shares.forEach(
                    (id, share) ->
                            assignments.add(new SyncGroup.Assignment(id, Desk.bytes(share))));
        }
        waiter =
                model.ask(
                        new SyncGroup.Request(
                                "g",
                                generation,
                                memberId,
                                instanceId,
                                joined.protocolType(),
                                joined.protocol(),
                                assignments));
        doing = Doing.SYNCING;
    }

    private void takeSynced() {
        SyncGroup.Response response = (SyncGroup.Response) model.desk.answerIfAny(waiter);
        if (response == null) {
            return;
        }
        doing = Doing.NOTHING;
        switch (response.error()) {
            case NONE -> {
                doing = Doing.READING;
                nextHeartbeatMs = model.desk.nowMs;
                model.owns(this, partitions(Desk.text(response.assignment())));
            }
            case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION -> memberId = "";
            case FENCED_INSTANCE_ID -> doing = Doing.DEAD;
            default ->
                    model.expect(
                            response.error(),
                            ErrorCode.REBALANCE_IN_PROGRESS,
                            ErrorCode.NOT_COORDINATOR);
        }
    }

    private static Set<Integer> partitions(String share) {
        Set<Integer> partitions = new TreeSet<>();
        for (String part : share.split(",", -1)) {
            if (!part.isEmpty()) {
                partitions.add(Integer.parseInt(part));
            }
        }
        return partitions;
    }

    private void read() {
        if (random.nextInt(3) == 0) {
            commit();
        }
        if (model.desk.nowMs < nextHeartbeatMs) {
            return;
        }
        nextHeartbeatMs = model.desk.nowMs + 1_000 + random.nextInt(1_000);
        ErrorCode error = heartbeat();
        switch (error) {
            case NONE -> {}
            case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> {
                commit();
                doing = Doing.NOTHING;
            }
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                doing = Doing.NOTHING;
            }
            default -> {
                model.expect(error, ErrorCode.FENCED_INSTANCE_ID);
                doing = Doing.DEAD;
            }
        }
    }

    ErrorCode heartbeat() {
        ErrorCode error =
                model.desk.heartbeat(new Heartbeat.Request("g", generation, memberId, instanceId));
        model.answered(this, error, error == ErrorCode.REBALANCE_IN_PROGRESS);
        return error;
    }

    void commit() {
        ErrorCode error =
                model.desk.commit(
                        new OffsetCommit.Request(
                                "g", generation, memberId, instanceId, -1, true, List.of()));
        model.answered(this, error, false);
    }

    /** It wants to read something else, or knows of a change: it joins again. */
    void changeItsMind() {
        if (doing == Doing.READING && !isPaused()) {
            version++;
            join();
        }
    }

    void leave() {
        if (doing == Doing.READING && !isPaused()) {
            model.desk.leave(
                    new LeaveGroup.Request(
                            "g", List.of(new LeaveGroup.Member(memberId, instanceId, null))));
            memberId = "";
            doing = Doing.NOTHING;
        }
    }

    /** It is killed, and its request with it: another may start in its place. */
    void crash() {
        if (doing == Doing.JOINING || doing == Doing.SYNCING) {
            model.abandoned.add(waiter);
        }
        doing = Doing.DEAD;
    }

    @Override
    public String toString() {
        return self() + " as " + memberId + " in " + generation + " is " + doing;
    }
}
