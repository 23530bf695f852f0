package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.groups.Chance;
import strata.groups.CoordinatedGroupsLayer;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.Trace;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/** A coordinator, the log that it writes, and a clock. */
final class GroupWorld {
    static final String GROUP = "g";
    static final ClientInfo CLIENT = new ClientInfo("client", "/127.0.0.1");

    final TestTopics topics = new TestTopics();
    final List<GroupRecord> log = new ArrayList<>();
    final GroupsSpec spec;
    GroupCoordinator coordinator;
    long nowMs = 1_000;
    private long lastWaiter;

    /** How far the wall clock is ahead of the monotonic one. */
    long wallAheadMs = 1_700_000_000_000L;

    /** Who was answered by a later decision, and what. */
    final Map<Long, Response> answers = new LinkedHashMap<>();

    GroupWorld() {
        this(GroupSettings.Consumer.DEFAULT);
    }

    GroupWorld(GroupSettings.Consumer settings) {
        GroupSettings all =
                new GroupSettings(
                        GroupSettings.Classic.DEFAULT, settings, GroupSettings.Offsets.DEFAULT);
        spec = new GroupsSpec(all, topics, new JavaPatterns(), new Chance(7), Trace.NONE);
        coordinator = new CoordinatedGroupsLayer().newCoordinator(spec);
        coordinator.loaded(nowMs);
    }

    /** Kafka's defaults, but for targets that may be made at any time. */
    static GroupSettings.Consumer eager() {
        return with(0, Integer.MAX_VALUE);
    }

    static GroupSettings.Consumer with(int assignmentIntervalMs, int maxSize) {
        GroupSettings.Consumer defaults = GroupSettings.Consumer.DEFAULT;
        return new GroupSettings.Consumer(
                defaults.sessionTimeoutMs(),
                defaults.heartbeatIntervalMs(),
                maxSize,
                defaults.assignors(),
                defaults.migration(),
                defaults.regexRefreshIntervalMs(),
                assignmentIntervalMs);
    }

    /** Asks; what is decided is true at once. */
    Response ask(Request request) {
        long waiter = ask(new ArrayList<>(), request);
        Response response = answers.remove(waiter);
        assertThat(response).as("an answer to %s", request).isNotNull();
        return response;
    }

    /** Asks, and may be answered later. */
    long ask(List<GroupRecord> stored, Request request) {
        long waiter = ++lastWaiter;
        Decision<GroupRecord, List<Answer>> decision =
                coordinator.decide(
                        new GroupCommand.Asked(waiter, CLIENT, request, wallMs()), nowMs);
        int from = log.size();
        accept(decision);
        stored.addAll(log.subList(from, log.size()));
        return waiter;
    }

    /** Asks; what is decided is not carried out. */
    <R extends Response> R decided(Class<R> type, Request request) {
        Decision<GroupRecord, List<Answer>> decision =
                coordinator.decide(
                        new GroupCommand.Asked(++lastWaiter, CLIENT, request, wallMs()), nowMs);
        return type.cast(decision.response().get(0).response());
    }

    ConsumerGroupHeartbeat.Response heartbeat(ConsumerGroupHeartbeat.Request request) {
        return (ConsumerGroupHeartbeat.Response) ask(request);
    }

    long wallMs() {
        return nowMs + wallAheadMs;
    }

    /** Lets time go by; what becomes due meanwhile happens. */
    void pass(long ms) {
        long endMs = nowMs + ms;
        while (coordinator.nextDueMs() <= endMs) {
            nowMs = Math.max(nowMs, coordinator.nextDueMs());
            Decision<GroupRecord, List<Answer>> decision = coordinator.due(nowMs);
            while (decision != null) {
                accept(decision);
                decision = coordinator.due(nowMs);
            }
        }
        nowMs = endMs;
    }

    private void accept(Decision<GroupRecord, List<Answer>> decision) {
        for (GroupRecord event : decision.events()) {
            coordinator.apply(log.size(), event);
            log.add(event);
        }
        decision.response().forEach(answer -> answers.put(answer.waiter(), answer.response()));
    }

