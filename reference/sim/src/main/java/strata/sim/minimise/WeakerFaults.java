package strata.sim.minimise;

import java.util.ArrayList;
import java.util.List;
import strata.sim.disk.CrashMode;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.Target;
import strata.sim.fault.Trigger;

/**
 * Makes each fault as weak as it can be: a stop in good order instead of a crash, a crash that
 * keeps all instead of one that tears, a shorter cut, a split of fewer hosts.
 *
 * <p>Each weaker fault is smaller by a measure that has an end (the kind, then hosts, then
 * numbers), so the search ends.
 */
final class WeakerFaults {
    /** Nothing is made shorter than this. */
    private static final long SHORTEST_US = 1_000;

    /** What lasts until a heal is first made to last this long. */
    private static final long LONGEST_US = 10_000_000;

    private WeakerFaults() {}

    static void pass(Trials trials) {
        for (int i = 0; i < trials.schedule().faults().size(); i++) {
            boolean weaker;
            do {
                weaker = weaken(trials, i);
            } while (weaker);
        }
    }

    private static boolean weaken(Trials trials, int index) {
        FaultSchedule schedule = trials.schedule();
        for (Fault weaker : weakerThan(schedule.faults().get(index))) {
            List<Fault> faults = new ArrayList<>(schedule.faults());
            faults.set(index, weaker);
            if (trials.stillFails(schedule.with(faults))) {
                return true;
            }
        }
        return false;
    }

    /** Weaker ones, the weakest first. */
    static List<Fault> weakerThan(Fault fault) {
        List<Fault> weaker = new ArrayList<>();
        switch (fault.effect()) {
            case Effect.Crash crash -> weakerThan(fault, crash, weaker);
            case Effect.Split split -> weakerThan(fault, split, weaker);
            default -> {}
        }
        for (Effect effect : smaller(fault.effect())) {
            if (!effect.equals(fault.effect())) {
                weaker.add(fault.with(effect));
            }
        }
        return weaker;
    }

    private static void weakerThan(Fault fault, Effect.Crash crash, List<Fault> weaker) {
        if (fault.trigger() instanceof Trigger.AtTime) {
            weaker.add(fault.with(new Effect.Restart(crash.downUs())));
        }
        for (CrashMode mode : CrashMode.values()) {
            if (mode.compareTo(crash.mode()) < 0) {
                weaker.add(fault.with(new Effect.Crash(mode, crash.tear(), crash.downUs())));
            }
        }
        weaker.add(fault.with(new Effect.Crash(crash.mode(), 0, crash.downUs())));
        weaker.removeIf(fault::equals);
    }

    private static void weakerThan(Fault fault, Effect.Split split, List<Fault> weaker) {
        List<List<String>> groups = split.groups();
        if (groups.size() == 2 && groups.get(0).size() == 1 && groups.get(1).size() == 1) {
            String one = groups.get(0).get(0);
            String other = groups.get(1).get(0);
            Effect cut = new Effect.Cut(split.forUs());
            weaker.add(new Fault(fault.trigger(), Target.way(one, other), cut));
            weaker.add(new Fault(fault.trigger(), Target.way(other, one), cut));
        }
        for (int g = 0; g < groups.size(); g++) {
            for (int host = 0; host < groups.get(g).size(); host++) {
                List<List<String>> fewer = without(groups, g, host);
                if (fewer.size() >= 2) {
                    weaker.add(fault.with(new Effect.Split(fewer, split.forUs())));
                }
            }
        }
    }

    private static List<List<String>> without(List<List<String>> groups, int group, int host) {
        List<List<String>> fewer = new ArrayList<>(groups);
        List<String> left = new ArrayList<>(groups.get(group));
        left.remove(host);
        if (left.isEmpty()) {
            fewer.remove(group);
        } else {
            fewer.set(group, left);
        }
        return fewer;
    }

    /** The same kind with smaller numbers. */
    private static List<Effect> smaller(Effect effect) {
        List<Effect> smaller = new ArrayList<>();
        switch (effect) {
            case Effect.Crash e ->
                    shorter(e.downUs())
                            .forEach(us -> smaller.add(new Effect.Crash(e.mode(), e.tear(), us)));
            case Effect.Restart e ->
                    shorter(e.downUs()).forEach(us -> smaller.add(new Effect.Restart(us)));
            case Effect.Pause e ->
                    shorter(e.forUs()).forEach(us -> smaller.add(new Effect.Pause(us)));
            case Effect.SlowNode e -> {
                shorter(e.forUs()).forEach(us -> smaller.add(new Effect.SlowNode(e.factor(), us)));
                lower(e.factor(), 2).forEach(f -> smaller.add(new Effect.SlowNode(f, e.forUs())));
            }
            case Effect.FailReads e ->
                    lower(e.count(), 1).forEach(count -> smaller.add(new Effect.FailReads(count)));
            case Effect.FailWrites e ->
                    lower(e.count(), 1).forEach(count -> smaller.add(new Effect.FailWrites(count)));
            case Effect.FillDisk e ->
                    shorter(e.forUs()).forEach(us -> smaller.add(new Effect.FillDisk(us)));
            case Effect.SlowDisk e -> {
                shorter(e.forUs()).forEach(us -> smaller.add(new Effect.SlowDisk(e.factor(), us)));
                lower(e.factor(), 2).forEach(f -> smaller.add(new Effect.SlowDisk(f, e.forUs())));
            }
            case Effect.SkewClock e -> {
                if (Math.abs(e.ms()) > 1) {
                    smaller.add(new Effect.SkewClock(e.ms() / 2));
                }
            }
            case Effect.DriftClock e -> {
                shorter(e.forUs())
                        .forEach(us -> smaller.add(new Effect.DriftClock(e.perMille(), us)));
                if (Math.abs(e.perMille()) > 1) {
                    smaller.add(new Effect.DriftClock(e.perMille() / 2, e.forUs()));
                }
            }
            case Effect.Cut e -> shorter(e.forUs()).forEach(us -> smaller.add(new Effect.Cut(us)));
            case Effect.SlowLink e -> {
                shorter(e.forUs()).forEach(us -> smaller.add(new Effect.SlowLink(e.factor(), us)));
                lower(e.factor(), 2).forEach(f -> smaller.add(new Effect.SlowLink(f, e.forUs())));
            }
            case Effect.Split e ->
                    shorter(e.forUs()).forEach(us -> smaller.add(new Effect.Split(e.groups(), us)));
            case Effect.Start e -> {}
            case Effect.FlipBit e -> {}
            case Effect.ResetConnection e -> {}
            case Effect.ResetConnections e -> {}
            case Effect.Heal e -> {}
        }
        return smaller;
    }

    /** Shorter times, the shortest first; whole milliseconds, as they are easier to read. */
    private static List<Long> shorter(long us) {
        if (us == Effect.UNTIL_HEALED) {
            return List.of(SHORTEST_US, LONGEST_US);
        }
        List<Long> shorter = new ArrayList<>();
        for (long part : new long[] {SHORTEST_US, us / 2, us * 3 / 4, us * 7 / 8}) {
            long candidate = part / 1000 * 1000;
            if (candidate >= SHORTEST_US && candidate < us && !shorter.contains(candidate)) {
                shorter.add(candidate);
            }
        }
        return shorter;
    }

    private static List<Integer> lower(int number, int lowest) {
        List<Integer> lower = new ArrayList<>();
        for (int candidate : new int[] {lowest, number / 2}) {
            if (candidate >= lowest && candidate < number && !lower.contains(candidate)) {
                lower.add(candidate);
            }
        }
        return lower;
    }
}
