package strata.groups.classic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.groups.Chance;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.Answer;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.Trace;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.SyncGroup;
import strata.kernel.request.TxnOffsetCommit;

/** The classic protocol at work: what is decided is stored and applied at once, or refused. */
final class Desk {
    static final long WALL_MS = 1_700_000_000_000L;

    final Groups groups = new Groups();
    final List<GroupRecord> log = new ArrayList<>();
    final ClassicProtocol protocol;
    final ClientInfo client = new ClientInfo("app", "/10.0.0.7");

    long nowMs = 1_000;

    /** What the next decision that stores something is refused with; null for nothing. */
    @Nullable ErrorCode refusal;

    /** Whether something was refused since something was stored. */
    boolean hasRefused;

    private final Map<Long, Response> answers = new TreeMap<>();
    private long nextWaiter = 1;

    Desk() {
        this(GroupSettings.Classic.DEFAULT, 1);
    }

    Desk(GroupSettings.Classic settings, long seed) {
        GroupSettings all =
                new GroupSettings(
                        settings, GroupSettings.Consumer.DEFAULT, GroupSettings.Offsets.DEFAULT);
        protocol =
                new ClassicProtocol(
                        new GroupsSpec(
                                all,
                                new NoTopics(),
                                expression -> topic -> false,
                                new Chance(seed),
                                Trace.NONE),
                        groups);
        protocol.loaded(nowMs);
    }

    /** Another node, which has read what this one has stored. What was answered stays so. */
    static Desk replayed(Desk former, GroupSettings.Classic settings, long seed) {
        Desk desk = new Desk(settings, seed);
        desk.nowMs = former.nowMs;
        desk.nextWaiter = former.nextWaiter;
        desk.answers.putAll(former.answers);
        desk.log.addAll(former.log);
        desk.log.forEach(desk.protocol::apply);
        desk.protocol.loaded(desk.nowMs);
        return desk;
    }

    long wallMs() {
        return WALL_MS + nowMs;
    }

    /** Asks, and says who waits now. */
    long ask(Request request) {
        long waiter = nextWaiter++;
        Asked asked = new Asked(waiter, client, wallMs(), nowMs);
        Draft draft = new Draft();
        switch (request) {
            case JoinGroup.Request join -> protocol.join(join, asked, draft);
            case SyncGroup.Request sync -> protocol.sync(sync, asked, draft);
            case Heartbeat.Request heartbeat -> protocol.heartbeat(heartbeat, asked, draft);
            case LeaveGroup.Request leave -> protocol.leave(leave, asked, draft);
            default -> Check.that(false, "%s", request);
        }
        make(draft.decision());
        return waiter;
    }

    /** Lets time pass. */
    void advance(long ms) {
        long untilMs = nowMs + ms;
        while (true) {
            long nextMs = protocol.nextDueMs();
            if (nextMs > untilMs) {
                break;
            }
            nowMs = Math.max(nowMs, nextMs);
            Draft draft = new Draft();
            while (protocol.due(nowMs, draft)) {
                make(draft.decision());
                draft = new Draft();
            }
        }
        nowMs = untilMs;
    }

    private void make(Decision<GroupRecord, List<Answer>> decision) {
        ErrorCode error = decision.events().isEmpty() ? null : refusal;
        if (error != null) {
            refusal = null;
            hasRefused = true;
            protocol.refused(decision.events(), error, nowMs);
        } else {
            log.addAll(decision.events());
            hasRefused &= decision.events().isEmpty();
            decision.events().forEach(protocol::apply);
        }
        for (Answer answer : decision.response()) {
            Response before =
                    answers.put(
                            answer.waiter(),
                            error == null ? answer.response() : refused(answer, error));
            Check.that(before == null, "everyone is answered once: %s", answer);
        }
    }

    private static Response refused(Answer answer, ErrorCode error) {
        return switch (answer.response()) {
            case JoinGroup.Response join -> JoinGroup.Response.failed(error, "");
            case SyncGroup.Response sync -> SyncGroup.Response.failed(error);
            case Heartbeat.Response heartbeat -> new Heartbeat.Response(error);
            case LeaveGroup.Response leave -> new LeaveGroup.Response(error, List.of());
            default -> answer.response();
        };
    }

    boolean isAnswered(long waiter) {
        return answers.containsKey(waiter);
    }

    @Nullable
    Response answerIfAny(long waiter) {
        return answers.get(waiter);
    }

    private Response answer(long waiter) {
        Response response = answers.get(waiter);
        Check.that(response != null, "there is an answer for %s", waiter);
        return Objects.requireNonNull(response);
    }

    JoinGroup.Response joined(long waiter) {
        return (JoinGroup.Response) answer(waiter);
    }

    SyncGroup.Response synced(long waiter) {
        return (SyncGroup.Response) answer(waiter);
    }

    ErrorCode heartbeat(Heartbeat.Request request) {
        return ((Heartbeat.Response) answer(ask(request))).error();
    }

    LeaveGroup.Response leave(LeaveGroup.Request request) {
        return (LeaveGroup.Response) answer(ask(request));
    }

    ErrorCode commit(OffsetCommit.Request request) {
        Group group = groups.find(request.groupId());
        return group == null ? ErrorCode.NONE : group.mayCommit(request, nowMs);
    }

    ErrorCode commit(TxnOffsetCommit.Request request) {
        Group group = groups.find(request.groupId());
        return group == null ? ErrorCode.NONE : group.mayCommit(request);
    }

    ClassicGroup group(String id) {
        ClassicGroup group = groups.find(id, ClassicGroup.class);
        Check.that(group != null, "there is a group %s", id);
        return Objects.requireNonNull(group);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static final class NoTopics implements TopicsView {
        @Override
        public long version() {
            return 0;
        }

        @Override
        public @Nullable TopicId idOf(String topic) {
            return null;
        }

        @Override
        public @Nullable String nameOf(TopicId id) {
            return null;
        }

        @Override
        public int partitionCount(String topic) {
            return 0;
        }

        @Override
        public Collection<String> names() {
            return List.of();
        }
    }
}
