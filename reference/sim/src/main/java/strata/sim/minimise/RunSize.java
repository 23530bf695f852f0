package strata.sim.minimise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.scenario.RunResult;

/** What a run is made of, and what is left of a larger one, in words. */
public final class RunSize {
    private RunSize() {}

    /** One line each: how much is left, then the choices, operations and faults that are. */
    public static List<String> told(Minimum minimum) {
        List<String> lines = new ArrayList<>();
        FaultSchedule schedule = minimum.schedule();
        lines.add(minimum.runs() == 0 ? "this run:" : left(minimum));
        schedule.choices().forEach((name, value) -> lines.add("  choice " + name + " " + value));
        if (!schedule.drops().isEmpty()) {
            FewerOperations.keptIn(minimum.result())
                    .forEach((actor, kept) -> lines.add("  operations of " + actor + kept(kept)));
        }
        for (Fault fault : schedule.faults()) {
            lines.add("  " + FaultSchedule.line(fault));
        }
        schedule.delays()
                .forEach(
                        delay ->
                                lines.add(
                                        String.format(
                                                Locale.ROOT,
                                                "  message %d from %s to %s takes %d us",
                                                delay.number(),
                                                delay.way().from(),
                                                delay.way().to(),
                                                delay.us())));
        return lines;
    }

    /** How many operations a run does. */
    public static long operations(RunResult run) {
        return FewerOperations.keptIn(run).values().stream().mapToLong(NavigableSet::size).sum();
    }

    private static String left(Minimum minimum) {
        return String.format(
                Locale.ROOT,
                "the smallest run that breaks the same, of %d tried: %d of %d faults, %d of %d"
                        + " operations, %.3f of %.3f s:",
                minimum.runs(),
                minimum.schedule().faults().size(),
                minimum.before().schedule().faults().size(),
                operations(minimum.result()),
                operations(minimum.before()),
                minimum.result().figures().virtualUs() / 1e6,
                minimum.before().figures().virtualUs() / 1e6);
    }

    private static String kept(NavigableSet<Long> numbers) {
        if (numbers.isEmpty()) {
            return ": none";
        }
        List<String> shown = new ArrayList<>();
        for (long number : numbers) {
            if (shown.size() == 20) {
                shown.add("… (" + numbers.size() + ")");
                break;
            }
            shown.add(Long.toString(number));
        }
        return ": " + String.join(", ", shown);
    }
}
