package strata.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** At a reset a prefix of what is under way arrives, at times late; the sender is told once. */
final class ResetTest {
    private static final String[] WORDS = {"a", "b", "c", "d", "e", "f", "g", "h"};

    @Test
    void aPrefixArrivesTheRestIsLostAndTheSenderIsToldOnce() {
        Set<Integer> lengths = new TreeSet<>();
        for (long seed = 1; seed <= 200; seed++) {
            Room room = resetInFlight(seed).untilMs(300);

            List<String> arrived = room.heardBy(2);
            List<String> sent = new ArrayList<>();
            for (String word : WORDS) {
                sent.add("2 hears " + word + " of 1");
            }
            assertThat(arrived.get(0)).isEqualTo("2 hears warm of 1");
            assertThat(sent.subList(0, arrived.size() - 1))
                    .isEqualTo(arrived.subList(1, arrived.size()));
            assertThat(room.heardBy(1)).containsExactly("1 loses 2");
            lengths.add(arrived.size() - 1);
        }
        assertThat(lengths).contains(0, 1, 4, WORDS.length);
    }

    @Test
    void theNextMessageOpensTheConnectionAnew() {
        Room room = new Room(3, 2).say(1, 1, 2, "before").say(20, 1, 2, "after").start();
        room.untilMs(10);
        room.world.network().resetAll(null);

        room.untilMs(40);

        assertThat(room.heard)
                .containsExactly("2 hears before of 1", "1 loses 2", "2 hears after of 1");
    }

    @Test
    void aMessageIsHandledAfterThoseOfTheNextConnectionReallyButRarely() {
        int seeds = 1000;
        int overtaken = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            overtaken += overtakenWith(seed);
        }
        // Of resets with something under way; most messages are under way at no reset.
        assertThat(overtaken).isBetween(seeds / 50, seeds / 4);
    }

    private static int overtakenWith(long seed) {
        Room room = planned(seed).say(12, 1, 2, "new").start();
        reset(room);
        room.untilMs(300);
        List<String> arrived = room.heardBy(2);
        int fresh = arrived.indexOf("2 hears new of 1");
        assertThat(fresh).isPositive();
        boolean late = fresh < arrived.size() - 1;
        assertThat(room.world.network().counts().overtaken() > 0).isEqualTo(late);
        List<String> old = new ArrayList<>(arrived);
        old.remove(fresh);
        List<String> sorted = new ArrayList<>(old.subList(1, old.size()));
        Collections.sort(sorted);
        // Late or not, they keep their order among themselves.
        assertThat(old.subList(1, old.size())).isEqualTo(sorted);
        return late ? 1 : 0;
    }

    private static Room resetInFlight(long seed) {
        Room room = planned(seed).start();
        reset(room);
        return room;
    }

    private static Room planned(long seed) {
        NetworkTiming timing = NetworkTiming.LAN.withDelays(500, 500);
        return new Room(seed, 2).with(timing).say(1, 1, 2, "warm").say(10, 1, 2, WORDS);
    }

    /** While all of it is under way. */
    private static void reset(Room room) {
        room.untilMs(10.3);
        room.world.network().reset(room.host(1), room.host(2));
    }
}
