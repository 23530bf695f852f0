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
 * How much may go wrong in a run, at most, all nodes together. What does go wrong is drawn from it
 * once, before the run begins, as a list of {@link Fault}s; so the list can be kept and replayed.
 */
public final class FaultBudget {
    private static final long SECOND_US = 1_000_000;

    /** In the order in which they are drawn. */
    enum Kind {
        CRASH("crashes"),
        RESTART("restarts"),
        FAIL_READS("failed reads"),
        FAIL_WRITES("failed writes"),
        FILL_DISK("full disks"),
        SLOW_DISK("slow disks"),
        FLIP_BIT("flipped bits"),
        SKEW_CLOCK("jumps of a wall clock"),
        RESET_CONNECTIONS("resets of all connections"),
        PAUSE("paused nodes"),
        SLOW_NODE("slow nodes"),
        DRIFT_CLOCK("clocks that run too fast or too slow"),
        SPLIT("splits"),
        CUT("one-way cuts"),
        SLOW_LINK("slow ways"),
        RESET_CONNECTION("resets of one connection");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        boolean isOfNetwork() {
            return compareTo(SPLIT) >= 0;
        }
    }

    private final Map<Kind, Integer> most = new EnumMap<>(Kind.class);
    private final List<CrashMode> modes = new ArrayList<>();
    private long operations = 1000;
    private long spellUsMax = SECOND_US;
    private int losingPower = Integer.MAX_VALUE;

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
     * How many disk operations a node does in a run of the scenario, about: half of the crashes are
     * put at one of them, rather than at a time.
     */
    public FaultBudget withinOperations(long count) {
        operations = count;
        return this;
    }

    /**
     * How many different nodes may lose what they have not flushed: crashes of any other leave it.
     * One is less than the design's budget of a cluster, by which another node may lose something
     * once every ISR is whole again; but faults are drawn before a run, and that time is not known.
     */
    public FaultBudget losingPowerOnAtMost(int nodes) {
        losingPower = nodes;
        return this;
    }

    /** How long what lasts may last, in virtual microseconds; a second unless this says more. */
    public FaultBudget lastingAtMost(long us) {
        spellUsMax = us;
        return this;
    }

    /** Stops in good order. */
    public FaultBudget restarts(int atMost) {
        return upTo(Kind.RESTART, atMost);
    }

    /** Times at which one read of a disk fails. */
    public FaultBudget failedReads(int atMost) {
        return upTo(Kind.FAIL_READS, atMost);
    }

    /** Times at which one write or flush of a disk fails. */
    public FaultBudget failedWrites(int atMost) {
        return upTo(Kind.FAIL_WRITES, atMost);
    }

    /** Times at which a disk is full for a while. */
    public FaultBudget fullDisks(int atMost) {
        return upTo(Kind.FILL_DISK, atMost);
    }

    /** Times at which a disk is slow for a while. */
    public FaultBudget slowDisks(int atMost) {
        return upTo(Kind.SLOW_DISK, atMost);
    }

    /** Bits that turn on a disk: beyond what a single node can repair. */
    public FaultBudget flippedBits(int atMost) {
        return upTo(Kind.FLIP_BIT, atMost);
    }

    /** Jumps of a wall clock, by at most half an hour either way. */
    public FaultBudget clockJumps(int atMost) {
        return upTo(Kind.SKEW_CLOCK, atMost);
    }

    /** Times at which all connections are reset. */
    public FaultBudget resetConnections(int atMost) {
        return upTo(Kind.RESET_CONNECTIONS, atMost);
    }

    /** Times at which a node takes no turn for a while. */
    public FaultBudget pauses(int atMost) {
        return upTo(Kind.PAUSE, atMost);
    }

    /** Times at which a node's turns take a multiple of their time. */
    public FaultBudget slowNodes(int atMost) {
        return upTo(Kind.SLOW_NODE, atMost);
    }

    /** Times at which a monotonic clock runs too fast or too slow, by at most 5 %. */
    public FaultBudget clockDrifts(int atMost) {
        return upTo(Kind.DRIFT_CLOCK, atMost);
    }

    /** Splits into two groups, at times three; each with a node. */
    public FaultBudget splits(int atMost) {
        return upTo(Kind.SPLIT, atMost);
    }

    /** Cuts of one way, while the way back stays open. */
    public FaultBudget cuts(int atMost) {
        return upTo(Kind.CUT, atMost);
    }

    /** Times at which one way is slow. */
    public FaultBudget slowLinks(int atMost) {
        return upTo(Kind.SLOW_LINK, atMost);
    }

