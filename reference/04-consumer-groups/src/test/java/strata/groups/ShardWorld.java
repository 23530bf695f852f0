package strata.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.groups.offsets.ListedPending;
import strata.groups.offsets.PlantedTopics;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.TopicRef;
import strata.kernel.Trace;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.TxnOffsetCommit;

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

    private record Marker(long producerId, boolean committed) {}

    /** Takes a marker's place in the log. */
    private static final GroupRecord MARKER =
            new GroupRecord(new GroupKey.Offset("marker", "marker", 0), null);

    final PlantedTopics topics;
    final GroupCoordinator shard;
    final List<GroupRecord> log = new ArrayList<>();
    // By offset: whose transaction wrote it, and where one has ended.
    private final Map<Integer, Long> writers = new TreeMap<>();
    private final Map<Integer, Marker> markers = new TreeMap<>();
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
                        new GroupsSpec(
                                SETTINGS,
                                topics,
                                NO_PATTERNS,
                                new Chance(1),
                                Trace.NONE,
                                new ListedPending()));
    }

    /** Asks, and is answered at once. */
    Response ask(Request request) {
        waiter++;
        return decide(new GroupCommand.Asked(waiter, ClientInfo.ANONYMOUS, request, wallMs))
                .get(0)
                .response();
    }

    /** Asks within the transaction of a producer. */
    TxnOffsetCommit.Response askInTransaction(long producerId, TxnOffsetCommit.Request request) {
        waiter++;
        Decision<GroupRecord, List<Answer>> decision =
                shard.decide(
                        new GroupCommand.Asked(waiter, ClientInfo.ANONYMOUS, request, wallMs),
                        nowMs);
        for (GroupRecord event : decision.events()) {
            shard.applyInTransaction(log.size(), producerId, event);
            log.add(event);
            writers.put(log.size() - 1, producerId);
        }
        return (TxnOffsetCommit.Response) decision.response().get(0).response();
    }

    /** The transaction of a producer ends here. */
    void end(long producerId, boolean committed) {
        shard.transactionEnded(log.size(), producerId, committed);
        markers.put(log.size(), new Marker(producerId, committed));
        log.add(MARKER);
    }

    /** Another coordinator, to which the log so far is all that there is. */
    GroupCoordinator replayed() {
        GroupCoordinator other = empty(topics);
        for (int at = 0; at < log.size(); at++) {
            Marker marker = markers.get(at);
            Long writer = writers.get(at);
            if (marker != null) {
                other.transactionEnded(at, marker.producerId(), marker.committed());
            } else if (writer != null) {
                other.applyInTransaction(at, writer, log.get(at));
            } else {
                other.apply(at, log.get(at));
            }
        }
        return other;
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
