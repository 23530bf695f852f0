package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetadataImage;
import org.apache.kafka.coordinator.group.modern.Assignment;
import org.apache.kafka.coordinator.group.modern.consumer.ConsumerGroupMember;
import org.apache.kafka.coordinator.group.modern.consumer.CurrentAssignmentBuilder;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;

/** Each step of a member towards its target, asked of Kafka's own class too. */
class ReconciliationAsKafkaTest {
    private static final int CASES = 40_000;
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void everyStepIsTheOneThatKafkaTakes() {
        for (int i = 0; i < CASES; i++) {
            Case one = new Case();
            ConsumerMember ours = one.ours();
            ConsumerGroupMember kafkas = one.kafkas();

            if (one.isNothing()) {
                // Kafka then writes the member anew, with its epoch as the one before, too.
                continue;
            }
            String what = "case " + i + " " + one.member + " " + one.goal + " " + one.owned;
            assertThat(ours.epoch()).as(what).isEqualTo(kafkas.memberEpoch());
            assertThat(ours.previousEpoch()).as(what).isEqualTo(kafkas.previousMemberEpoch());
            assertThat(ours.state().name()).as(what).isEqualTo(kafkas.state().name());
            assertThat(epochs(ours.assigned())).as(what).isEqualTo(kafkas.assignedPartitions());
            assertThat(epochs(ours.revoking()))
                    .as(what)
                    .isEqualTo(kafkas.partitionsPendingRevocation());
        }
    }

    /** A member that may be on any way to any target, whatever it says that it has. */
    private final class Case {
        private final Partitions others;
        private final Set<String> subscribed = new LinkedHashSet<>(NAMES);
        private final boolean subscriptionChanged = random.nextInt(3) == 0;
        private final ConsumerMember member;
        private final Reconciliation.Goal goal;
        private final @Nullable Partitions owned;

        Case() {
            int epoch = 1 + random.nextInt(5);
            MemberState state = List.of(MemberState.values()).get(random.nextInt(4));
            Partitions.Builder assigned = new Partitions.Builder(8);
            Partitions.Builder revoking = new Partitions.Builder(8);
            Partitions.Builder held = new Partitions.Builder(8);
            for (long topic = 1; topic <= 3; topic++) {
                for (int partition = 0; partition < 5; partition++) {
                    TopicId id = new TopicId(topic, topic);
                    int givenAt = 1 + random.nextInt(epoch);
                    switch (random.nextInt(5)) {
                        case 0 -> assigned.add(id, partition, givenAt);
                        case 1 -> {
                            if (state == MemberState.UNREVOKED_PARTITIONS) {
                                revoking.add(id, partition, givenAt);
                            }
                        }
                        case 2 -> held.add(id, partition, 0);
                        default -> {}
                    }
                }
            }
            others = held.sorted();
            subscribed.removeIf(name -> random.nextInt(4) == 0);
            GroupValue.Member wants =
                    new GroupValue.Member(
                            null, null, "", "", List.copyOf(subscribed), "", 1, null, null);
            member =
                    new ConsumerMember(
                            "m",
                            wants,
                            epoch,
                            epoch - 1,
                            state,
                            assigned.sorted(),
                            revoking.sorted());
            int ahead = random.nextInt(3);
            goal = new Reconciliation.Goal(epoch + ahead, some(3));
            owned = state == MemberState.UNKNOWN ? Partitions.NONE : said();
        }

        private @Nullable Partitions said() {
            return switch (random.nextInt(4)) {
                case 0 -> null;
                case 1 -> Partitions.NONE;
                case 2 -> member.assigned();
                default -> some(4);
            };
        }

        /** Whether nothing can change: no way to go, and nothing unsubscribed to let go. */
        boolean isNothing() {
            return subscriptionChanged
                    && subscribed.isEmpty()
                    && member.assigned().isEmpty()
                    && member.isReconciledTo(goal.assignmentEpoch());
        }

        private boolean isAtRest() {
            return !subscriptionChanged && member.isReconciledTo(goal.assignmentEpoch());
        }

        ConsumerMember ours() {
            Set<TopicId> ids = new LinkedHashSet<>();
            subscribed.forEach(name -> ids.add(idOf(name)));
            return isAtRest()
                    ? member
                    : new Reconciliation(
                                    member, goal, ids, subscriptionChanged, owned, others::contains)
                            .next();
        }

