package strata.groups;

import java.util.ArrayList;
import java.util.List;
import strata.groups.offsets.PlantedTopics;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.TopicRef;
import strata.kernel.Trace;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/** A coordinator of groups, and the log of its records, of which each is applied at once. */
final class ShardWorld {
    static final GroupSettings SETTINGS =
            new GroupSettings(
                    GroupSettings.Classic.DEFAULT,
                    GroupSettings.Consumer.DEFAULT,
                    new GroupSettings.Offsets(4_096, 1_000L));

    /** No test here subscribes by expression. */
    private static final TopicPatterns NO_PATTERNS =
            expression -> {
                throw new TopicPatterns.InvalidPatternException(expression);
            };

    final PlantedTopics topics;
    final GroupCoordinator shard;
    final List<GroupRecord> log = new ArrayList<>();
    long nowMs = 100L;
    long wallMs = 1_000_000L;
    private long waiter;

    ShardWorld(PlantedTopics topics) {
        this.topics = topics;
        shard = empty(topics);
        shard.loaded(nowMs);
    }

    /** A coordinator that knows nothing. */
    static GroupCoordinator empty(PlantedTopics topics) {
        return new CoordinatedGroupsLayer()
                .newCoordinator(
                        new GroupsSpec(SETTINGS, topics, NO_PATTERNS, new Chance(1), Trace.NONE));
    }

    /** Asks, and is answered at once. */
    Response ask(Request request) {
        waiter++;
        return decide(new GroupCommand.Asked(waiter, ClientInfo.ANONYMOUS, request, wallMs))
                .get(0)
                .response();
    }

    List<Answer> decide(GroupCommand command) {
        return applied(shard.decide(command, nowMs));
    }

    /** All that is due now is done. */
    void settle() {
        Decision<GroupRecord, List<Answer>> decision = shard.due(nowMs);
        while (decision != null) {
            applied(decision);
            decision = shard.due(nowMs);
        }
    }

    private List<Answer> applied(Decision<GroupRecord, List<Answer>> decision) {
        for (GroupRecord event : decision.events()) {
            shard.apply(log.size(), event);
            log.add(event);
        }
        return decision.response();
    }

    OffsetCommit.Response commit(String groupId, String topic, int partition, long offset) {
        List<OffsetCommit.Partition> partitions =
                List.of(new OffsetCommit.Partition(partition, offset, -1, null));
        return (OffsetCommit.Response)
                ask(
                        new OffsetCommit.Request(
                                groupId,
                                -1,
                                "",
                                null,
                                -1L,
                                true,
                                List.of(
                                        new OffsetCommit.Topic(
                                                TopicRef.named(topic), partitions))));
    }

    OffsetDelete.Response deleteOffset(String groupId, String topic, int partition) {
        return (OffsetDelete.Response)
                ask(
                        new OffsetDelete.Request(
                                groupId,
                                List.of(new OffsetDelete.Topic(topic, List.of(partition)))));
    }
}
