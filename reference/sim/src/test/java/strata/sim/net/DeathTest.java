package strata.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;

/** A killed process is noticed at once, a machine without power only later. */
final class DeathTest {
    private static final NetworkTiming TIMING =
            NetworkTiming.LAN.withDelays(100, 100).withPatience(200_000, 300_000);

    @Test
    void whoeverIsConnectedToAKilledProcessIsToldAtOnce() {
        Room room = new Room(1, 2).with(TIMING).say(1, 1, 2, "a").start().untilMs(10);

        crash(room, 2, CrashMode.KEEP_ALL);
        room.untilMs(20);

        assertThat(room.heardUs("1 loses 2")).isBetween(10_100L, 10_200L);
    }

    @Test
    void nobodyIsToldOfALossOfPowerUnlessTheySend() {
        Room room = new Room(1, 2).with(TIMING).say(1, 1, 2, "a").start().untilMs(10);

        crash(room, 2, CrashMode.LOSE_UNFLUSHED);
        room.untilMs(5000);

        assertThat(room.heard).containsExactly("2 hears a of 1");
    }

    @Test
    void whoeverSendsToAMachineWithoutPowerRunsOutOfPatience() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(20, 1, 2, "b")
                        .start()
                        .untilMs(10);

        crash(room, 2, CrashMode.TEAR_TAIL);
        room.untilMs(5000);

        assertThat(room.heard).containsExactly("2 hears a of 1", "1 loses 2");
        assertThat(room.heardUs("1 loses 2")).isBetween(220_000L, 325_000L);
    }

    @Test
    void aMachineThatIsUpAgainKnowsNothingOfTheOldConnectionAndSaysSo() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(20, 1, 2, "b")
                        .say(60, 1, 2, "c")
                        .start()
                        .untilMs(10);
        crash(room, 2, CrashMode.LOSE_UNFLUSHED);
        room.untilMs(50);

        room.node(2).start();
        room.untilMs(100);

        assertThat(room.heard).containsExactly("2 hears a of 1", "1 loses 2", "2 hears c of 1");
        assertThat(room.heardUs("1 loses 2")).isBetween(50_100L, 50_500L);
    }

    @Test
    void anIdleConnectionToAMachineThatIsUpAgainBreaksAtTheNextMessage() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "a")
                        .say(60, 1, 2, "b")
                        .say(80, 1, 2, "c")
                        .start()
                        .untilMs(10);
        crash(room, 2, CrashMode.LOSE_UNFLUSHED);
        room.node(2).start();

        room.untilMs(100);

        assertThat(room.heard).containsExactly("2 hears a of 1", "1 loses 2", "2 hears c of 1");
        assertThat(room.heardUs("1 loses 2")).isGreaterThan(60_000);
    }

    @Test
    void whereNoProcessRunsAConnectionIsRefused() {
        Room room = new Room(1, 2).with(TIMING).say(20, 1, 2, "a").start().untilMs(10);
        crash(room, 2, CrashMode.KEEP_ALL);

        room.untilMs(30);

        assertThat(room.heardUs("1 loses 2")).isBetween(20_200L, 20_400L);
    }

    @Test
    void theNewsOfADeathDoNotCrossACutWay() {
        Room room = new Room(1, 2).with(TIMING).say(1, 1, 2, "a").start().untilMs(10);
        room.world.network().cut(room.host(2), room.host(1));

        crash(room, 2, CrashMode.KEEP_ALL);
        room.untilMs(1000);

        assertThat(room.heard).containsExactly("2 hears a of 1");
    }

    @Test
    void whoHadSomethingUnderWayIsToldThoughCutFollowsCut() {
        Room room =
                new Room(1, 2)
                        .with(TIMING)
                        .say(1, 1, 2, "warm")
                        .say(20, 1, 2, "a")
                        .start()
                        .untilMs(20.07);
        Disturbance cut = room.world.network().cut(room.host(2), room.host(1));
        crash(room, 2, CrashMode.KEEP_ALL);
        room.untilMs(100);
        cut.end();
        room.untilMs(100.05);
        room.world.network().cut(room.host(2), room.host(1));

        room.untilMs(1000);

        assertThat(room.heard).containsExactly("2 hears warm of 1", "1 loses 2");
        assertThat(room.heardUs("1 loses 2")).isGreaterThan(200_000);
    }

    @Test
    void whatADyingProcessHadSentArrivesAsAPrefix() {
        boolean some = false;
        boolean none = false;
        for (long seed = 1; seed <= 50; seed++) {
            Room room =
                    new Room(seed, 2)
                            .with(NetworkTiming.LAN.withDelays(500, 500))
                            .say(1, 1, 2, "warm")
                            .say(10, 1, 2, "a", "b")
                            .start()
                            .untilMs(10.3);
            crash(room, 1, CrashMode.KEEP_ALL);

            room.untilMs(300);

            assertThat(room.heardBy(1)).isEmpty();
            some |= room.heard.contains("2 hears a of 1");
            none |= !room.heard.contains("2 hears a of 1");
            assertThat(room.heard.indexOf("2 hears b of 1"))
                    .isIn(-1, room.heard.indexOf("2 hears a of 1") + 1);
        }
        assertThat(some && none).isTrue();
    }

    @Test
    void nothingSentToADeadLifeReachesTheNext() {
        for (long seed = 1; seed <= 50; seed++) {
            Room room =
                    new Room(seed, 2)
                            .with(NetworkTiming.LAN.withDelays(500, 500))
                            .say(1, 1, 2, "warm")
                            .say(10, 1, 2, "a", "b")
                            .start()
                            .untilMs(10.3);
            crash(room, 2, CrashMode.KEEP_ALL);
            room.node(2).start();

            room.untilMs(300);

            assertThat(room.heard).containsExactly("2 hears warm of 1", "1 loses 2");
        }
    }

    private static void crash(Room room, int node, CrashMode mode) {
        room.node(node).crash(mode, new SeededRandom(1));
    }
}
