package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.GROUP;
import static strata.groups.consumer.GroupWorld.assertRefused;
import static strata.groups.consumer.GroupWorld.beat;
import static strata.groups.consumer.GroupWorld.join;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupSettings.Migration;
import strata.kernel.groups.GroupView;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.LeaveGroup;

class MigrationTest {
    private final GroupWorld world = new GroupWorld(settings(Migration.BIDIRECTIONAL));

    static GroupSettings.Consumer settings(Migration migration) {
        GroupSettings.Consumer eager = GroupWorld.eager();
        return new GroupSettings.Consumer(
                eager.sessionTimeoutMs(),
                eager.heartbeatIntervalMs(),
                eager.maxSize(),
                eager.assignors(),
                migration,
                eager.regexRefreshIntervalMs(),
                0);
    }

    /** A classic group of two, each with half of the six partitions. */
    static List<TestGuest> classicGroup(GroupWorld world) {
        world.topics.create("t", 6);
        TestGuest a = new TestGuest(world, "t");
        TestGuest b = new TestGuest(world, "t");
        a.join();
        b.join();
        world.pass(10_000);
        a.answered();
        b.answered();
        TestGuest leader = a.isLeader ? a : b;
        TestGuest other = a.isLeader ? b : a;
        leader.sync(List.of(TestGuest.share(leader, 0, 1, 2), TestGuest.share(other, 3, 4, 5)));
        other.sync(List.of());
        assertThat(world.group().state()).isEqualTo("Stable");
        return List.of(leader, other);
    }

    static void beatUntilAtRest(List<TestGuest> guests, List<TestMember> members) {
        for (int i = 0; i < 8; i++) {
            guests.forEach(TestGuest::beat);
            members.forEach(TestMember::beat);
        }
    }

    @Test
    void aClassicGroupIsTurnedWhileItsMembersGoOn() {
        List<TestGuest> guests = classicGroup(world);

        TestMember c = new TestMember(world, "c", "t").join();

        assertThat(world.group().type()).isEqualTo("consumer");
        assertThat(c.owned).isEmpty();
        assertThat(guests.get(0).heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        beatUntilAtRest(guests, List.of(c));
        assertThat(world.group().state()).isEqualTo("Stable");
        assertThat(c.owned).hasSize(2);
        for (TestGuest guest : guests) {
            assertThat(guest.assigned).hasSize(2);
            assertThat(world.owned(guest.id)).isEqualTo(List.copyOf(guest.assigned));
        }
    }

    @Test
    void whatAGuestKeepsItKeepsAllTheWhile() {
        List<TestGuest> guests = classicGroup(world);
        List<TopicPartition> before = List.copyOf(guests.get(0).assigned);

        TestMember c = new TestMember(world, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));

        assertThat(before).containsAll(guests.get(0).assigned);
    }

