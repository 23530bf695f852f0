package strata.sim.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoint;
import strata.sim.disk.CrashPoint.Moment;

/**
 * How much may go wrong in a run, at most. What does go wrong is drawn from it once, before the run
 * begins, as a list of {@link Fault}s; so the list can be kept and replayed.
 */
public final class FaultBudget {
    private static final long SECOND_US = 1_000_000;

    private enum Kind {
        CRASH,
        RESTART,
        FAIL_READS,
        FAIL_WRITES,
        FILL_DISK,
        SLOW_DISK,
        FLIP_BIT,
        SKEW_CLOCK,
        RESET_CONNECTIONS
    }

    private final Map<Kind, Integer> most = new EnumMap<>(Kind.class);
    private final List<CrashMode> modes = new ArrayList<>();
    private long operations = 1000;

    private FaultBudget() {}

    /** Nothing goes wrong. */
    public static FaultBudget none() {
        return new FaultBudget();
    }

    /** At least one crash, at most this many, each in one of the modes. */
    public FaultBudget crashes(int atMost, CrashMode... in) {
        modes.addAll(List.of(in));
        return upTo(Kind.CRASH, atMost);
    }

    /**
     * How many disk operations a run of the scenario does, about: half of the crashes are put at
     * one of them, rather than at a time.
     */
    public FaultBudget withinOperations(long count) {
        operations = count;
        return this;
    }

    /** Stops in good order. */
    public FaultBudget restarts(int atMost) {
        return upTo(Kind.RESTART, atMost);
    }

    /** Times at which one read of the disk fails. */
    public FaultBudget failedReads(int atMost) {
        return upTo(Kind.FAIL_READS, atMost);
    }

    /** Times at which one write or flush of the disk fails. */
    public FaultBudget failedWrites(int atMost) {
        return upTo(Kind.FAIL_WRITES, atMost);
    }

    /** Times at which the disk is full for a while. */
    public FaultBudget fullDisks(int atMost) {
        return upTo(Kind.FILL_DISK, atMost);
    }

    /** Times at which the disk is slow for a while. */
    public FaultBudget slowDisks(int atMost) {
        return upTo(Kind.SLOW_DISK, atMost);
    }

    /** Bits that turn on the disk: beyond what a single node can repair. */
    public FaultBudget flippedBits(int atMost) {
        return upTo(Kind.FLIP_BIT, atMost);
    }

    /** Jumps of the wall clock, by at most half an hour either way. */
    public FaultBudget clockJumps(int atMost) {
        return upTo(Kind.SKEW_CLOCK, atMost);
    }

    /** Times at which all clients' connections are reset. */
    public FaultBudget resetConnections(int atMost) {
        return upTo(Kind.RESET_CONNECTIONS, atMost);
    }

    /** The faults of one run, in the order of time; those at operations first. */
    public List<Fault> draw(SeededRandom random, long safetyUs) {
        List<Fault> faults = new ArrayList<>();
        most.forEach(
                (kind, atMost) -> {
                    // Each kind has a chance of its own: another kind's budget shifts nothing.
                    SeededRandom chance = random.fork(kind.name());
                    int least = kind == Kind.CRASH ? 1 : 0;
                    long count = chance.between(least, atMost);
                    for (int i = 0; i < count; i++) {
                        faults.add(drawn(kind, chance, safetyUs));
                    }
                });
        faults.sort(Comparator.comparingLong(FaultBudget::order));
        return faults;
    }

    private FaultBudget upTo(Kind kind, int atMost) {
        if (atMost > 0) {
            most.put(kind, atMost);
        }
        return this;
    }

    private Fault drawn(Kind kind, SeededRandom chance, long safetyUs) {
        long atUs = chance.between(1, safetyUs);
        long spellUs = chance.between(SECOND_US / 100, SECOND_US);
        Effect effect =
                switch (kind) {
                    case CRASH ->
                            new Effect.Crash(
                                    chance.oneOf(modes), chance.nextLong() >>> 1, spellUs / 4);
                    case RESTART -> new Effect.Restart(spellUs / 4);
                    case FAIL_READS -> new Effect.FailReads(1);
                    case FAIL_WRITES -> new Effect.FailWrites(1);
                    case FILL_DISK -> new Effect.FillDisk(spellUs);
                    case SLOW_DISK -> new Effect.SlowDisk((int) chance.between(2, 50), spellUs);
                    case FLIP_BIT -> new Effect.FlipBit(chance.nextLong() >>> 1);
                    case SKEW_CLOCK -> new Effect.SkewClock(chance.between(-1_800_000, 1_800_000));
                    case RESET_CONNECTIONS -> new Effect.ResetConnections();
                };
        if (kind == Kind.CRASH && chance.chance(50)) {
            Moment moment = chance.chance(50) ? Moment.BEFORE : Moment.DURING;
            CrashPoint point = new CrashPoint(chance.between(1, operations), moment);
            return new Fault(new Trigger.AtOperation(point), effect);
        }
        return Fault.at(atUs, effect);
    }

    private static long order(Fault fault) {
        return switch (fault.trigger()) {
            case Trigger.AtOperation at -> at.point().operation() - Long.MAX_VALUE / 2;
            case Trigger.AtTime at -> at.us();
        };
    }
}
