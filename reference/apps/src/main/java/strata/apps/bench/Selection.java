package strata.apps.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Which of a command's scenarios are run, and so which bars are judged.
 *
 * @param names of the scenarios wanted; empty for all
 * @param all bars of the command
 */
record Selection(Set<String> names, List<Bar> all) {
    /** The names of the scenarios that bars speak of, for {@code --help}. */
    static class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names(List<Bar> bars) {
            super(new TreeSet<>(bars.stream().map(Bar::scenario).toList()));
        }
    }

    /** Ends the command as wrongly used when there is no scenario of some name. */
    void require(CommandSpec spec) {
        for (String name : names) {
            if (!new Names(all).contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "there is no scenario " + name + "; see --help");
            }
        }
    }

    List<Bar> bars() {
        return all.stream().filter(bar -> isWanted(bar.scenario())).toList();
    }

    List<Scenario> of(List<Scenario> scenarios) {
        return scenarios.stream().filter(scenario -> isWanted(scenario.name())).toList();
    }

    private boolean isWanted(String scenario) {
        return names.isEmpty() || names.contains(scenario);
    }
}
