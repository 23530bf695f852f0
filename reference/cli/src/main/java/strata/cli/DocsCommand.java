package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code strata docs}: the companion site. */
@Command(
        name = "docs",
        description = "Build or serve the companion site.",
        synopsisSubcommandLabel = "serve|build",
        subcommands = {DocsCommand.Serve.class, DocsCommand.Build.class})
final class DocsCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: serve or build");
    }

    /** Serves the site while it is written. */
    @Command(name = "serve", description = "Serve the site here, and again at each change.")
    static final class Serve implements Callable<Integer> {
        @Spec private CommandSpec spec;

        @Override
        public Integer call() {
            return NotYet.answer(spec, "the companion site");
        }
    }

    /** Builds the site once. */
    @Command(name = "build", description = "Build the site into a folder.")
    static final class Build implements Callable<Integer> {
        @Spec private CommandSpec spec;

        @Override
        public Integer call() {
            return NotYet.answer(spec, "the companion site");
        }
    }
}
