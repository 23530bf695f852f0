package strata.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code strata warm-up}: the training run behind the start-up archive (see the launcher). What it
 * touches starts faster next time.
 */
@Command(
        name = "warm-up",
        hidden = true,
        description = "Do what a typical start does, to make the start-up archive from.")
final class WarmUpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        // Parsing a command line and printing its help loads what every command needs.
        CommandLine strata = Main.commandLine("up");
        strata.setOut(new PrintWriter(new StringWriter()));
        int exitCode = strata.execute("up", "--help");
        spec.commandLine().getOut().println("warmed up");
        return exitCode;
    }
}
