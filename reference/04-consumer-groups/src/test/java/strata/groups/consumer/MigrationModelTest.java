package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupView;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;

/**
 * Members of both protocols come, crash and leave, so that their group is turned again and again;
 * the coordinator moves meanwhile. Those of the classic protocol give everything up whenever they
 * join.
 */
class MigrationModelTest {
    private static final int SEEDS = Integer.getInteger("strata.model.seeds", 20);
    private static final int EVENTS = 120;
    private static final int PARTITIONS = 6;

    @Test
    void noPartitionEverHasTwoReadersWhicheverProtocolTheySpeak() {
        int turned = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed);
            try {
                run.play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            turned += run.turned;
        }
        assertThat(turned).as("times that a group was turned").isGreaterThan(SEEDS);
    }

    private static final class Run {
        private final SplittableRandom random;
        private final GroupWorld world;
        private final List<TestMember> members = new ArrayList<>();
        private final List<Guest> guests = new ArrayList<>();
        private int lastMember;
        private String type = "";
        private int turned;

        Run(long seed) {
            random = new SplittableRandom(seed);
            world = new GroupWorld(GroupWorld.with(random.nextBoolean() ? 1_000 : 0, 20));
            world.topics.create("t", PARTITIONS);
        }

        void play() {
            for (int i = 0; i < EVENTS; i++) {
                event();
                check();
            }
            for (int i = 0; i < 60; i++) {
                advance(1_000);
                check();
            }
            if (!members.isEmpty() || !guests.isEmpty()) {
                atRest();
            }
        }

        private void event() {
            int dice = random.nextInt(100);
            if (dice < 8 && members.size() < 3) {
                members.add(new TestMember(world, "m" + ++lastMember, "t").join());
            } else if (dice < 16 && guests.size() < 3) {
                Guest guest = new Guest();
                guests.add(guest);
                guest.join();
            } else if (dice < 22 && !members.isEmpty()) {
                TestMember gone = members.remove(random.nextInt(members.size()));
                if (random.nextBoolean()) {
                    world.heartbeat(GroupWorld.beat(gone.id, -1).request());
                }
            } else if (dice < 26 && !guests.isEmpty()) {
                Guest gone = guests.remove(random.nextInt(guests.size()));
                if (random.nextBoolean()) {
                    gone.guest.leave();
                }
            } else if (dice < 28) {
                world.moveCoordinator();
                guests.forEach(guest -> guest.waits = Waits.LOST);
            } else {
                advance(random.nextInt(4_000));
            }
        }

        private void advance(long ms) {
            world.pass(ms);
            for (TestMember member : members) {
                member.slow = random.nextInt(4) == 0;
                ConsumerGroupHeartbeat.Response response =
                        world.heartbeat(member.request().request());
                if (response.error() == ErrorCode.NONE) {
                    member.accept(response);
                } else {
                    member.join();
                }
            }
            guests.forEach(Guest::turn);
        }

        private void check() {
            if (world.coordinator.groups().isEmpty()) {
                return;
            }
            GroupView group = world.group();
            if (!group.type().equals(type)) {
                turned += type.isEmpty() ? 0 : 1;
                type = group.type();
            }
            Map<TopicPartition, String> readers = new LinkedHashMap<>();
            for (TestMember member : members) {
                read(readers, member.id, member.owned, group);
            }
            for (Guest guest : guests) {
                read(readers, guest.guest.id, guest.guest.assigned, group);
            }
            Map<TopicPartition, String> owners = new LinkedHashMap<>();
            for (GroupView.MemberView member : group.members()) {
                for (TopicPartition partition : member.owned()) {
                    assertThat(owners.put(partition, member.memberId()))
                            .as("%s of %s", partition, group)
                            .isNull();
                }
            }
            if (group.type().equals("consumer") && random.nextInt(4) == 0) {
                assertThat(world.replayed(world.log).groups())
                        .isEqualTo(world.coordinator.groups());
            }
        }

        private void read(
                Map<TopicPartition, String> readers,
                String id,
                Iterable<TopicPartition> partitions,
                GroupView group) {
            boolean isMember = group.members().stream().anyMatch(m -> m.memberId().equals(id));
            for (TopicPartition partition : partitions) {
                if (isMember) {
                    assertThat(readers.put(partition, id))
                            .as("%s is read by %s in %s", partition, id, group)
                            .isNull();
                }
            }
        }

        private void atRest() {
            for (int i = 0; i < 60; i++) {
                world.pass(1_000);
                members.forEach(
                        member -> {
                            member.slow = false;
                            member.beat();
                        });
                guests.forEach(Guest::turn);
            }
            check();
            Map<TopicPartition, String> readers = new LinkedHashMap<>();
            members.forEach(member -> read(readers, member.id, member.owned, world.group()));
            guests.forEach(
                    guest -> read(readers, guest.guest.id, guest.guest.assigned, world.group()));
            assertThat(readers).as("%s %s %s", world.group(), members, guests).hasSize(PARTITIONS);
            assertThat(world.group().type()).isEqualTo(members.isEmpty() ? "classic" : "consumer");
        }

        /** A guest's client: what it waits for, and what it does next. */
        private final class Guest {
            final TestGuest guest = new TestGuest(world, "t");
            Waits waits = Waits.NOTHING;
            private long sync;

            @Override
            public String toString() {
                return guest.id + " " + waits + " at " + guest.generation + " " + guest.assigned;
            }

            void join() {
                guest.assigned.clear();
                guest.join();
                waits = Waits.JOIN;
            }

            void turn() {
                switch (waits) {
                    case NOTHING -> beat();
                    case JOIN -> joined();
                    case SYNC -> synced();
                    case LOST -> join();
                }
            }

            private void beat() {
                switch (guest.heartbeat()) {
                    case NONE -> {}
                    case REBALANCE_IN_PROGRESS -> join();
                    default -> forgotten();
                }
            }

            private void forgotten() {
                guest.id = "";
                guest.generation = -1;
                join();
            }

            private void joined() {
                JoinGroup.Response response = guest.lastAnswer();
                if (response == null) {
                    return;
                }
                if (response.error() == ErrorCode.REBALANCE_IN_PROGRESS) {
                    join();
                } else if (response.error() != ErrorCode.NONE) {
                    forgotten();
                } else {
                    guest.answered();
                    sync = guest.askSync(guest.isLeader ? shares(response) : List.of());
                    waits = Waits.SYNC;
                    synced();
                }
            }

            private List<SyncGroup.Assignment> shares(JoinGroup.Response response) {
                List<SyncGroup.Assignment> shares = new ArrayList<>();
                int size = response.members().size();
                for (int i = 0; i < size; i++) {
                    List<Integer> mine = new ArrayList<>();
                    for (int p = i; p < PARTITIONS; p += size) {
                        mine.add(p);
                    }
                    TestGuest other = new TestGuest(world, "t");
                    other.id = response.members().get(i).memberId();
                    shares.add(
                            TestGuest.share(
                                    other, mine.stream().mapToInt(Integer::intValue).toArray()));
                }
                return shares;
            }

            private void synced() {
                ErrorCode error = guest.synced(sync);
                if (error == null) {
                    return;
                }
                switch (error) {
                    case NONE -> waits = Waits.NOTHING;
                    case REBALANCE_IN_PROGRESS -> join();
                    default -> forgotten();
                }
            }
        }
    }

    private enum Waits {
        NOTHING,
        JOIN,
        SYNC,
        /** What it waited for went with the coordinator. */
        LOST
    }
}