    @Test
    void theLastOneOfTheNewProtocolTurnsTheGroupBack() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));

        world.heartbeat(beat("c", -1).request());

        assertThat(world.group().type()).isEqualTo("classic");
        assertThat(guests.get(0).heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        guests.forEach(TestGuest::join);
        guests.forEach(TestGuest::answered);
        TestGuest leader = guests.get(0).isLeader ? guests.get(0) : guests.get(1);
        leader.sync(List.of(TestGuest.share(leader, 0, 1, 2, 3, 4, 5)));
        assertThat(leader.assigned).hasSize(6);
    }

    @Test
    void theLastOneOfTheNewProtocolThatIsNotHeardOfTurnsTheGroupBack() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));

        for (int i = 0; i < 9; i++) {
            world.pass(5_000);
            guests.forEach(TestGuest::heartbeat);
        }

        assertThat(world.group().type()).isEqualTo("classic");
    }

    @Test
    void replayTellsTheSameOfAGroupThatHasBeenTurnedTwice() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").join();
        replayIsTheSame();
        beatUntilAtRest(guests, List.of(c));
        replayIsTheSame();

        world.heartbeat(beat("c", -1).request());

        assertThat(GroupWorld.compacted(world.log, false)).hasSize(1);
        assertThat(world.replayed(world.log).groups().get(0).members()).hasSize(2);
    }

    private void replayIsTheSame() {
        assertThat(world.replayed(world.log).groups()).isEqualTo(world.coordinator.groups());
        assertThat(world.replayed(GroupWorld.compacted(world.log, true)).groups())
                .isEqualTo(world.coordinator.groups());
    }

    @Test
    void whereItIsNotAllowedNothingIsTurned() {
        for (Migration migration : List.of(Migration.DISABLED, Migration.DOWNGRADE)) {
            GroupWorld other = new GroupWorld(settings(migration));
            classicGroup(other);
            assertRefused(other.heartbeat(join("c", "t").request()), ErrorCode.GROUP_ID_NOT_FOUND);
            assertThat(other.group().type()).isEqualTo("classic");
        }
        GroupWorld strict = new GroupWorld(settings(Migration.DISABLED));
        strict.topics.create("t", 6);
        strict.heartbeat(join("c", "t").request());

        assertThat(Objects.requireNonNull(new TestGuest(strict, "t").join()).error())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void whereItMayNotBeTurnedBackTheGroupStaysOneOfTheNewProtocol() {
        GroupWorld up = new GroupWorld(settings(Migration.UPGRADE));
        List<TestGuest> guests = classicGroup(up);
        TestMember c = new TestMember(up, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));

        up.heartbeat(beat("c", -1).request());
        beatUntilAtRest(guests, List.of());

        assertThat(up.group().type()).isEqualTo("consumer");
        assertThat(guests.get(0).assigned).hasSize(3);
    }

    @Test
    void emptyGroupsAreTurnedBothWays() {
        List<TestGuest> guests = classicGroup(world);
        guests.forEach(TestGuest::leave);
        assertThat(world.group().state()).isEqualTo("Empty");

        TestMember c = new TestMember(world, "c", "t").join();
        assertThat(world.group().type()).isEqualTo("consumer");
        assertThat(c.owned).hasSize(6);
        world.heartbeat(beat("c", -1).request());
        TestGuest again = new TestGuest(world, "t");
        again.join();

        assertThat(world.group().type()).isEqualTo("classic");
        world.pass(10_000);
        again.answered();
        assertThat(again.isLeader).isTrue();
    }

    @Test
    void anAssignmentWithDataOfItsOwnIsNotUnderstood() {
        world.topics.create("t", 6);
        TestGuest a = new TestGuest(world, "t");
        a.join();
        world.pass(10_000);
        a.answered();
        ByteBuffer own = ByteBuffer.wrap(new byte[] {1, 2});
        a.sync(
                List.of(
                        new strata.kernel.request.SyncGroup.Assignment(
                                a.id,
                                ConsumerProtocol.encode(
                                        new ConsumerProtocol.Assignment(List.of(), own)))));
        int before = world.log.size();

        assertRefused(world.heartbeat(join("c", "t").request()), ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(world.log).hasSize(before);
    }

    @Test
    void whoWaitsInAGroupThatIsTurnedIsToldToJoinAgain() {
        classicGroup(world);
        TestGuest late = new TestGuest(world, "t");
        late.join();

        new TestMember(world, "c", "t").join();

        assertThat(Objects.requireNonNull(late.lastAnswer()).error())
                .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aStaticMemberMayChangeItsProtocol() {
        world.topics.create("t", 6);
        TestMember c = new TestMember(world, "c", "t").instance("one").join();
        TestMember d = new TestMember(world, "d", "t").instance("two").join();
        beatUntilAtRest(List.of(), List.of(c, d));

        TestGuest guest = new TestGuest(world, "t");
        guest.instanceId = "one";
        guest.rejoin();
        guest.sync(List.of());

        assertThat(guest.assigned).isEqualTo(c.owned);
        assertThat(world.group().type()).isEqualTo("consumer");
        assertRefused(world.heartbeat(c.request().request()), ErrorCode.FENCED_INSTANCE_ID);

        TestGuest second = new TestGuest(world, "t");
        second.instanceId = "two";
        second.rejoin();
        assertThat(world.group().type()).as("nobody speaks the new one").isEqualTo("classic");
        List<TopicPartition> owned = new ArrayList<>();
        for (GroupView.MemberView member : world.group().members()) {
            owned.addAll(member.owned());
        }
        assertThat(owned).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void aGuestHasToSayWhatItIs() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));
        TestGuest guest = guests.get(0);
        int generation = guest.generation;

        guest.generation--;
        assertThat(guest.heartbeat()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        guest.generation = generation;
        String id = guest.id;
        guest.id = "nobody";
        assertThat(guest.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        guest.id = "c";
        assertThat(guest.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        guest.id = id;
        assertThat(guest.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(Objects.requireNonNull(new TestGuest(world, "connect", "t").join()).error())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aGuestThatIsNotHeardOfOrDoesNotJoinAgainIsOut() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));
        for (int i = 0; i < 10; i++) {
            world.pass(5_000);
            c.beat();
            guests.get(0).heartbeat();
        }
        assertThat(world.group().members()).hasSize(2);

        for (int i = 0; i < 14; i++) {
            world.pass(5_000);
            c.beat();
            guests.get(0).heartbeat();
        }

        assertThat(world.group().members()).extracting(m -> m.memberId()).containsExactly("c");
        assertThat(c.owned).hasSize(6);
    }

    @Test
    void guestsAreRemovedByTools() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").instance("one").join();
        TestMember d = new TestMember(world, "d", "t").join();
        beatUntilAtRest(guests, List.of(c, d));

        LeaveGroup.Response response =
                (LeaveGroup.Response)
                        world.ask(
                                new LeaveGroup.Request(
                                        GROUP,
                                        List.of(
                                                new LeaveGroup.Member("", "one", null),
                                                new LeaveGroup.Member("x", null, null),
                                                new LeaveGroup.Member(
                                                        guests.get(0).id, null, null))));

        assertThat(response.members().stream().map(LeaveGroup.MemberResult::error))
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.NONE);
        assertThat(world.group().members()).hasSize(2);
    }

    @Test
    void aHeartbeatOfTheNewProtocolForAnEpochIsNoReasonToTurnAGroup() {
        classicGroup(world);

        ConsumerGroupHeartbeat.Response response = world.heartbeat(beat("c", 3).request());

        assertRefused(response, ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(world.group().type()).isEqualTo("classic");
    }
}
