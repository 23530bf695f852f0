package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupView;
import strata.kernel.request.OffsetCommit;

/**
 * Groups whose members join, crash, pause, come back as zombies, lose answers, are slow to let go
 * and change their minds, while topics grow and the coordinator moves.
 */
class ConsumerGroupModelTest {
    private static final int SEEDS = Integer.getInteger("strata.model.seeds", 30);
    private static final int EVENTS = 120;
    private static final String[] TOPICS = {"t", "u", "v"};

    @Test
    void noPartitionEverHasTwoOwnersAndEveryGroupComesToRest() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Run(seed).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Run {
        private final SplittableRandom random;
        private final GroupWorld world;
        private final List<ModelMember> members = new ArrayList<>();
        private final Map<String, Integer> epochs = new LinkedHashMap<>();
        private int lastMember;
        private int groupEpoch;

        Run(long seed) {
            random = new SplittableRandom(seed);
            world = new GroupWorld(GroupWorld.with(random.nextBoolean() ? 1_000 : 0, 8));
            world.topics.create("t", 1 + random.nextInt(6));
            world.topics.create("u", 1 + random.nextInt(6));
        }

        void play() {
            for (int i = 0; i < EVENTS; i++) {
                event();
                check(i);
            }
            heal();
        }

        private void event() {
            int dice = random.nextInt(100);
            ModelMember one =
                    members.isEmpty() ? null : members.get(random.nextInt(members.size()));
            if (one == null || (dice < 8 && members.size() < 7)) {
                join();
            } else if (dice < 11) {
                one.crashed = true;
            } else if (dice < 14) {
                one.pausedUntilMs = world.nowMs + random.nextInt(120_000);
            } else if (dice < 17 && !one.crashed) {
                one.leave(one.member.instanceId != null && random.nextBoolean() ? -2 : -1);
            } else if (dice < 21) {
                subscribe(one);
            } else if (dice < 24) {
                String topic = TOPICS[random.nextInt(3)];
                if (world.topics.idOf(topic) == null) {
                    world.topics.create(topic, 1);
                } else {
                    world.topics.grow(topic, world.topics.partitionCount(topic) + 1);
                }
            } else if (dice < 26) {
                world.moveCoordinator();
            } else if (dice < 34) {
                commit(one);
            } else {
                advance(random.nextInt(6_000), true);
            }
        }

        private void join() {
            String instanceId = random.nextInt(3) == 0 ? "i" + random.nextInt(3) : null;
            if (instanceId != null) {
                members.removeIf(m -> m.crashed && instanceId.equals(m.member.instanceId));
            }
            TestMember member = new TestMember(world, "m" + ++lastMember, "t");
            member.instanceId = instanceId;
            ModelMember model = new ModelMember(world, member, random.split());
            subscribe(model);
            members.add(model);
            model.beat(true);
        }

        private void subscribe(ModelMember member) {
            List<String> topics = new ArrayList<>(List.of(TOPICS));
            topics.removeIf(topic -> random.nextInt(3) == 0);
            String expression =
                    random.nextInt(4) == 0 ? "[" + "tuv".charAt(random.nextInt(3)) + "w]" : null;
            member.subscribe(topics.toArray(String[]::new), expression);
        }

        /** Time goes by: everybody who runs speaks when it is time. */
        private void advance(long ms, boolean faults) {
            long endMs = world.nowMs + ms;
            while (world.nowMs < endMs) {
                world.pass(Math.min(1_000, endMs - world.nowMs));
                for (ModelMember member : members) {
                    if (!member.isZombie() && member.nextBeatMs <= world.nowMs) {
                        member.nextBeatMs = world.nowMs + 5_000;
                        member.beat(faults);
                    }
                }
            }
        }

        /** Whoever it is, its commit is taken only for what nobody else holds. */
        private void commit(ModelMember member) {
            for (TopicPartition partition : List.copyOf(member.member.owned)) {
                OffsetCommit.Request request =
                        new OffsetCommit.Request(
                                GroupWorld.GROUP,
                                member.member.epoch,
                                member.member.id,
                                member.member.instanceId,
                                -1,
                                true,
                                List.of(
                                        new OffsetCommit.Topic(
                                                TopicRef.named(partition.topic()),
                                                List.of(
                                                        new OffsetCommit.Partition(
                                                                partition.partition(),
                                                                1,
                                                                -1,
                                                                "")))));
                OffsetCommit.Response response = (OffsetCommit.Response) world.ask(request);
                ErrorCode error = response.topics().get(0).partitions().get(0).error();
                String holder = holder(partition);
                if (error == ErrorCode.NONE) {
                    assertThat(holder).isIn(member.member.id, null);
                } else if (!member.isZombie() && member.member.id.equals(holder)) {
                    assertThat(error).isNotEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
                }
            }
        }

        private @Nullable String holder(TopicPartition partition) {
            for (GroupView group : world.coordinator.groups()) {
                for (GroupView.MemberView member : group.members()) {
                    if (member.owned().contains(partition)) {
                        return member.memberId();
                    }
                }
            }
            return null;
        }

        private void check(int event) {
            if (world.coordinator.groups().isEmpty()) {
                return;
            }
            GroupView group = world.group();
            assertThat(group.epoch()).isGreaterThanOrEqualTo(groupEpoch);
            groupEpoch = group.epoch();
            Map<TopicPartition, String> owners = new LinkedHashMap<>();
            for (GroupView.MemberView member : group.members()) {
                for (TopicPartition partition : member.owned()) {
                    String other = owners.put(partition, member.memberId());
                    assertThat(other).as("%s of %s", partition, member).isNull();
                }
                int before = epochs.getOrDefault(member.memberId(), 0);
                assertThat(member.epoch() == -2 || member.epoch() >= before)
                        .as("%s was at %s", member, before)
                        .isTrue();
                epochs.put(member.memberId(), Math.max(before, member.epoch()));
            }
            whoIsAMemberReadsOnlyItsOwn(owners, group);
            if (event % 5 == 0) {
                replayIsTheSame();
            }
        }

        private void whoIsAMemberReadsOnlyItsOwn(
                Map<TopicPartition, String> owners, GroupView group) {
            for (ModelMember member : members) {
                if (isMember(group, member) && !member.crashed) {
                    for (TopicPartition partition : member.member.owned) {
                        assertThat(owners)
                                .as(
                                        "%s reads %s at %s",
                                        member.member.id, member.member.owned, member.member.epoch)
                                .containsEntry(partition, member.member.id);
                    }
                }
            }
        }

        private static boolean isMember(GroupView group, ModelMember member) {
            return group.members().stream().anyMatch(m -> m.memberId().equals(member.member.id));
        }

        private void replayIsTheSame() {
            List<GroupRecord> compacted = GroupWorld.compacted(world.log, random.nextBoolean());
            assertThat(world.replayed(world.log).groups()).isEqualTo(world.coordinator.groups());
            assertThat(world.replayed(compacted).groups()).isEqualTo(world.coordinator.groups());
        }

        /** Nothing goes wrong any more: the group comes to rest. */
        private void heal() {
            members.removeIf(member -> member.crashed);
            members.forEach(member -> member.pausedUntilMs = 0);
            advance(150_000, false);
            members.removeIf(member -> member.crashed);
            if (members.isEmpty()) {
                return;
            }
            check(0);
            GroupView group = world.group();
            assertThat(group.state()).as("%s", group).isEqualTo("Stable");
            members.removeIf(member -> !isMember(group, member));
            assertThat(members).hasSize(group.members().size());
            Map<TopicPartition, String> owners = new LinkedHashMap<>();
            for (ModelMember member : members) {
                member.member.owned.forEach(p -> owners.put(p, member.member.id));
            }
            for (GroupView.MemberView member : group.members()) {
                assertThat(member.owned()).isEqualTo(member.target());
            }
            for (String topic : world.topics.names()) {
                boolean wanted = members.stream().anyMatch(member -> wants(member, topic));
                for (int p = 0; wanted && p < world.topics.partitionCount(topic); p++) {
                    assertThat(owners).as("%s", group).containsKey(new TopicPartition(topic, p));
                }
            }
            int before = world.log.size();
            advance(60_000, false);
            assertThat(world.log).as("at rest nothing is stored").hasSize(before);
        }

        private static boolean wants(ModelMember member, String topic) {
            return List.of(member.member.topics).contains(topic)
                    || (member.expression != null && topic.matches(member.expression));
        }
    }
}
