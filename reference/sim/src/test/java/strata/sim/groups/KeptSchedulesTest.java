package strata.sim.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.broker.Layers;
import strata.sim.fault.FaultSchedule;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.ScenarioRun;

/** Schedules of runs in which a claim about groups broke once. */
@Tag("layer")
final class KeptSchedulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "joins-again-with-what-it-lost",
                "joins-another-group-of-the-same-name",
                "is-given-it-after-it-was-replaced",
                "is-turned-twice-in-a-moment",
                "is-late-for-what-is-over",
                "joins-twice",
                "joins-twice-in-everything",
                "reads-from-a-leader-of-the-past"
            })
    void whatWentWrongOnceGoesWell(String name) throws IOException {
        FaultSchedule schedule = kept(name);
        ClassLoader classes = KeptSchedulesTest.class.getClassLoader();

        RunResult result =
                ScenarioRun.of(
                        GroupScenarios.named(
                                schedule.scenario(),
                                () -> Layers.load(classes).upTo(Layers.Layer.GROUPS)),
                        schedule,
                        null);

        assertThat(result.verdict().passes()).as("%s: %s", name, result.why()).isTrue();
    }

    private static FaultSchedule kept(String name) throws IOException {
        try (InputStream text = KeptSchedulesTest.class.getResourceAsStream(name + ".faults")) {
            byte[] bytes = Objects.requireNonNull(text, name).readAllBytes();
            return FaultSchedule.parse(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
