package strata.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        private static final int PORT_MAX = 65_535;

        @Spec private CommandSpec spec;

        @Option(
                names = "--port",
                paramLabel = "PORT",
                description = "Where to serve it (default: ${DEFAULT-VALUE}).")
        private int port = 8000;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (port < 1 || port > PORT_MAX) {
                throw new ParameterException(
                        spec.commandLine(), "--port " + port + " is not a port: 1 to " + PORT_MAX);
            }
            int exitCode = DocsSite.of(House.root(), spec.commandLine().getOut()).serve(port);
            return exitCode == 0 ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    /** Builds the site once. */
    @Command(name = "build", description = "Build the site into .strata/site.")
    static final class Build implements Callable<Integer> {
        @Spec private CommandSpec spec;

        @Override
        public Integer call() throws IOException, InterruptedException {
            DocsSite site = DocsSite.of(House.root(), spec.commandLine().getOut());
            if (site.build() != 0) {
                return ExitCode.FAILED;
            }
            spec.commandLine().getOut().println("built " + site.folder().resolve("index.html"));
            return ExitCode.DONE;
        }
    }
}
