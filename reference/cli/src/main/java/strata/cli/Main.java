package strata.cli;

import java.io.PrintWriter;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command {@code ./strata}. Each subcommand is a class of this package and is listed in the
 * order in which a newcomer meets it; more may come from a {@link CommandProvider}.
 */
@Command(
        name = "strata",
        description = "A Kafka-compatible streaming log in five layers, to build and to run.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            NodeCommand.class,
            TestCommand.class,
            HintCommand.class,
            ProgressCommand.class,
            DoctorCommand.class,
            PlayCommand.class,
            SubmitCommand.class,
            SimCommand.class,
            InspectCommand.class,
            BenchCommand.class,
            HandoutCommand.class,
            GradeCommand.class,
            CheckCommand.class,
            DocsCommand.class,
            WarmUpCommand.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  a check failed",
            "  2  wrong usage, or a part that does not exist yet",
            "  3  the machine is in the way (no JDK, port taken): the message says what to do",
            "",
            "Start here: ./strata up"
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main() {}

    /** Runs one command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command, ready to execute; tests give it other streams. */
    static CommandLine commandLine() {
        CommandLine strata = new CommandLine(new Main());
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            CommandLine command = new CommandLine(provider.newCommand());
            CommandSpec parent = strata.getCommandSpec();
            parent.removeSubcommand(command.getCommandName());
            parent.addSubcommand(command.getCommandName(), command);
        }
        addHelp(strata);
        strata.setExecutionExceptionHandler(Main::onException);
        return strata;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
        command.getSubcommands().values().forEach(Main::addHelp);
    }

    private static int onException(Exception fault, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (fault instanceof EnvironmentFault) {
            err.println("strata " + command.getCommandName() + ": " + fault.getMessage());
            return ExitCode.ENVIRONMENT;
        }
        fault.printStackTrace(err);
        return ExitCode.FAILED;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, for instance: strata up");
    }
}
