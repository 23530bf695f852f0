package strata.sim.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.sim.disk.CrashMode;
import strata.sim.disk.CrashPoint;
import strata.sim.disk.CrashPoint.Moment;

/**
 * All that goes wrong in one run, as a text to keep: a found bug is kept as its faults, as one more
 * random draw in a scenario gives its seed another run.
 *
 * <pre>
 * strata-faults 1
 * scenario toy-tally
 * seed 8123
 * at 0.250000 crash mode=TEAR_TAIL tear=77 down-us=40000
 * at operation 381 DURING crash mode=KEEP_ALL tear=5 down-us=1000
 * at 1.500000 slow-disk factor=20 for-us=300000
 * </pre>
 *
 * @param scenario its name
 * @param seed of everything but the faults
 * @param faults in order
 */
public record FaultSchedule(String scenario, long seed, List<Fault> faults) {
    private static final String HEADING = "strata-faults 1";

    /** The same with other faults. */
    public FaultSchedule with(List<Fault> others) {
        return new FaultSchedule(scenario, seed, others);
    }

    /** The text, one fault a line. */
    public String toText() {
        StringBuilder text = new StringBuilder(HEADING).append('\n');
        text.append("scenario ").append(scenario).append('\n');
        text.append("seed ").append(seed).append('\n');
        faults.forEach(fault -> text.append(line(fault)).append('\n'));
        return text.toString();
    }

    /** One fault as a line of the text. */
    public static String line(Fault fault) {
        String when =
                switch (fault.trigger()) {
                    case Trigger.AtTime at ->
                            String.format(
                                    Locale.ROOT,
                                    "%d.%06d",
                                    at.us() / 1_000_000,
                                    at.us() % 1_000_000);
                    case Trigger.AtOperation at ->
                            "operation " + at.point().operation() + " " + at.point().moment();
                };
        return "at " + when + " " + shown(fault.effect());
    }

    /**
     * Reads what {@link #toText} wrote. Empty lines and lines that begin with # are skipped.
     *
     * @throws IllegalArgumentException when it is something else; says which line
     */
    public static FaultSchedule parse(String text) {
        String scenario = "";
        long seed = 0;
        List<Fault> faults = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        if (!lines[0].strip().equals(HEADING)) {
            throw new IllegalArgumentException(
                    "not a fault schedule: its first line is not '" + HEADING + "'");
        }
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.split(" +"));
            try {
                switch (words.get(0)) {
                    case "scenario" -> scenario = words.get(1);
                    case "seed" -> seed = Long.parseLong(words.get(1));
                    case "at" -> faults.add(fault(words));
                    default -> throw new IllegalArgumentException("unknown: " + words.get(0));
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " of the fault schedule: " + line, e);
            }
        }
        return new FaultSchedule(scenario, seed, faults);
    }

    private static String shown(Effect effect) {
        return switch (effect) {
            case Effect.Crash crash ->
                    "crash mode="
                            + crash.mode()
                            + " tear="
                            + crash.tear()
                            + " down-us="
                            + crash.downUs();
            case Effect.Restart restart -> "restart down-us=" + restart.downUs();
            case Effect.FailReads fail -> "fail-reads count=" + fail.count();
            case Effect.FailWrites fail -> "fail-writes count=" + fail.count();
            case Effect.FillDisk fill -> "fill-disk for-us=" + fill.forUs();
            case Effect.SlowDisk slow ->
                    "slow-disk factor=" + slow.factor() + " for-us=" + slow.forUs();
            case Effect.FlipBit flip -> "flip-bit pick=" + flip.pick();
            case Effect.SkewClock skew -> "skew-clock ms=" + skew.ms();
            case Effect.ResetConnections reset -> "reset-connections";
        };
    }

    private static Fault fault(List<String> words) {
        if (words.get(1).equals("operation")) {
            CrashPoint point =
                    new CrashPoint(Long.parseLong(words.get(2)), Moment.valueOf(words.get(3)));
            Effect effect = effect(words.subList(4, words.size()));
            if (!(effect instanceof Effect.Crash)) {
                throw new IllegalArgumentException("only a crash strikes at an operation");
            }
            return new Fault(new Trigger.AtOperation(point), effect);
        }
        String[] time = words.get(1).split("\\.", -1);
        if (time.length != 2 || time[1].length() != 6) {
            throw new IllegalArgumentException("not a time in seconds with six decimals");
        }
        long us = Long.parseLong(time[0]) * 1_000_000 + Long.parseLong(time[1]);
        return Fault.at(us, effect(words.subList(2, words.size())));
    }

    private static Effect effect(List<String> words) {
        Fields fields = Fields.of(words.subList(1, words.size()));
        return switch (words.get(0)) {
            case "crash" ->
                    new Effect.Crash(
                            CrashMode.valueOf(fields.text("mode")),
                            fields.number("tear"),
                            fields.number("down-us"));
            case "restart" -> new Effect.Restart(fields.number("down-us"));
            case "fail-reads" -> new Effect.FailReads((int) fields.number("count"));
            case "fail-writes" -> new Effect.FailWrites((int) fields.number("count"));
            case "fill-disk" -> new Effect.FillDisk(fields.number("for-us"));
            case "slow-disk" ->
                    new Effect.SlowDisk((int) fields.number("factor"), fields.number("for-us"));
            case "flip-bit" -> new Effect.FlipBit(fields.number("pick"));
            case "skew-clock" -> new Effect.SkewClock(fields.number("ms"));
            case "reset-connections" -> new Effect.ResetConnections();
            default -> throw new IllegalArgumentException("unknown fault: " + words.get(0));
        };
    }

    /** The {@code name=value} words of a line. */
    private record Fields(Map<String, String> values) {
        static Fields of(List<String> words) {
            Map<String, String> values = new LinkedHashMap<>();
            for (String word : words) {
                int equals = word.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("no value: " + word);
                }
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
            return new Fields(values);
        }

        String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no " + name);
            }
            return value;
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }
    }
}
