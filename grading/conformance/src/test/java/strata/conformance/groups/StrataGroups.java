package strata.conformance.groups;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.groups.CoordinatedGroupsLayer;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.Trace;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.SeededRandom;

/** Our coordinator, in virtual time; what it stores is stored at once. */
final class StrataGroups {
    static final String TOPIC = "t";

    private final GroupCoordinator coordinator;
    private final Map<Long, Response> answers = new TreeMap<>();
    private long nowMs;
    private long offset;
    private long nextWaiter = 1;

    StrataGroups(GroupSettings settings, long seed, long nowMs) {
        this.nowMs = nowMs;
        coordinator =
                new CoordinatedGroupsLayer()
                        .newCoordinator(
                                new GroupsSpec(
                                        settings,
                                        new OneTopic(),
                                        expression -> topic -> false,
                                        new SeededRandom(seed),
                                        Trace.NONE));
        coordinator.loaded(nowMs);
    }

    long nowMs() {
        return nowMs;
    }

    /** Asks; who waits now. */
    long ask(String client, Request request) {
        long waiter = nextWaiter++;
        ClientInfo info = new ClientInfo(client, "/127.0.0.1");
        carryOut(coordinator.decide(new GroupCommand.Asked(waiter, info, request, nowMs), nowMs));
        return waiter;
    }

    /** Asks what is answered at once. */
    Response askNow(String client, Request request) {
        return Objects.requireNonNull(
                answer(ask(client, request)), () -> request + " is answered at once");
    }

    /** What somebody was answered; null for not yet. */
    @Nullable
    Response answer(long waiter) {
        return answers.get(waiter);
    }

    void advanceTo(long untilMs) {
        while (coordinator.nextDueMs() <= untilMs) {
            nowMs = Math.max(nowMs, coordinator.nextDueMs());
            Decision<GroupRecord, List<Answer>> decision = coordinator.due(nowMs);
            if (decision != null) {
                carryOut(decision);
            }
        }
        nowMs = untilMs;
    }

    private void carryOut(Decision<GroupRecord, List<Answer>> decision) {
        decision.events().forEach(event -> coordinator.apply(offset++, event));
        decision.response().forEach(answer -> answers.put(answer.waiter(), answer.response()));
    }

    /** A group; null for none. */
    @Nullable
    GroupView group(String id) {
        for (GroupView view : coordinator.groups()) {
            if (view.groupId().equals(id)) {
                return view;
            }
        }
        return null;
    }

    private static final class OneTopic implements TopicsView {
        private static final TopicId ID = new TopicId(7, 7);

        @Override
        public long version() {
            return 1;
        }

        @Override
        public @Nullable TopicId idOf(String topic) {
            return topic.equals(TOPIC) ? ID : null;
        }

        @Override
        public @Nullable String nameOf(TopicId id) {
            return id.equals(ID) ? TOPIC : null;
        }

        @Override
        public int partitionCount(String topic) {
            return topic.equals(TOPIC) ? 1 : 0;
        }

        @Override
        public Collection<String> names() {
            return List.of(TOPIC);
        }
    }
}
