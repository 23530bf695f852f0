package strata.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection opens with a round trip; each way is first in, first out. */
final class ConnectionTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsSentOverOneConnectionArrivesInItsOrderHoweverLongEachTakes(long seed) {
        Room room = new Room(seed, 2);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            room.say(i, 1, 2, "w" + i);
            expected.add("2 hears w" + i + " of 1");
        }
        room.start().untilMs(100);
        Disturbance slow = room.world.network().slow(room.host(1), room.host(2), 50);
        room.untilMs(150);
        slow.end();

        room.untilMs(1000);

        assertThat(room.heard).isEqualTo(expected);
    }

    @Test
    void theFirstMessageWaitsForARoundTripAndTheNextDoesNot() {
        Room room = new Room(1, 2).with(Room.EVEN).say(1, 1, 2, "first").say(5, 1, 2, "second");

        room.start().untilMs(10);

        long slack = 100; // turns take up to 40 us each, at either side
        assertThat(room.heardUs("2 hears first of 1") - 1_000)
                .isBetween(3 * Room.DELAY_US, 3 * Room.DELAY_US + slack);
        assertThat(room.heardUs("2 hears second of 1") - 5_000)
                .isBetween(Room.DELAY_US, Room.DELAY_US + slack);
    }

    @Test
    void thereAndBackAreTwoConnections() {
        Room room = new Room(1, 2).say(1, 1, 2, "a").say(1, 2, 1, "b").say(4, 1, 2, "c");
        room.start().untilMs(3);
        room.world.network().reset(room.host(2), room.host(1));

        room.untilMs(10);

        assertThat(room.heardBy(1)).containsExactly("1 hears b of 2");
        assertThat(room.heardBy(2))
                .containsExactly("2 hears a of 1", "2 loses 1", "2 hears c of 1");
    }

    @Test
    void aMessageToOneselfTakesNoWay() {
        Room room = new Room(1, 1).say(1, 1, 1, "self");

        room.start().untilMs(2);

        assertThat(room.heard).containsExactly("1 hears self of 1");
        assertThat(room.world.network().counts().sent()).isZero();
    }

    @Test
    void aDecreedDelayIsOneMessagesAlone() {
        Room room =
                new Room(1, 2)
                        .with(Room.EVEN)
                        .say(1, 1, 2, "a")
                        .say(2, 1, 2, "b")
                        .say(9, 1, 2, "c");
        room.world.network().delay("1", "2", 2, 5_000);

        room.start().untilMs(20);

        assertThat(room.heardUs("2 hears b of 1")).isBetween(7_000L, 7_200L);
        assertThat(room.heardUs("2 hears c of 1")).isBetween(9_100L, 9_200L);
    }

    @Test
    void aDelayDependsOnItsWayAndNumberNotOnWhatElseIsSent() {
        NetworkTiming wide = NetworkTiming.LAN.withDelays(100, 80_000);
        Room alone = new Room(7, 3).with(wide);
        Room busy = new Room(7, 3).with(wide);
        for (int i = 0; i < 20; i++) {
            alone.say(100L * i, 1, 2, "w" + i);
            busy.say(i, 3, 2, "x" + i).say(i, 2, 3, "y" + i).say(i, 2, 1, "z" + i);
            busy.say(100L * i, 1, 2, "w" + i);
        }
        alone.start().untilMs(3000);

        busy.start().untilMs(3000);

        for (int i = 1; i < 20; i++) {
            String line = "2 hears w" + i + " of 1";
            // The same but for the turns that are under way when it comes.
            assertThat(busy.heardUs(line) - alone.heardUs(line)).isBetween(-500L, 500L);
        }
    }
}
