package strata.sim.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that makes one run what it is, as a text to keep: a found bug is kept as its schedule, as one
 * more random draw in a scenario gives its seed another run.
 *
 * <pre>
 * strata-faults 2
 * scenario register
 * seed 8123
 * choice clients 3
 * drop c102 4..17
 * at 0.250000 n1 crash mode=TEAR_TAIL tear=77 down-us=40000
 * at operation 381 DURING n1 crash mode=KEEP_ALL tear=5 down-us=1000
 * at 0.900000 1>2 cut for-us=300000
 * at 1.500000 split 1 | 2 3 for-us=until-healed
 * delay 1>2 #17 3200
 * </pre>
 *
 * <p>Version 1, in which every fault strikes node 1, is still read.
 *
 * @param scenario its name
 * @param seed of everything that is not said here
 * @param choices the scenario's own, by name; one that is not here is drawn from the seed
 * @param drops operations that are left out
 * @param faults in order
 * @param delays of single messages; the others are drawn from the seed
 */
public record FaultSchedule(
        String scenario,
        long seed,
        Map<String, Long> choices,
        List<Drop> drops,
        List<Fault> faults,
        List<Delay> delays) {

    /** Operations of one actor that are left out, both ends included; they count from 1. */
    public record Drop(String actor, long from, long to) {
        /** The end of a range that never ends; in the text nothing follows its dots. */
        public static final long ALL_THAT_FOLLOW = Long.MAX_VALUE;
    }

    /**
     * How long one message takes.
     *
     * @param number of the message on its way, from 1
     * @param us virtual microseconds
     */
    public record Delay(Target.Way way, long number, long us) {}

    public FaultSchedule {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
        drops = Collections.unmodifiableList(new ArrayList<>(drops));
        faults = Collections.unmodifiableList(new ArrayList<>(faults));
        delays = Collections.unmodifiableList(new ArrayList<>(delays));
    }

    /** One in which everything but the faults is drawn from the seed. */
    public static FaultSchedule of(String scenario, long seed, List<Fault> faults) {
        return new FaultSchedule(
                scenario, seed, new LinkedHashMap<>(), List.of(), faults, List.of());
    }

    /** The same with other faults. */
    public FaultSchedule with(List<Fault> others) {
        return new FaultSchedule(scenario, seed, choices, drops, others, delays);
    }

    /** The same with other choices. */
    public FaultSchedule withChoices(Map<String, Long> others) {
        return new FaultSchedule(scenario, seed, others, drops, faults, delays);
    }

    /** The same with other operations left out. */
    public FaultSchedule withDrops(List<Drop> others) {
        return new FaultSchedule(scenario, seed, choices, others, faults, delays);
    }

    /** The same with other delays. */
    public FaultSchedule withDelays(List<Delay> others) {
        return new FaultSchedule(scenario, seed, choices, drops, faults, others);
    }

    /** The text, in version 2. */
    public String toText() {
        return ScheduleText.write(this);
    }

    /** One fault as a line of the text. */
    public static String line(Fault fault) {
        return ScheduleText.line(fault);
    }

    /**
     * Reads what {@link #toText} wrote, now or in version 1. Empty lines and lines that begin with
     * # are skipped.
     *
     * @throws IllegalArgumentException when it is something else; says which line
     */
    public static FaultSchedule parse(String text) {
        return ScheduleText.parse(text);
    }
}