        ConsumerGroupMember kafkas() {
            ConsumerGroupMember kafkas =
                    new ConsumerGroupMember.Builder("m")
                            .setState(
                                    org.apache.kafka.coordinator.group.modern.MemberState.fromValue(
                                            member.state().number()))
                            .setMemberEpoch(member.epoch())
                            .setPreviousMemberEpoch(member.previousEpoch())
                            .setSubscribedTopicNames(List.copyOf(subscribed))
                            .setAssignedPartitions(epochs(member.assigned()))
                            .setPartitionsPendingRevocation(epochs(member.revoking()))
                            .build();
            return isAtRest()
                    ? kafkas
                    : new CurrentAssignmentBuilder(kafkas)
                            .withMetadataImage(image())
                            .withTargetAssignment(
                                    goal.assignmentEpoch(), new Assignment(numbers(goal.target())))
                            .withHasSubscriptionChanged(subscriptionChanged)
                            .withResolvedRegularExpressions(Map.of())
                            .withOwnedTopicPartitions(told(owned))
                            .withCurrentPartitionEpoch(this::epochOf)
                            .build();
        }

        /** As Kafka asks who has a partition: -1 for nobody. */
        private int epochOf(Uuid topic, int partition) {
            TopicId id =
                    new TopicId(topic.getMostSignificantBits(), topic.getLeastSignificantBits());
            boolean free =
                    !others.contains(id, partition)
                            && !member.assigned().contains(id, partition)
                            && !member.revoking().contains(id, partition);
            return free ? -1 : 1;
        }
    }

    private Partitions some(int oneIn) {
        Partitions.Builder some = new Partitions.Builder(8);
        for (long topic = 1; topic <= 3; topic++) {
            for (int partition = 0; partition < 5; partition++) {
                if (random.nextInt(oneIn) == 0) {
                    some.add(new TopicId(topic, topic), partition, 0);
                }
            }
        }
        return some.sorted();
    }

    private static TopicId idOf(String name) {
        long number = NAMES.indexOf(name) + 1L;
        return new TopicId(number, number);
    }

    private static Uuid uuid(TopicId id) {
        return new Uuid(id.high(), id.low());
    }

    private static Map<Uuid, Map<Integer, Integer>> epochs(Partitions partitions) {
        Map<Uuid, Map<Integer, Integer>> epochs = new LinkedHashMap<>();
        partitions.forEach(
                (topic, p) ->
                        epochs.computeIfAbsent(uuid(topic), id -> new LinkedHashMap<>())
                                .put(p, partitions.epochOf(topic, p)));
        return epochs;
    }

    private static Map<Uuid, Set<Integer>> numbers(Partitions partitions) {
        Map<Uuid, Set<Integer>> numbers = new LinkedHashMap<>();
        partitions.forEach(
                (topic, p) ->
                        numbers.computeIfAbsent(uuid(topic), id -> new LinkedHashSet<>()).add(p));
        return numbers;
    }

    private static @Nullable List<ConsumerGroupHeartbeatRequestData.TopicPartitions> told(
            @Nullable Partitions partitions) {
        if (partitions == null) {
            return null;
        }
        List<ConsumerGroupHeartbeatRequestData.TopicPartitions> told = new ArrayList<>();
        numbers(partitions)
                .forEach(
                        (topic, numbers) ->
                                told.add(
                                        new ConsumerGroupHeartbeatRequestData.TopicPartitions()
                                                .setTopicId(topic)
                                                .setPartitions(List.copyOf(numbers))));
        return told;
    }

    /** The three topics, as Kafka sees them. */
    private static CoordinatorMetadataImage image() {
        return proxy(
                CoordinatorMetadataImage.class,
                (proxy, method, arguments) ->
                        NAMES.stream()
                                .filter(name -> isOf(name, arguments[0]))
                                .map(ReconciliationAsKafkaTest::topic)
                                .findFirst());
    }

    /** Whether a topic is asked for, by its name or its id. */
    private static boolean isOf(String name, Object asked) {
        return name.equals(asked) || uuid(idOf(name)).equals(asked);
    }

    private static CoordinatorMetadataImage.TopicMetadata topic(String name) {
        return proxy(
                CoordinatorMetadataImage.TopicMetadata.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "name" -> name;
                            case "id" -> uuid(idOf(name));
                            case "partitionCount" -> 5;
                            default -> List.of();
                        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        ClassLoader loader = ReconciliationAsKafkaTest.class.getClassLoader();
        return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
    }
}