    /** Resets of the connections from one host to another. */
    public FaultBudget resetsOfOne(int atMost) {
        return upTo(Kind.RESET_CONNECTION, atMost);
    }

    /** The budget in words: {@code at most 4 crashes (KEEP_ALL), 1 restarts}. */
    public String told() {
        if (most.isEmpty()) {
            return "no faults";
        }
        List<String> parts = new ArrayList<>();
        most.forEach(
                (kind, atMost) ->
                        parts.add(
                                atMost
                                        + " "
                                        + kind.label
                                        + (kind == Kind.CRASH ? " " + modes : "")));
        String where =
                losingPower == Integer.MAX_VALUE
                        ? ""
                        : "; power is lost on " + losingPower + " nodes at most";
        return "at most " + String.join(", ", parts) + where;
    }

    /** The faults of a run with one node. */
    public List<Fault> draw(SeededRandom random, long safetyUs) {
        return draw(random, safetyUs, Cast.ONE_NODE);
    }

    /** The faults of one run, in the order of time; those at operations first. */
    public List<Fault> draw(SeededRandom random, long safetyUs, Cast cast) {
        List<Fault> faults = new ArrayList<>();
        most.forEach(
                (kind, atMost) -> {
                    // Each kind has a chance of its own: another kind's budget shifts nothing.
                    SeededRandom chance = random.fork(kind.name());
                    TargetDraw targets = new TargetDraw(random.fork(kind + " target"), cast);
                    int least = kind == Kind.CRASH ? 1 : 0;
                    long count = chance.between(least, atMost);
                    for (int i = 0; i < count; i++) {
                        Fault fault = drawn(kind, chance, targets, safetyUs);
                        if (!kind.isOfNetwork() || targets.hasWays()) {
                            faults.add(fault);
                        }
                    }
                });
        faults.sort(Comparator.comparingLong(FaultBudget::order));
        return sparing(faults);
    }

    private FaultBudget upTo(Kind kind, int atMost) {
        if (atMost > 0) {
            most.put(kind, atMost);
        }
        return this;
    }

    private Fault drawn(Kind kind, SeededRandom chance, TargetDraw targets, long safetyUs) {
        long atUs = chance.between(1, safetyUs);
        long spellUs = chance.between(SECOND_US / 100, spellUsMax);
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
                    case PAUSE -> new Effect.Pause(spellUs);
                    case SLOW_NODE -> new Effect.SlowNode((int) chance.between(2, 50), spellUs);
                    case DRIFT_CLOCK -> new Effect.DriftClock(drift(chance), spellUs);
                    case SPLIT -> new Effect.Split(targets.groups(), spellUs);
                    case CUT -> new Effect.Cut(spellUs);
                    case SLOW_LINK -> new Effect.SlowLink((int) chance.between(2, 100), spellUs);
                    case RESET_CONNECTION -> new Effect.ResetConnection();
                };
        Target target = targets.of(effect);
        if (kind == Kind.CRASH && chance.chance(50)) {
            Moment moment = chance.chance(50) ? Moment.BEFORE : Moment.DURING;
            CrashPoint point = new CrashPoint(chance.between(1, operations), moment);
            return new Fault(new Trigger.AtOperation(point), target, effect);
        }
        return Fault.at(atUs, target, effect);
    }

    private static int drift(SeededRandom chance) {
        int perMille = (int) chance.between(1, 50);
        return chance.chance(50) ? perMille : -perMille;
    }

    /** Lets power be lost on no more nodes than may lose it. */
    private List<Fault> sparing(List<Fault> faults) {
        List<Target> lossy = new ArrayList<>();
        List<Fault> spared = new ArrayList<>();
        for (Fault fault : faults) {
            if (fault.effect() instanceof Effect.Crash crash && crash.mode().losesPower()) {
                if (!lossy.contains(fault.target()) && lossy.size() < losingPower) {
                    lossy.add(fault.target());
                }
                if (!lossy.contains(fault.target())) {
                    Effect mild =
                            new Effect.Crash(CrashMode.KEEP_ALL, crash.tear(), crash.downUs());
                    spared.add(fault.with(mild));
                    continue;
                }
            }
            spared.add(fault);
        }
        return spared;
    }

    private static long order(Fault fault) {
        return switch (fault.trigger()) {
            case Trigger.AtOperation at -> at.point().operation() - Long.MAX_VALUE / 2;
            case Trigger.AtTime at -> at.us();
        };
    }
}
