package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A node on the student's own classes: a JVM beside this one, whose class path has them where ours
 * has the reference. It is {@code strata up} again, and finds that it has all it needs.
 */
final class LabNode {
    /** Set in the JVM of such a node: it ends when the process that started it does. */
    static final String CHILD = "strata.child";

    private final List<Lab> labs;
    private final ClassPathLayers others;
    private final PrintWriter err;

    /**
     * A node on the student's classes of some labs.
     *
     * @param others what else it runs on; layers of the same names are left out of it
     */
    LabNode(List<Lab> labs, ClassPathLayers others, PrintWriter err) {
        this.labs = List.copyOf(labs);
        this.others = others;
        this.err = err;
    }

    /**
     * The command that starts it; compiles first.
     *
     * @param arguments of {@code strata}
     * @throws CompileFault when the sources do not compile
     */
    List<String> command(List<String> arguments) {
        return child(JavaProcess.node(classPath(), main(arguments)));
    }

    /** As {@link #command}, for simulated nodes: many of them come and go in that JVM. */
    List<String> simulation(List<String> arguments) {
        return child(JavaProcess.simulation(classPath(), main(arguments)));
    }

    private String classPath() {
        ClassPathLayers classPath = others;
        for (Lab lab : labs) {
            classPath = classPath.with(lab.layer(), new LabCompilation(lab).main());
        }
        return classPath.toString();
    }

    private static List<String> main(List<String> arguments) {
        List<String> rest = new ArrayList<>();
        rest.add("strata.cli.Main");
        rest.addAll(arguments);
        return rest;
    }

    private static List<String> child(List<String> java) {
        List<String> command = new ArrayList<>(java);
        command.add(1, "-D" + CHILD + "=true");
        return command;
    }

    /** Says which steps have a hole, if any: the node stops when it comes to one. */
    void sayHoles() {
        List<LabStep> open = labs.stream().flatMap(lab -> openSteps(lab).stream()).toList();
        if (!open.isEmpty()) {
            err.println(
                    "steps still open: "
                            + open.stream().map(LabStep::toString).collect(Collectors.joining(", "))
                            + " (the node stops when it comes to a hole; next: ./strata test "
                            + open.get(0)
                            + ")");
            err.flush();
        }
    }

    /** The steps of a lab that have a hole, in their order. */
    static List<LabStep> openSteps(Lab lab) {
        return LabSources.under(lab.mainSources()).holes().stream()
                .map(Hole::step)
                .distinct()
                .toList();
    }

    /** Runs it at this terminal until it ends; gives its exit code. */
    int run(List<String> arguments) throws IOException, InterruptedException {
        return runHere(command(arguments));
    }

    /**
     * Runs it as {@link #run} does, with a pipe from here for its standard input: it ends when that
     * does, and so never stays behind.
     */
    int runUntilThisEnds(List<String> arguments) throws IOException, InterruptedException {
        return await(
                new ProcessBuilder(command(arguments))
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Runs a program at this terminal until it ends; gives its exit code. */
    static int runHere(List<String> command) throws IOException, InterruptedException {
        return await(new ProcessBuilder(command).inheritIO().start());
    }

    private static int await(Process program) throws InterruptedException {
        // Ctrl-C reaches both: the program tidies up, and this waits for it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(program)));
        return program.waitFor();
    }

    /** The JVM would report the signal as its exit code, though the program may have ended well. */
    private static void end(Process program) {
        if (!program.isAlive()) {
            return;
        }
        program.destroy();
        try {
            Runtime.getRuntime().halt(program.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
