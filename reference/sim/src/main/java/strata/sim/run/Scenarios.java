package strata.sim.run;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import strata.sim.broker.SingleNodeScenarios;
import strata.sim.cluster.ClusterScenarios;
import strata.sim.groups.GroupScenarios;
import strata.sim.scenario.Scenario;
import strata.sim.toy.ToyScenarios;
import strata.sim.transactions.TransactionScenarios;

/** All scenarios, by name. */
public final class Scenarios {
    private Scenarios() {}

    /**
     * Every scenario that the layers on the class path can run, the broker's first, then those that
     * other jars bring.
     */
    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(SingleNodeScenarios.all());
        all.addAll(ClusterScenarios.all());
        all.addAll(GroupScenarios.all());
        all.addAll(TransactionScenarios.all());
        all.addAll(ToyScenarios.all());
        for (ScenarioProvider provider : ServiceLoader.load(ScenarioProvider.class)) {
            all.addAll(provider.scenarios());
        }
        return all;
    }

    /**
     * The one scenario of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Scenario named(String name) {
        for (Scenario scenario : all()) {
            if (scenario.name().equals(name)) {
                return scenario;
            }
        }
        throw noneIsNamed(name);
    }

    /**
     * The scenarios that somebody asked for.
     *
     * @param wanted names with commas between; one that ends in {@code *} stands for all that begin
     *     so. Empty for all but those with a planted bug
     * @throws IllegalArgumentException when a name stands for none; says which there are
     */
    public static List<Scenario> chosen(String wanted) {
        List<Scenario> chosen = new ArrayList<>();
        if (wanted.isBlank()) {
            all().stream().filter(scenario -> !scenario.hasPlantedBug()).forEach(chosen::add);
            return chosen;
        }
        for (String name : wanted.split(",", -1)) {
            List<Scenario> found =
                    all().stream().filter(scenario -> matches(name.strip(), scenario)).toList();
            if (found.isEmpty()) {
                throw noneIsNamed(name.strip());
            }
            chosen.addAll(found);
        }
        return chosen;
    }

    private static IllegalArgumentException noneIsNamed(String name) {
        return new IllegalArgumentException(
                "no scenario is named '"
                        + name
                        + "' on the layers that are here; --list shows them all");
    }

    private static boolean matches(String name, Scenario scenario) {
        return name.endsWith("*")
                ? scenario.name().startsWith(name.substring(0, name.length() - 1))
                : scenario.name().equals(name);
    }
}
