package strata.sim.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.broker.Layers;
import strata.kernel.Nullable;
import strata.sim.Verdict;
import strata.sim.fault.FaultSchedule;
import strata.sim.groups.PlantedGroups.Mistake;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** A mistake in layer 4 is found, and called by the name of the claim that it breaks. */
@Tag("layer")
final class PlantedGroupsTest {
    private static final int CLASSIC = 0;
    private static final int CONSUMER = 1;
    private static final long SEEDS = 6;

    @ParameterizedTest
    @CsvSource({
        "GIVES_TWICE, groups-pause, 0, two-owners-in-generation",
        "TELLS_ALL_TO_READ_ALL, groups-pause, 1, two-owners",
        "WELCOMES_ZOMBIES, groups-pause, 0, zombie-commit",
        "WELCOMES_ZOMBIES, groups-pause, 1, zombie-commit",
        "REMEMBERS_THE_LAST_BUT_ONE, groups-pause, 0, offset-went-back",
        "FORGETS_COMMITS, groups-pause, 1, commit-lost",
        "JUMPS_AHEAD, groups-pause, 0, commit-from-nowhere",
        "JUMPS_AHEAD, groups-pause, 0, record-skipped",
        "ANSWERS_NO_SYNC, groups-pause, 0, rebalance-hangs",
        "TELLS_NO_ASSIGNMENT, groups-pause, 1, rebalance-hangs",
        "GIVES_ALL_TO_ONE, groups-pause, 0, unbalanced",
        "TURNS_ROUND, groups-pause, 0, not-sticky",
        "REPLAYS_BADLY, groups-offsets-leader, 1, replay-differs",
    })
    void aPlantedMistakeIsFoundByName(
            Mistake mistake, String scenario, int protocol, String claim) {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS && !seen.contains(claim); seed++) {
            seen.add(brokenIn(planted(scenario, mistake), seed, protocol));
        }

        assertThat(seen).contains(claim);
    }

    private static String brokenIn(Scenario scenario, long seed, int protocol) {
        Map<String, Long> choices = new LinkedHashMap<>();
        choices.put("protocol-1", (long) protocol);
        choices.put("protocol-2", (long) protocol);
        if (protocol == CLASSIC) {
            // Sticky where stickiness is looked at.
            choices.put("assignors-1", 2L);
        }
        FaultSchedule schedule = ScenarioRun.scheduleOf(scenario, seed).withChoices(choices);
        RunResult result = ScenarioRun.of(scenario, schedule, null);
        assertThat(protocol).isBetween(CLASSIC, CONSUMER);
        return result.verdict() == Verdict.FAIL
                ? Objects.requireNonNull(result.breach()).invariant()
                : result.verdict() + " " + result.why();
    }

    private static Scenario planted(String name, @Nullable Mistake mistake) {
        return GroupScenarios.named(
                name,
                () -> {
                    Layers layers = Layers.load(PlantedGroupsTest.class.getClassLoader());
                    return mistake == null
                            ? layers
                            : layers.with(
                                    Layers.Layer.GROUPS,
                                    "planted",
                                    new PlantedGroups(
                                            Objects.requireNonNull(layers.groups()), mistake));
                });
    }
}
