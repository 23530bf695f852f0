package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
    @Test
    void everythingFromTheFirstWordOnIsLeftToTheBench() {
        CommandLine strata = Main.commandLine("bench");

        var bench = strata.parseArgs("bench", "all", "--json", "--help").subcommand();

        assertThat(bench.isUsageHelpRequested()).isFalse();
        assertThat(bench.matchedPositionalValue(0, List.of()))
                .isEqualTo(List.of("all", "--json", "--help"));
    }

    @Test
    void helpBeforeAnyWordIsOurOwn() {
        CommandLine strata = Main.commandLine("bench");

        var bench = strata.parseArgs("bench", "--help").subcommand();

        assertThat(bench.isUsageHelpRequested()).isTrue();
    }
}
