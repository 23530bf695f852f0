package strata.sim.minimise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.FaultSchedule.Drop;
import strata.sim.scenario.RunResult;

/** Leaves operations out: first all of an actor, then each by itself. */
final class FewerOperations {
    private final Trials trials;

    /** An operation that is not left out. */
    private record Operation(String actor, long number) {}

    private FewerOperations(Trials trials) {
        this.trials = trials;
    }

    static void pass(Trials trials) {
        FewerOperations pass = new FewerOperations(trials);
        Map<String, NavigableSet<Long>> kept = keptIn(trials.best());
        if (kept.isEmpty()) {
            return;
        }
        // What no run has come to yet need never come: a smaller run may last longer.
        trials.stillFails(pass.keeping(kept));
        List<String> actors =
                DeltaDebugging.fewest(
                        new ArrayList<>(kept.keySet()),
                        some -> trials.stillFails(pass.keepingAllOf(some, kept)));
        List<Operation> operations = new ArrayList<>();
        for (String actor : actors) {
            kept.getOrDefault(actor, new TreeSet<>())
                    .forEach(number -> operations.add(new Operation(actor, number)));
        }
        DeltaDebugging.fewest(
                operations, some -> trials.stillFails(pass.keeping(byActor(some, kept))));
    }

    /** The operations that a run began, by actor; also of an actor that began none. */
    static Map<String, NavigableSet<Long>> keptIn(RunResult run) {
        Map<String, NavigableSet<Long>> kept = new LinkedHashMap<>();
        run.operations()
                .forEach(
                        (actor, count) -> {
                            TreeSet<Long> numbers = new TreeSet<>();
                            for (long number = 1; number <= count; number++) {
                                if (!isDropped(run.schedule(), actor, number)) {
                                    numbers.add(number);
                                }
                            }
                            kept.put(actor, numbers);
                        });
        return kept;
    }

    private static boolean isDropped(FaultSchedule schedule, String actor, long number) {
        return schedule.drops().stream()
                .anyMatch(
                        drop ->
                                drop.actor().equals(actor)
                                        && drop.from() <= number
                                        && number <= drop.to());
    }

    private FaultSchedule keepingAllOf(List<String> actors, Map<String, NavigableSet<Long>> kept) {
        Map<String, NavigableSet<Long>> less = new LinkedHashMap<>();
        kept.forEach(
                (actor, numbers) ->
                        less.put(actor, actors.contains(actor) ? numbers : new TreeSet<>()));
        return keeping(less);
    }

    private static Map<String, NavigableSet<Long>> byActor(
            List<Operation> some, Map<String, NavigableSet<Long>> all) {
        Map<String, NavigableSet<Long>> kept = new LinkedHashMap<>();
        all.keySet().forEach(actor -> kept.put(actor, new TreeSet<>()));
        for (Operation operation : some) {
            kept.computeIfAbsent(operation.actor, actor -> new TreeSet<>()).add(operation.number);
        }
        return kept;
    }

    /** The schedule that leaves out all but these, to the end of time. */
    private FaultSchedule keeping(Map<String, NavigableSet<Long>> kept) {
        List<Drop> drops = new ArrayList<>();
        kept.forEach(
                (actor, numbers) -> {
                    long next = 1;
                    for (long number : numbers) {
                        if (number > next) {
                            drops.add(new Drop(actor, next, number - 1));
                        }
                        next = number + 1;
                    }
                    drops.add(new Drop(actor, next, Drop.ALL_THAT_FOLLOW));
                });
        return trials.schedule().withDrops(drops);
    }
}
