package strata.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command {@code ./strata}. Each subcommand is a class of this package; more may come from a
 * {@link CommandProvider}.
 */
@Command(
        name = "strata",
        description = "A Kafka-compatible streaming log in five layers, to build and to run.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
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
        System.exit(commandLine(args).execute(args));
    }

    /**
     * The command, ready to execute these arguments. Where they begin with a command of our own,
     * the others are not even built and no jar is searched: that takes longer than parsing does.
     */
    static CommandLine commandLine(String... args) {
        Map<String, Supplier<Object>> commands = commands();
        Supplier<Object> asked = args.length == 0 ? null : commands.get(args[0]);
        CommandLine strata = new CommandLine(new Main());
        if (asked != null) {
            strata.addSubcommand(asked.get());
        } else {
            addProvided(commands);
            commands.values().forEach(command -> strata.addSubcommand(command.get()));
        }
        addHelp(strata);
        markNotBuilt(strata);
        CommandLine bench = strata.getSubcommands().get("bench");
        if (bench != null) {
            // What follows "bench produce" is for the program that it starts.
            bench.setStopAtPositional(true);
        }
        strata.setExecutionExceptionHandler(Main::onException);
        return strata;
    }

    /** Our own, in the order in which a newcomer meets them. */
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("up", UpCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("down", DownCommand::new);
        commands.put("node", NodeCommand::new);
        if (House.isPacked()) {
            commands.put("inspect", InspectCommand::new);
            commands.put("sim", SimCommand::new);
            commands.put("warm-up", WarmUpCommand::new);
            return commands;
        }
        commands.put("test", TestCommand::new);
        commands.put("hint", HintCommand::new);
        commands.put("predict", PredictCommand::new);
        commands.put("progress", ProgressCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("play", PlayCommand::new);
        commands.put("capstone", CapstoneCommand::new);
        commands.put("submit", SubmitCommand::new);
        commands.put("sim", SimCommand::new);
        commands.put("inspect", InspectCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("docs", DocsCommand::new);
        commands.put("dist", DistCommand::new);
        commands.put("warm-up", WarmUpCommand::new);
        return commands;
    }

    /** Adds what other jars bring, and a stand-in for what only grading/ can bring. */
    private static void addProvided(Map<String, Supplier<Object>> commands) {
        if (House.isPacked()) {
            return;
        }
        commands.put("handout", HandoutCommand::new);
        commands.put("grade", GradeCommand::new);
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            commands.put(provider.name(), provider::newCommand);
        }
    }

    /**
     * The list of commands promises nothing: students see only what works, others what is to come.
     */
    private static void markNotBuilt(CommandLine strata) {
        for (CommandLine command : strata.getSubcommands().values()) {
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            if (command.getCommand() instanceof DistCommand) {
                usage.hidden(House.isHandout());
            }
            if (command.getCommand() instanceof NotBuilt) {
                usage.hidden(House.isHandout());
                usage.description(usage.description()[0] + " (not built yet)");
            }
        }
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
        command.getSubcommands().values().forEach(Main::addHelp);
    }

    private static int onException(Exception fault, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (fault instanceof EnvironmentFault) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + fault.getMessage());
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
