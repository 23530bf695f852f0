package strata.sim.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import strata.kernel.Check;
import strata.kernel.storage.Storage;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashPoint.Moment;

/**
 * Crashes a piece of work at every one of its disk operations, one after the other, and has a look
 * at what each crash leaves.
 *
 * <pre>{@code
 * CrashPoints.of(() -> new AppendThreeBatches(seed))
 *         .inModes(CrashMode.values())
 *         .tears(5)
 *         .verify((work, storage, crash) -> {
 *             Log log = new Log(storage);                     // recovers
 *             assertThat(log.records()).startsWith(work.acknowledged);
 *         });
 * }</pre>
 *
 * <p>The work runs once to count its operations and once more for each crash; so it must do the
 * same each time. Points are: before each operation that changes the disk; in the middle of each (a
 * write with every length of its beginning, up to a limit); and after the last.
 *
 * @param <W> the work; it remembers what was promised before the crash
 */
public final class CrashPoints<W extends CrashPoints.Work> {
    private static final int TOLD_MAX = 12;

    private final Supplier<W> works;
    private CrashMode[] modes = CrashMode.values();
    private int tears = 3;
    private int partsMax = 64;
    private long seed = 1;

    /** A piece of work on a disk that is empty at first. It may use several lives of a process. */
    public interface Work {
        void run(Storage storage);
    }

    /** Looks at what a crash has left. */
    public interface Verification<W> {
        /**
         * @param work as far as it got
         * @param recovered the disk, for the process that comes after the crash
         */
        void check(W work, Storage recovered, Crash crash);
    }

    /**
     * One crash.
     *
     * @param operation what was to be done there, as {@code write flights-0/…log 120+56}
     * @param part how many bytes of a write are there; -1 when it is not in the middle of one
     * @param tear which of several draws of what is torn
     * @param left what the crash took
     */
    public record Crash(
            CrashPoint point, CrashMode mode, String operation, int part, int tear, String left) {
        @Override
        public String toString() {
            String where = point.moment() == Moment.BEFORE ? "before" : "in the middle of";
            String cut = part < 0 ? "" : ", " + part + " bytes of it done";
            String draw = mode == CrashMode.TEAR_TAIL ? " (tear " + tear + ")" : "";
            return mode
                    + draw
                    + " "
                    + where
                    + " operation "
                    + point.operation()
                    + ", "
                    + operation
                    + cut
                    + "; "
                    + left;
        }
    }

    private CrashPoints(Supplier<W> works) {
        this.works = works;
    }

    /** Crashes of a piece of work; the supplier makes it anew for each. */
    public static <W extends Work> CrashPoints<W> of(Supplier<W> works) {
        return new CrashPoints<>(works);
    }

    /** Which crash modes; all unless said otherwise. */
    public CrashPoints<W> inModes(CrashMode... some) {
        modes = some.clone();
        return this;
    }

    /** How many draws of what is torn at each point; 3 unless said otherwise. */
    public CrashPoints<W> tears(int count) {
        tears = count;
        return this;
    }

    /** At how many lengths a write is cut, at most, spread evenly; 64 unless said otherwise. */
    public CrashPoints<W> cutsOfAWrite(int atMost) {
        partsMax = atMost;
        return this;
    }

    /** Seeds the tears. */
    public CrashPoints<W> seed(long number) {
        seed = number;
        return this;
    }

    /**
     * Runs them all.
     *
     * @return how many crashes there were
     * @throws CrashFailure when a verification throws; says at which crash, after which operations
     */
    public int verify(Verification<W> verification) {
        List<DiskAction> steps = new ArrayList<>();
        SimDisk counting = new SimDisk(new SeededRandom(seed));
        counting.watch(steps::add);
        works.get().run(counting.mount());
        List<Spot> spots = new ArrayList<>();
        for (CrashMode mode : modes) {
            for (int i = 0; i <= steps.size(); i++) {
                addSpots(i, steps, mode, spots);
            }
        }
        spots.forEach(spot -> crash(spot, steps, verification));
        return spots.size();
    }

    /** A crash to be: at an operation, by its place in the list. */
    private record Spot(int index, Moment moment, int part, CrashMode mode, int tear) {
        CrashPoint point() {
            return new CrashPoint(index + 1L, moment);
        }
    }

    private void addSpots(int index, List<DiskAction> steps, CrashMode mode, List<Spot> spots) {
        boolean end = index == steps.size();
        int draws = mode == CrashMode.TEAR_TAIL ? tears : 1;
        for (int tear = 0; tear < draws; tear++) {
            spots.add(new Spot(index, Moment.BEFORE, -1, mode, tear));
            if (end || !isDivisible(steps.get(index), mode)) {
                continue;
            }
            int bytes = steps.get(index).bytes();
            if (bytes == 0) {
                spots.add(new Spot(index, Moment.DURING, -1, mode, tear));
            }
            int cuts = Math.min(partsMax, bytes);
            for (int cut = 1; cut < cuts; cut++) {
                int part = (int) ((long) bytes * cut / cuts);
                spots.add(new Spot(index, Moment.DURING, part, mode, tear));
            }
        }
    }

    /** Whether a crash in the middle of an operation leaves something else than one before it. */
    private static boolean isDivisible(DiskAction step, CrashMode mode) {
        return switch (step.kind()) {
            case WRITE -> mode != CrashMode.LOSE_UNFLUSHED;
            case FLUSH, SYNC_DIRECTORY -> mode.losesPower();
            case CREATE, TRUNCATE, RENAME, DELETE, READ -> false;
        };
    }

    private void crash(Spot spot, List<DiskAction> steps, Verification<W> verification) {
        SimDisk disk = new SimDisk(new SeededRandom(seed));
        CrashPoint point = spot.point();
        if (spot.part < 0) {
            disk.crashAt(point);
        } else {
            disk.crashInWrite(point.operation(), spot.part);
        }
        W work = works.get();
        boolean end = spot.index == steps.size();
        try {
            work.run(disk.mount());
            Check.that(end, "the work went on past its crash at operation %s", point);
        } catch (SimCrash crash) {
            // As planned; at any other point the work has not done the same as at first.
            Check.that(disk.operations() == point.operation(), "crashed early, not at %s", point);
        }
        String left = disk.crash(spot.mode, new SeededRandom(seed).fork("tear " + spot));
        String operation = end ? "the end" : steps.get(spot.index).toString();
        Crash crash = new Crash(point, spot.mode, operation, spot.part, spot.tear, left);
        try {
            verification.check(work, disk.mount(), crash);
        } catch (RuntimeException | AssertionError failure) {
            throw new CrashFailure(crash, told(steps, spot.index), failure);
        }
    }

    private static List<String> told(List<DiskAction> steps, int end) {
        return IntStream.range(Math.max(0, end - TOLD_MAX), end)
                .mapToObj(i -> String.format(Locale.ROOT, "%4d. %s", i + 1, steps.get(i)))
                .toList();
    }
}
