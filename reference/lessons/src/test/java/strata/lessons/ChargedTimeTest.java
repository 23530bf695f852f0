package strata.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What a limit counts, on a clock that the test sets. */
final class ChargedTimeTest {
    private static final long MS = 1_000_000;
    private static final long LOOK_MS = 20;

    private final Script script = new Script();
    private final ChargedTime time = new ChargedTime(script);

    @Test
    void anEndlessLoopOnAQuietMachineIsChargedAllOfIt() {
        long charged = passes(10_000, 100, true);

        assertThat(charged).isEqualTo(10_000);
    }

    @Test
    void aDeadlockIsChargedByTheClock() {
        long charged = passes(10_000, 0, false);

        assertThat(charged).isEqualTo(10_000);
    }

    @Test
    void whoSleepsIsChargedByTheClockWhateverItBurnsInBetween() {
        for (int i = 0; i < 50; i++) {
            passes(100, 100, true);
            passes(100, 0, false);
        }

        assertThat(time.look() / MS).isCloseTo(10_000, within(600L));
    }

    @Test
    void whoeverIsKeptFromAProcessorIsChargedWhatItHadOfIt() {
        long charged = passes(10_000, 40, true);

        assertThat(charged).isEqualTo(4_000);
    }

    @Test
    void nobodyIsChargedLessThanAQuarter() {
        long charged = passes(10_000, 1, true);

        assertThat(charged).isEqualTo(10_000 / ChargedTime.STRETCH_MAX);
    }

    @Test
    void manyThreadsThatBurnAreChargedByTheClockAtMost() {
        long charged = passes(10_000, 800, true);

        assertThat(charged).isEqualTo(10_000);
    }

    @Test
    void whatManyThreadsBurnedBeforeDoesNotMakeUpForNoProcessorLater() {
        passes(2_000, 800, true);
        long charged = passes(2_000, 50, true);

        assertThat(charged).isEqualTo(2_000 + 1_000);
    }

    @Test
    void whereTheSystemDoesNotTellItIsAQuarterOfTheClock() {
        script.cpuNs = ChargedTime.UNKNOWN;
        ChargedTime unknown = new ChargedTime(script);

        script.wallNs += 10_000 * MS;

        assertThat(unknown.look() / MS).isEqualTo(10_000 / ChargedTime.STRETCH_MAX);
    }

    @Test
    void whatBeginsWithinASliceIsNotChargedForWhatWasBeforeIt() {
        passes(150, 0, false);
        long mark = time.mark();
        passes(250, 0, false);

        assertThat(time.look() - mark).isBetween(0L, 250 * MS);
        assertThat(mark).isEqualTo(150 * MS);
    }

    /**
     * Time passes, looked at as a supervisor does.
     *
     * @param share of a processor that it gets, in hundredths
     * @return milliseconds charged since the beginning of the test
     */
    private long passes(long ms, long share, boolean runnable) {
        script.runnable = runnable;
        long charged = time.look();
        for (long left = ms; left > 0; left -= LOOK_MS) {
            long step = Math.min(LOOK_MS, left);
            script.wallNs += step * MS;
            script.cpuNs += step * MS * share / 100;
            charged = time.look();
        }
        return charged / MS;
    }

    private static final class Script implements ChargedTime.Meter {
        private long wallNs = 77;
        private long cpuNs;
        private boolean runnable;

        @Override
        public long wallNs() {
            return wallNs;
        }

        @Override
        public long cpuNs() {
            return cpuNs;
        }

        @Override
        public boolean isRunnable() {
            return runnable;
        }
    }
}
