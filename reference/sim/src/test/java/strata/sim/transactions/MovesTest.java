package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.transactions.TransactionState;
import strata.sim.run.Scenarios;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** Coordinators and leaders move, or die, at every step of a transaction. */
@Tag("layer")
final class MovesTest {
    private static final long SEEDS_MAX = 40;
    private static final String MOVED = " " + Moves.MOVED + " ";
    private static final List<TransactionState> STATES =
            List.of(
                    TransactionState.EMPTY,
                    TransactionState.ONGOING,
                    TransactionState.PREPARE_COMMIT,
                    TransactionState.PREPARE_ABORT,
                    TransactionState.COMPLETE_COMMIT,
                    TransactionState.COMPLETE_ABORT);

    @ParameterizedTest
    @ValueSource(strings = {"", "-v1"})
    void everyStepOfATransactionIsInterrupted(String version) {
        Set<String> left = steps();
        Map<String, Long> seen = new LinkedHashMap<>();
        for (long seed = 1; seed <= SEEDS_MAX && !left.isEmpty(); seed++) {
            for (String kind : List.of("coordinator-move", "everything")) {
                Scenario scenario = Scenarios.named("transactions-" + kind + version);
                ScenarioRun.of(
                        scenario,
                        ScenarioRun.scheduleOf(scenario, seed),
                        line -> {
                            if (line.contains(MOVED)) {
                                String step = stepOf(line);
                                left.remove(step);
                                seen.merge(step, 1L, Long::sum);
                            }
                        });
            }
        }

        assertThat(left).as("not seen in %s seeds, of %s", SEEDS_MAX, seen).isEmpty();
    }

    private static String stepOf(String line) {
        int from = line.indexOf(MOVED) + MOVED.length();
        return line.substring(from, line.lastIndexOf(": ")).strip();
    }

    private static Set<String> steps() {
        Set<String> steps = new LinkedHashSet<>();
        STATES.forEach(state -> steps.add(Moves.ofCoordinator(state)));
        for (Moves.Next next : Moves.Next.values()) {
            steps.add(Moves.ofLeader(false, next));
        }
        steps.add(Moves.ofLeader(true, Moves.Next.MARKER));
        return steps;
    }
}
