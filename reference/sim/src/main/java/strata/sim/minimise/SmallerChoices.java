package strata.sim.minimise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.fault.FaultSchedule;
import strata.sim.scenario.ScenarioRun;

/**
 * Makes the scenario's choices smaller: fewer clients, nodes, partitions. And the shortest time
 * after which faults end.
 */
final class SmallerChoices {
    private static final long SHORTEST_US = 10_000;

    private SmallerChoices() {}

    static void pass(Trials trials) {
        for (String name : new ArrayList<>(trials.schedule().choices().keySet())) {
            if (!name.equals(ScenarioRun.LENGTH_US) && !name.equals(ScenarioRun.CALM_US)) {
                lower(trials, name);
            }
        }
    }

    /** The run's first phase, as short as can be. */
    static void shorten(Trials trials, long safetyUs) {
        boolean shorter;
        do {
            shorter = false;
            Long said = trials.schedule().choices().get(ScenarioRun.LENGTH_US);
            long nowUs = said == null ? safetyUs : said;
            for (long us : lengths(nowUs, trials.best().figures().virtualUs())) {
                if (trials.stillFails(with(trials.schedule(), ScenarioRun.LENGTH_US, us))) {
                    shorter = true;
                    break;
                }
            }
        } while (shorter);
    }

    private static List<Long> lengths(long nowUs, long endUs) {
        List<Long> lengths = new ArrayList<>();
        // Half the time; just to the breach; a little less.
        for (long us : new long[] {nowUs / 2, endUs + 1_000, nowUs * 3 / 4, nowUs * 7 / 8}) {
            long whole = us / 1000 * 1000;
            if (SHORTEST_US <= whole && whole < nowUs) {
                lengths.add(whole);
            }
        }
        return lengths;
    }

    private static void lower(Trials trials, String name) {
        boolean lower;
        do {
            lower = false;
            long value = trials.schedule().choices().getOrDefault(name, 0L);
            for (long candidate : new long[] {0, 1, value / 2, value - 1}) {
                if (0 <= candidate
                        && candidate < value
                        && trials.stillFails(with(trials.schedule(), name, candidate))) {
                    lower = true;
                    break;
                }
            }
        } while (lower);
    }

    private static FaultSchedule with(FaultSchedule schedule, String name, long value) {
        Map<String, Long> choices = new LinkedHashMap<>(schedule.choices());
        choices.put(name, value);
        return schedule.withChoices(choices);
    }
}
