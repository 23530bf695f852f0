package strata.examples.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.storage.Storage;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoint;
import strata.sim.disk.CrashPoint.Moment;
import strata.sim.disk.SimCrash;
import strata.sim.disk.SimDisk;

final class JournalTest {
    private static final int OPERATIONS = 30;
    private static final int SEEDS = 20;

    @ParameterizedTest
    @EnumSource(CrashMode.class)
    void whereverItCrashesTheLastAppendedEntryIsThere(CrashMode mode) {
        for (int operation = 1; operation <= OPERATIONS; operation++) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                Moment moment = seed % 2 == 0 ? Moment.BEFORE : Moment.DURING;
                crashOnce(mode, new CrashPoint(operation, moment), seed);
            }
        }
    }

    private static void crashOnce(CrashMode mode, CrashPoint point, int seed) {
        SimDisk disk = new SimDisk(new SeededRandom(seed));
        disk.crashAt(point);
        long appended = appendUntilItDies(disk.mount(), 1);
        disk.crash(mode, new SeededRandom(seed));

        Journal recovered = new Journal(disk.mount(), new Rules());

        assertThat(recovered.last().promised())
                .as("%s %s seed %s", mode, point, seed)
                .isBetween(appended, appended + 1);
        // And again: what it has once recovered it keeps.
        disk.crash(CrashMode.LOSE_UNFLUSHED, new SeededRandom(seed));
        assertThat(new Journal(disk.mount(), new Rules()).last()).isEqualTo(recovered.last());
    }

    /** The number of the last entry that was appended. */
    private static long appendUntilItDies(Storage storage, long first) {
        long number = first - 1;
        try {
            Journal journal = new Journal(storage, new Rules());
            while (true) {
                journal.append(entry(number + 1));
                number++;
            }
        } catch (SimCrash crash) {
            return number;
        }
    }

    private static Stored entry(long number) {
        return new Stored(number, new State(number, number, 7, Collections.emptySortedMap()));
    }
}
