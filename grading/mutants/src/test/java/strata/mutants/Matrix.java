package strata.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;

/** Which tests have killed which mutants, and what is not as it should be. */
final class Matrix {
    private final Map<String, Mutant> mutants = new TreeMap<>();
    private final Map<String, SortedSet<String>> killers = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();

    /**
     * Notes what the test that names a mutant said of it.
     *
     * @return whether it killed it
     */
    boolean diesBy(Mutant mutant, List<TestOutcome> named) {
        note(mutant, named);
        boolean dead = killersOf(mutant).contains(mutant.diesBy());
        boolean deadNow = !named.isEmpty() && kills(mutant, named.get(0));
        if (named.size() != 1) {
            complaints.add(mutant.name() + ": there is no test " + mutant.diesBy());
        } else if (!deadNow) {
            complaints.add(
                    mutant.name() + ": " + mutant.diesBy() + " says " + named.get(0).verdict());
        }
        return dead && deadNow;
    }

    /** Notes which of some tests killed a mutant. */
    void note(Mutant mutant, List<TestOutcome> outcomes) {
        mutants.put(mutant.name(), mutant);
        SortedSet<String> dead = killersOf(mutant);
        for (TestOutcome outcome : outcomes) {
            if (kills(mutant, outcome)) {
                dead.add(outcome.test().id());
            }
        }
    }

    private SortedSet<String> killersOf(Mutant mutant) {
        return killers.computeIfAbsent(mutant.name(), name -> new TreeSet<>());
    }

    /** What is not as it should be: mutants that live, or that die only by another test. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        for (Mutant mutant : mutants.values()) {
            SortedSet<String> dead = killersOf(mutant);
            if (dead.isEmpty()) {
                all.add(mutant.name() + " survives");
            } else if (!dead.contains(mutant.diesBy())) {
                all.add(mutant.name() + " dies only by another test: " + dead);
            }
        }
        return all;
    }

    /** One line for each mutant and each of its killers. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Mutant mutant : mutants.values()) {
            text.append(mutant.step()).append(' ').append(mutant.name()).append('\n');
            text.append("    ").append(mutant.says()).append('\n');
            for (String killer : killersOf(mutant)) {
                boolean isNamed = killer.equals(mutant.diesBy());
                text.append(isNamed ? "  * " : "    ").append(killer).append('\n');
            }
        }
        return text.append('\n').append(summary()).append('\n').toString();
    }

    String summary() {
        Map<String, Integer> perStep = new TreeMap<>();
        mutants.values().forEach(mutant -> perStep.merge(mutant.step(), 1, Integer::sum));
        long byOthersToo = killers.values().stream().filter(dead -> dead.size() > 1).count();
        return mutants.size()
                + " mutants, by step "
                + perStep
                + "; "
                + byOthersToo
                + " are known to die by other tests, too; "
                + complaints().size()
                + " complaints";
    }

    private static boolean kills(Mutant mutant, TestOutcome outcome) {
        return outcome.verdict() == Verdict.FAILED
                || (mutant.loops() && outcome.verdict() == Verdict.TIMEOUT);
    }
}
