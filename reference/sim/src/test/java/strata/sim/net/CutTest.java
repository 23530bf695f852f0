package strata.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Cuts of one way, splits of all; short ones delay, long ones break connections. */
final class CutTest {
    private static final NetworkTiming TIMING =
            NetworkTiming.LAN.withDelays(100, 100).withPatience(200_000, 300_000);

    @Test
    void aCutHoldsUpOneWayAndNotTheOther() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "warm")
                        .say(1, 2, 1, "warm")
                        .say(20, 1, 2, "there")
                        .say(20, 2, 1, "back")
                        .start()
                        .untilMs(10);
        room.world.network().cut(room.host(1), room.host(2));

        room.untilMs(100);

        assertThat(room.heard)
                .contains("1 hears back of 2")
                .doesNotContain("2 hears there of 1", "1 loses 2", "2 loses 1");
    }

    @Test
    void messagesWaitThroughAShortCutAndKeepTheirOrder() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(20, 1, 2, "b", "c")
                        .say(60, 1, 2, "d")
                        .say(101, 1, 2, "e")
                        .start()
                        .untilMs(10);
        Disturbance cut = room.world.network().cut(room.host(1), room.host(2));
        room.untilMs(100);
        cut.end();

        room.untilMs(500);

        assertThat(room.heard)
                .containsExactly(
                        "2 hears a of 1",
                        "2 hears b of 1",
                        "2 hears c of 1",
                        "2 hears d of 1",
                        "2 hears e of 1");
        assertThat(room.heardUs("2 hears b of 1")).isGreaterThan(100_000);
    }

    @Test
    void aLongCutBreaksTheConnectionWithinItsPatienceAndWhatWaitedIsLost() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(20, 1, 2, "b")
                        .say(1500, 1, 2, "c")
                        .start()
                        .untilMs(10);
        Disturbance cut = room.world.network().cut(room.host(1), room.host(2));
        room.untilMs(1000);
        cut.end();

        room.untilMs(2000);

        assertThat(room.heard).containsExactly("2 hears a of 1", "1 loses 2", "2 hears c of 1");
        assertThat(room.heardUs("1 loses 2")).isBetween(220_000L, 325_000L);
    }

    @Test
    void whoseMessagesArriveButAreNeverConfirmedLosesTheConnectionToo() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(20, 1, 2, "b")
                        .start()
                        .untilMs(10);
        room.world.network().cut(room.host(2), room.host(1));

        room.untilMs(1000);

        assertThat(room.heard).containsExactly("2 hears a of 1", "2 hears b of 1", "1 loses 2");
    }

    @Test
    void aConnectionOverWhichNothingIsSentOutlastsEveryCut() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(3000, 1, 2, "b")
                        .start()
                        .untilMs(10);
        Disturbance cut = room.world.network().cut(room.host(1), room.host(2));
        room.untilMs(2900);
        cut.end();

        room.untilMs(4000);

        assertThat(room.heard).containsExactly("2 hears a of 1", "2 hears b of 1");
        assertThat(room.heardUs("2 hears b of 1")).isLessThan(3_000_000 + 200);
    }

    @Test
    void aSplitCutsBothWaysBetweenGroupsAndNoneWithin() {
        Room room = new Room(1, 4).with(TIMING);
        for (int from = 1; from <= 4; from++) {
            for (int to = 1; to <= 4; to++) {
                if (from != to) {
                    room.say(1, from, to, "warm").say(20, from, to, "x" + from + to);
                }
            }
        }
        room.start().untilMs(10);
        room.heard.clear();
        Network network = room.world.network();
        // Node 4 is in no group.
        Disturbance split =
                network.split(List.of(List.of(room.host(1)), List.of(room.host(2), room.host(3))));

        room.untilMs(100);

        assertThat(room.heard)
                .containsExactlyInAnyOrder(
                        "3 hears x23 of 2",
                        "2 hears x32 of 3",
                        "1 hears x41 of 4",
                        "2 hears x42 of 4",
                        "3 hears x43 of 4",
                        "4 hears x14 of 1",
                        "4 hears x24 of 2",
                        "4 hears x34 of 3");
        split.end();
        room.untilMs(150);
        assertThat(room.heard)
                .hasSize(12)
                .contains("2 hears x12 of 1", "1 hears x21 of 2", "1 hears x31 of 3");
    }

    @Test
    void twoCutsOfOneWayEndEachForItself() {
        Room room = new Room(1, 2).with(TIMING).say(20, 1, 2, "a").start().untilMs(10);
        Network network = room.world.network();
        Disturbance one = network.cut(room.host(1), room.host(2));
        Disturbance other = network.cut(room.host(1), room.host(2));
        one.end();
        one.end();
        room.untilMs(50);
        assertThat(room.heard).isEmpty();

        other.end();
        room.untilMs(60);

        assertThat(room.heard).containsExactly("2 hears a of 1");
    }

    @Test
    void aHealEndsEverythingAtOnce() {
        Room room = new Room(1, 2).with(TIMING).say(20, 1, 2, "a").start().untilMs(10);
        Network network = room.world.network();
        Disturbance cut = network.cut(room.host(1), room.host(2));
        network.split(List.of(List.of(room.host(1)), List.of(room.host(2))));
        network.slow(room.host(1), room.host(2), 100);
        room.untilMs(50);

        network.heal();
        room.untilMs(51);

        assertThat(room.heard).containsExactly("2 hears a of 1");
        assertThat(cut.end()).isFalse();
    }

    @Test
    void aSlowWayTakesAMultipleOfItsTime() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(20, 1, 2, "b")
                        .start()
                        .untilMs(10);
        room.world.network().slow(room.host(1), room.host(2), 30);

        room.untilMs(100);

        assertThat(room.heardUs("2 hears b of 1")).isBetween(23_000L, 23_200L);
    }
}
