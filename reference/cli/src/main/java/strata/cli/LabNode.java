package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node on the student's own classes: a JVM beside this one, whose class path has them where ours
 * has the reference. It is {@code strata up} again, and finds that it has all it needs.
 */
final class LabNode {
    /** Set in the JVM of such a node: it ends when the process that started it does. */
    static final String CHILD = "strata.child";

    private final Lab lab;
    private final PrintWriter err;

    LabNode(Lab lab, PrintWriter err) {
        this.lab = lab;
        this.err = err;
    }

    /**
     * The command that starts it; compiles first.
     *
     * @param arguments of {@code strata}
     * @throws CompileFault when the sources do not compile
     */
    List<String> command(List<String> arguments) {
        ClassPathLayers ours = ClassPathLayers.ofThisJvm();
        Path classes = new LabCompilation(lab, ours.forLayers()).main();
        return commandOn(ours.with(lab.layer(), classes), arguments);
    }

    /** The command that starts a node on the layers of our own class path. */
    static List<String> commandOnOurs(List<String> arguments) {
        return commandOn(ClassPathLayers.ofThisJvm(), arguments);
    }

    private static List<String> commandOn(ClassPathLayers classPath, List<String> arguments) {
        List<String> rest = new ArrayList<>();
        rest.add("strata.cli.Main");
        rest.addAll(arguments);
        List<String> command = new ArrayList<>(JavaProcess.node(classPath.toString(), rest));
        command.add(1, "-D" + CHILD + "=true");
        return command;
    }

    /** Says which steps have a hole, if any: the node stops when it comes to one. */
    void sayHoles() {
        Map<LabStep, Integer> open = new LinkedHashMap<>();
        for (Hole hole : LabSources.under(lab.mainSources()).holes()) {
            open.merge(hole.step(), 1, Integer::sum);
        }
        if (!open.isEmpty()) {
            List<String> steps = open.keySet().stream().map(LabStep::toString).toList();
            err.println(
                    "steps still open: "
                            + String.join(", ", steps)
                            + " (the node stops when it comes to a hole; next: ./strata test "
                            + steps.get(0)
                            + ")");
            err.flush();
        }
    }

    /** Runs it at this terminal until it ends; gives its exit code. */
    int run(List<String> arguments) throws IOException, InterruptedException {
        return runHere(command(arguments));
    }

    /** Runs a program at this terminal until it ends; gives its exit code. */
    static int runHere(List<String> command) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(command).inheritIO().start();
        // Ctrl-C reaches both: the program tidies up, and this waits for it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(program)));
        return program.waitFor();
    }

    private static void end(Process program) {
        program.destroy();
        try {
            program.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
