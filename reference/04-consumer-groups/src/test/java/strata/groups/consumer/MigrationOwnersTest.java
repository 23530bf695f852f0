package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.beat;
import static strata.groups.consumer.MigrationTest.beatUntilAtRest;
import static strata.groups.consumer.MigrationTest.classicGroup;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.groups.GroupSettings.Migration;

/** While a group is turned, and turned back, no partition has two owners. */
class MigrationOwnersTest {
    private final GroupWorld world =
            new GroupWorld(MigrationTest.settings(Migration.BIDIRECTIONAL));

    @Test
    void whatAGuestStillReadsIsNobodysThoughTheGroupIsTurnedTwice() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));
        // A target that leaves the guests less, of which they have not heard yet.
        new TestMember(world, "d", "t").join();
        new TestMember(world, "e", "t").join();
        List.of("c", "d", "e").forEach(id -> world.heartbeat(beat(id, -1).request()));
        assertThat(world.group().type()).isEqualTo("classic");

        TestMember f = new TestMember(world, "f", "t").join();

        assertThat(world.group().type()).isEqualTo("consumer");
        for (TestGuest guest : guests) {
            assertThat(guest.assigned).hasSize(2).doesNotContainAnyElementsOf(f.owned);
        }
    }

    @Test
    void whatAGuestIsAboutToLetGoIsItsOwnUntilItHasSaidThatItHas() {
        List<TestGuest> guests = classicGroup(world);
        TestGuest leader = guests.get(0);
        TestGuest other = guests.get(1);
        TestGuest third = new TestGuest(world, "t");
        third.join();
        guests.forEach(TestGuest::join);
        List.of(leader, other, third).forEach(TestGuest::answered);
        leader.sync(List.of(TestGuest.share(leader, 0, 1), TestGuest.share(other, 3, 4)));
        other.sync(List.of());
        third.sync(List.of());

        // Both of them may still commit: a cooperative member does that before it joins again.
        TestMember c = new TestMember(world, "c", "t").join();

        assertThat(world.group().type()).isEqualTo("consumer");
        assertThat(c.owned).isEmpty();
        beatUntilAtRest(List.of(leader, other, third), List.of(c));
        assertThat(c.owned).isNotEmpty();
    }

    @Test
    void whoTakesAPlaceInAGroupThatIsTurnedBackIsGivenNothingThatAGuestStillReads() {
        world.topics.create("t", 6);
        world.topics.create("u", 1);
        TestMember c = new TestMember(world, "c", "u").instance("one").join();
        TestGuest guest = new TestGuest(world, "t");
        guest.rejoin();
        guest.sync(List.of());
        assertThat(guest.assigned).hasSize(6);
        c.accept(world.heartbeat(c.request().topics("t").request()));

        TestGuest other = new TestGuest(world, "t");
        other.instanceId = "one";
        other.rejoin();
        assertThat(world.group().type()).isEqualTo("classic");
        ErrorCode error = other.sync(List.of());

        assertThat(other.assigned).doesNotContainAnyElementsOf(guest.assigned);
        assertThat(error).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aGuestThatWasForgottenIsToldSoWhenItSaysThatItHasSomething() {
        List<TestGuest> guests = classicGroup(world);
        TestMember c = new TestMember(world, "c", "t").join();
        beatUntilAtRest(guests, List.of(c));
        TestGuest guest = guests.get(0);
        for (int i = 0; i < 10; i++) {
            world.pass(5_000);
            c.beat();
            guests.get(1).beat();
        }
        assertThat(world.group().members()).hasSize(2);

        assertThat(Objects.requireNonNull(guest.join()).error())
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        guest.assigned.clear();

        assertThat(Objects.requireNonNull(guest.join()).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoHasJoinedWhileTheGroupWasTurnedBackIsNotLate() {
        List<TestGuest> guests = classicGroup(world);
        new TestMember(world, "c", "t").join();
        // From now on it has a minute to join.
        assertThat(guests.get(0).heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        world.heartbeat(beat("c", -1).request());
        guests.forEach(TestGuest::join);
        guests.forEach(TestGuest::answered);
        guests.forEach(guest -> guest.sync(List.of()));
        for (int i = 0; i < 5; i++) {
            world.pass(10_000);
            guests.forEach(TestGuest::heartbeat);
        }

        new TestMember(world, "d", "t").join();
        world.pass(11_000);

        assertThat(world.group().members()).hasSize(3);
    }
}