    GroupView group() {
        return coordinator.groups().stream()
                .filter(group -> group.groupId().equals(GROUP))
                .findFirst()
                .orElseThrow();
    }

    /** What a member may read, by its id. */
    @Nullable
    List<TopicPartition> owned(String memberId) {
        return group().owners().get(memberId);
    }

    /** Another coordinator, to which the log so far is all that there is. */
    GroupCoordinator replayed(List<GroupRecord> records) {
        GroupCoordinator other = new CoordinatedGroupsLayer().newCoordinator(spec);
        for (int i = 0; i < records.size(); i++) {
            other.apply(i, records.get(i));
        }
        return other;
    }

    /** The coordinator moves: another one takes over. */
    void moveCoordinator() {
        coordinator = replayed(log);
        coordinator.loaded(nowMs);
    }

    /** As compaction leaves the log: the last record of each key, in the log's order. */
    static List<GroupRecord> compacted(List<GroupRecord> records, boolean tombstonesToo) {
        Map<GroupKey, GroupRecord> last = new LinkedHashMap<>();
        for (GroupRecord record : records) {
            last.remove(record.key());
            last.put(record.key(), record);
        }
        return last.values().stream()
                .filter(record -> tombstonesToo || record.value() != null)
                .toList();
    }

    static void assertRefused(ConsumerGroupHeartbeat.Response response, ErrorCode error) {
        assertThat(response.error()).as("%s", response).isEqualTo(error);
    }

    /** Regular expressions of the JDK: good enough for the few that a test uses. */
    private static final class JavaPatterns implements TopicPatterns {
        @Override
        public TopicPattern compile(String expression) {
            try {
                java.util.regex.Pattern pattern = java.util.regex.Pattern.compile(expression);
                return topic -> pattern.matcher(topic).matches();
            } catch (java.util.regex.PatternSyntaxException e) {
                throw new InvalidPatternException(e.getDescription());
            }
        }
    }

    /** A heartbeat in the making: nothing is told but what is said. */
    static Beat beat(String memberId, int epoch) {
        return new Beat(memberId, epoch);
    }

    static final class Beat {
        private final String memberId;
        private final int epoch;
        private String groupId = GROUP;
        private @Nullable String instanceId;
        private @Nullable String rack;
        private int rebalanceTimeoutMs = -1;
        private @Nullable List<String> topics;
        private @Nullable String expression;
        private @Nullable String assignor;
        private @Nullable List<ConsumerGroupHeartbeat.TopicPartitions> owned;
        private boolean ownId = true;

        private Beat(String memberId, int epoch) {
            this.memberId = memberId;
            this.epoch = epoch;
        }

        Beat group(String id) {
            groupId = id;
            return this;
        }

        Beat instance(@Nullable String id) {
            instanceId = id;
            return this;
        }

        Beat rack(String id) {
            rack = id;
            return this;
        }

        Beat timeout(int ms) {
            rebalanceTimeoutMs = ms;
            return this;
        }

        Beat topics(String... names) {
            topics = List.of(names);
            return this;
        }

        Beat expression(@Nullable String text) {
            expression = text;
            return this;
        }

        Beat assignor(String name) {
            assignor = name;
            return this;
        }

        Beat owned(@Nullable List<ConsumerGroupHeartbeat.TopicPartitions> partitions) {
            owned = partitions;
            return this;
        }

        Beat versionZero() {
            ownId = false;
            return this;
        }

        ConsumerGroupHeartbeat.Request request() {
            return new ConsumerGroupHeartbeat.Request(
                    groupId,
                    memberId,
                    epoch,
                    instanceId,
                    rack,
                    rebalanceTimeoutMs,
                    topics,
                    expression,
                    assignor,
                    owned,
                    ownId);
        }
    }

    /** Joining, with all that it needs. */
    static Beat join(String memberId, String... topics) {
        return beat(memberId, 0).timeout(60_000).topics(topics).owned(List.of());
    }
}
