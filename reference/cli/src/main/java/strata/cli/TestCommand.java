package strata.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/**
 * {@code strata test}: the tests of a lab, of one of its steps, or some by name. They run in a JVM
 * of their own, with the student's classes and none of ours; the launcher starts that one at once
 * where nothing but a run is asked for. This class explains the options, stays beside a watch, and
 * makes a debugger wait.
 */
@Command(
        name = "test",
        description = "Run the tests of a lab or of one step.",
        footer = {
            "",
            "Examples:",
            "  strata test 1                        all of lab 1",
            "  strata test 1.3 --watch              step 1.3, again after every save",
            "  strata test 1.3 --repeat 20          with twenty new seeds",
            "  strata test VarintsTest.name --debug one test, under a debugger"
        })
final class TestCommand implements Callable<Integer> {
    // What the program ends with when a test of a watch never ended: a fresh JVM is needed.
    private static final int START_ANEW = 75;
    private static final int USUAL_DEBUG_PORT = 5005;
    private static final Pattern TARGET =
            Pattern.compile("[1-5](\\.[1-9][0-9]?)?|[A-Z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*)?");

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "LAB[.STEP]|TEST",
            description =
                    "A lab, one step of it (as in 3.4), or tests by name (VarintsTest,"
                            + " VarintsTest.aTest).")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--watch", description = "Stay, and run again whenever a source changes.")
    private boolean watch;

    @Option(
            names = "--layers",
            paramLabel = "LAYER=ORIGIN[,...]",
            converter = LayerChoice.Converter.class,
            description =
                    "Which implementation of which layer to run, as in"
                            + " log=labs,segments=reference. Default: your own.")
    private @Nullable LayerChoice layers;

    @Option(names = "--seed", paramLabel = "N", description = "Replay this seed alone.")
    private @Nullable Long seed;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Run this many times, with new seeds; stops at the first failure.")
    private int repeat = 1;

    @Option(
            names = "--only",
            paramLabel = "TEST[,...]",
            description = "These tests alone, by name.")
    private @Nullable String only;

    @Option(names = "--all", description = "Tell every failure whole, not the first one alone.")
    private boolean all;

    @Option(names = "--debug", description = "Wait for a debugger; no test takes too long then.")
    private boolean debug;

    @Option(names = "--json", description = "One line of JSON for each event, nothing else.")
    private boolean json;

    @Option(names = "--list", description = "Name the tests and their points; run none.")
    private boolean list;

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (String target : targets) {
            if (!TARGET.matcher(target).matches()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "'"
                                + target
                                + "' is neither a lab (1 to 5), nor a step of one (as in 3.4), nor"
                                + " a test (as in VarintsTest.aTest)");
            }
        }
        if (repeat < 1) {
            throw new ParameterException(spec.commandLine(), "--repeat needs 1 or more");
        }
        LessonsProgram lessons = LessonsProgram.required();
        int exitCode = run(lessons, false);
        while (watch && exitCode == START_ANEW) {
            spec.commandLine().getOut().println("a test never ended; the watch goes on without it");
            spec.commandLine().getOut().flush();
            exitCode = run(lessons, true);
        }
        return exitCode;
    }

    private int run(LessonsProgram lessons, boolean resumed)
            throws IOException, InterruptedException {
        List<String> command =
                lessons.command(
                        LessonsProgram.TESTS,
                        debug ? List.of(agent()) : List.of(),
                        System.getProperty("strata.columns", ""),
                        arguments(resumed));
        Process program = new ProcessBuilder(command).inheritIO().start();
        // Ctrl-C reaches both; whoever ends this one by hand ends the other one, too.
        Thread end = new Thread(program::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        int exitCode = program.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        return exitCode;
    }

    private List<String> arguments(boolean resumed) {
        List<String> arguments = new ArrayList<>(targets);
        if (only != null) {
            arguments.add("--only=" + only);
        }
        if (layers != null) {
            arguments.add("--layers=" + layers);
        }
        if (seed != null) {
            arguments.add("--seed=" + seed);
        }
        arguments.add("--repeat=" + repeat);
        addFlag(arguments, watch, "--watch");
        addFlag(arguments, resumed, "--resumed");
        addFlag(arguments, all, "--all");
        addFlag(arguments, json, "--json");
        addFlag(arguments, list, "--list");
        return arguments;
    }

    private static void addFlag(List<String> arguments, boolean given, String flag) {
        if (given) {
            arguments.add(flag);
        }
    }

    /** The flag that makes the JVM wait; the usual port, or a free one where that is taken. */
    private String agent() throws IOException {
        int port = USUAL_DEBUG_PORT;
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = probe.getLocalPort();
            }
        }
        spec.commandLine()
                .getErr()
                .println(
                        "Waiting for a debugger on port "
                                + port
                                + ". IntelliJ IDEA: Run > Attach to Process; VS Code: an \"attach\""
                                + " configuration; or: jdb -attach 127.0.0.1:"
                                + port);
        spec.commandLine().getErr().flush();
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,quiet=y,address=127.0.0.1:"
                + port;
    }
}
