package strata.oracles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import strata.groups.CoordinatedGroupsLayer;
import strata.kernel.Answer;
import strata.kernel.ClientInfo;
import strata.kernel.Coordinator.Decision;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.Trace;
import strata.kernel.groups.GroupCommand;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupRecordCodec;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;
import strata.oracles.KafkaOffsets.Stored;
import strata.transactions.KafkaTransactionsLayer;

/**
 * Offsets in and out of transactions: layers 4 and 5 together and Apache Kafka's own coordinator
 * store the same bytes, and tell the same offsets, over random histories.
 */
class OffsetsOracleTest {
    private static final int SEEDS = 300;
    private static final int STEPS = 150;
    private static final int RETENTION_MINUTES = 10;
    private static final int PARTITIONS = 3;
    private static final List<String> GROUPS = List.of("a", "b");
    private static final String TOPIC = "t";

    @Test
    void recordsAndOffsetsAreThoseOfApacheKafka() {
        int records = 0;
        int unstable = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Pair pair = new Pair(seed);
            for (int step = 0; step < STEPS; step++) {
                pair.step();
            }
            records += pair.records;
            unstable += pair.unstable;
        }
        assertThat(records).isGreaterThan(SEEDS * STEPS / 3);
        assertThat(unstable).isGreaterThan(1_000);
    }

    /** Both of them, asked the same. */
    private static final class Pair {
        int records;
        int unstable;
        private final int seed;
        private final Random random;
        private final KafkaOffsets kafka = new KafkaOffsets(RETENTION_MINUTES);
        private final OneTopic topics = new OneTopic();
        private final PendingOffsets pending = new KafkaTransactionsLayer().newPendingOffsets();
        private final GroupCoordinator ours;
        private long offset;
        private long waiter;
        private String last = "";

        Pair(int seed) {
            this.seed = seed;
            random = new Random(seed);
            ours =
                    new CoordinatedGroupsLayer()
                            .newCoordinator(
                                    new GroupsSpec(
                                            new GroupSettings(
                                                    GroupSettings.Classic.DEFAULT,
                                                    GroupSettings.Consumer.DEFAULT,
                                                    new GroupSettings.Offsets(
                                                            4_096, RETENTION_MINUTES * 60_000L)),
                                            topics,
                                            TopicPatterns.UNSUPPORTED,
                                            new NoRandom(),
                                            Trace.NONE,
                                            pending));
            ours.loaded(0);
        }

        void step() {
            String group = GROUPS.get(random.nextInt(GROUPS.size()));
            int partition = random.nextInt(PARTITIONS);
            long producerId = random.nextInt(3);
            long to = random.nextInt(1_000);
            kafka.nowMs += random.nextInt(60_000);
            int kind = random.nextInt(16);
            // Kafka keeps an empty group until it sweeps, and answers for it; we do not.
            boolean there = !ours.offsets(group).isEmpty() || pending.hasAny(group);
            last = kind + " " + group + "-" + partition + " of " + producerId + " to " + to;
            switch (kind) {
                case 0 -> expire();
                case 1 -> deleteTopic();
                case 2, 3 -> {
                    if (there) {
                        delete(group, partition);
                    }
                }
                case 4 -> {
                    if (there) {
                        same(
                                kafka.deleteGroup(group),
                                ask(new DeleteGroups.Request(List.of(group)), -1));
                    }
                }
                case 5, 6 -> end(producerId, random.nextInt(3) > 0);
                case 7, 8, 9 -> commit(group, partition, to);
                default -> commitInTransaction(producerId, group, partition, to);
            }
            compare();
        }

        private void commit(String group, int partition, long to) {
            OffsetCommit.Request request =
                    new OffsetCommit.Request(
                            group, -1, "", null, -1L, true, List.of(topic(partition, to)));
            same(kafka.commit(group, topics.uuid(), TOPIC, partition, to), ask(request, -1));
        }

        private void commitInTransaction(long producerId, String group, int partition, long to) {
            TxnOffsetCommit.Request request =
                    new TxnOffsetCommit.Request(
                            new TxnOffsetCommit.Transaction(
                                    "txn", producerId, (short) 0, TransactionSupport.ABORTABLE),
                            group,
                            -1,
                            "",
                            null,
                            List.of(topic(partition, to)));
            same(
                    kafka.commitInTransaction(producerId, group, TOPIC, partition, to),
                    ask(request, producerId));
        }

        private static OffsetCommit.Topic topic(int partition, long to) {
            return new OffsetCommit.Topic(
                    TopicRef.named(TOPIC),
                    List.of(new OffsetCommit.Partition(partition, to, -1, "m")));
        }

        private void delete(String group, int partition) {
            OffsetDelete.Topic topic = new OffsetDelete.Topic(TOPIC, List.of(partition));
            same(
                    kafka.delete(group, TOPIC, partition),
                    ask(new OffsetDelete.Request(group, List.of(topic)), -1));
        }

        private void end(long producerId, boolean committed) {
            kafka.end(producerId, committed);
            ours.transactionEnded(offset++, producerId, committed);
        }

        private void expire() {
            same(kafka.expire(), tell(new GroupCommand.Expire(kafka.nowMs)));
        }

        /** It is made anew at once: what was committed for it, by its id or by none, goes. */
        private void deleteTopic() {
            Uuid gone = topics.uuid();
            topics.makeAnew();
            same(
                    kafka.topicDeleted(gone, TOPIC),
                    tell(new GroupCommand.TopicsDeleted(List.of(TOPIC))));
        }

        private List<Stored> ask(Request request, long producerId) {
            waiter++;
            Decision<GroupRecord, List<Answer>> decision =
                    ours.decide(
                            new GroupCommand.Asked(
                                    waiter, ClientInfo.ANONYMOUS, request, kafka.nowMs),
                            kafka.nowMs);
            assertThat(decision.response()).hasSize(1);
            return applied(decision, producerId);
        }

        private List<Stored> tell(GroupCommand command) {
            List<Stored> stored = new ArrayList<>(applied(ours.decide(command, kafka.nowMs), -1));
            Decision<GroupRecord, List<Answer>> due = ours.due(kafka.nowMs);
            while (due != null) {
                stored.addAll(applied(due, -1));
                due = ours.due(kafka.nowMs);
            }
            return stored;
        }

        private List<Stored> applied(
                Decision<GroupRecord, List<Answer>> decision, long producerId) {
            List<Stored> stored = new ArrayList<>();
            for (GroupRecord event : decision.events()) {
                if (producerId < 0) {
                    ours.apply(offset++, event);
                } else {
                    ours.applyInTransaction(offset++, producerId, event);
                }
                assertThat(event.key()).isInstanceOf(GroupKey.Offset.class);
                stored.add(
                        new Stored(
                                GroupRecordCodec.encode(event.key()),
                                event.value() == null
                                        ? null
                                        : GroupRecordCodec.encode(event.value())));
            }
            return stored;
        }

        /** The same records, of one decision, in whatever order; several tombstones count once. */
        private void same(List<Stored> theirs, List<Stored> own) {
            records += own.size();
            assertThat(List.copyOf(new LinkedHashSet<>(own)))
                    .as("%s", this)
                    .containsExactlyInAnyOrderElementsOf(List.copyOf(new LinkedHashSet<>(theirs)));
        }

        private void compare() {
            for (String group : GROUPS) {
                Map<Integer, Long> theirs = kafka.fetch(group, TOPIC, PARTITIONS);
                assertThat(fetch(group)).as("%s: %s", this, group).isEqualTo(theirs);
                unstable += (int) theirs.values().stream().filter(to -> to < -1).count();
            }
        }

        private Map<Integer, Long> fetch(String group) {
            OffsetFetch.Topic topic =
                    new OffsetFetch.Topic(TopicRef.named(TOPIC), List.of(0, 1, 2));
            OffsetFetch.Request request =
                    new OffsetFetch.Request(
                            List.of(new OffsetFetch.Group(group, null, -1, List.of(topic))), true);
            Response response =
                    ours.decide(
                                    new GroupCommand.Asked(
                                            ++waiter, ClientInfo.ANONYMOUS, request, kafka.nowMs),
                                    kafka.nowMs)
                            .response()
                            .get(0)
                            .response();
            Map<Integer, Long> found = new TreeMap<>();
            ((OffsetFetch.Response) response)
                    .groups()
                    .get(0)
                    .topics()
                    .get(0)
                    .partitions()
                    .forEach(
                            p ->
                                    found.put(
                                            p.partition(),
                                            p.error() == ErrorCode.NONE
                                                    ? p.offset()
                                                    : -1_000L - p.error().number()));
            return found;
        }

        @Override
        public String toString() {
            return "seed " + seed + " after " + last;
        }
    }

    private static final class OneTopic implements TopicsView {
        private long id = 1;

        void makeAnew() {
            id++;
        }

        Uuid uuid() {
            return new Uuid(7, id);
        }

        @Override
        public long version() {
            return id;
        }

        @Override
        public @Nullable TopicId idOf(String topic) {
            return topic.equals(TOPIC) ? new TopicId(7, id) : null;
        }

        @Override
        public @Nullable String nameOf(TopicId asked) {
            return asked.equals(new TopicId(7, id)) ? TOPIC : null;
        }

        @Override
        public int partitionCount(String topic) {
            return topic.equals(TOPIC) ? PARTITIONS : 0;
        }

        @Override
        public Collection<String> names() {
            return List.of(TOPIC);
        }
    }

    /** Nobody is a member here. */
    private static final class NoRandom implements RandomSource {
        @Override
        public int nextInt(int bound) {
            throw new AssertionError("nothing is drawn");
        }

        @Override
        public long nextLong() {
            throw new AssertionError("nothing is drawn");
        }

        @Override
        public RandomSource fork(String purpose) {
            return this;
        }
    }
}
