package strata.sim.groups;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.broker.Layers;
import strata.sim.ScenarioClaims;

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
    void whatWentWrongOnceGoesWell(String name) {
        ClassLoader classes = KeptSchedulesTest.class.getClassLoader();

        ScenarioClaims.goesWellNow(
                KeptSchedulesTest.class,
                name,
                scenario ->
                        GroupScenarios.named(
                                scenario, () -> Layers.load(classes).upTo(Layers.Layer.GROUPS)));
    }
}
