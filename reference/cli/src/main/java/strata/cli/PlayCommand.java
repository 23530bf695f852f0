package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/**
 * {@code strata play}: a lab's layers with a real producer and consumer. Those are a program of
 * their own, which starts and kills the node.
 */
@Command(
        name = "play",
        description = {
            "Run your lab under a real producer and consumer, and see what it does.",
            "",
            "Starts a node on your own classes, on a free port and with data of its own; writes"
                + " with Kafka's Java client, reads back, shows what the lab is about (1: the bytes"
                + " of the first batch; 2: segments, seek by time, retention; 3: three nodes, and"
                + " the death of a leader; 4: groups, a zombie, and the death of a coordinator; 5:"
                + " what a repetition, a crash and a zombie do to a sum, and what they do not),"
                + " kills the node with kill -9 and looks whether everything is still there."
                + " Nothing is left behind.",
            ""
        })
final class PlayCommand implements Callable<Integer> {
    // Of the later labs nothing can be seen before the last hole is filled: clients would wait.
    private static final int PLAYED_WITH_HOLES_MAX = 3;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LAB",
            converter = LabStep.Converter.class,
            description = "The lab, 1 to 5.")
    private LabStep lab = new LabStep(1, 0);

    @Option(
            names = "--layers",
            paramLabel = "LAYER=ORIGIN[,...]",
            converter = LayerChoice.Converter.class,
            description =
                    "Which implementation of which layer to run (default: yours, log=labs and so"
                            + " on; log=reference where there is one, all=reference for all).")
    private @Nullable LayerChoice layers;

    @Option(
            names = "--interactive",
            description = "Type lines that become records, and see them come back.")
    private boolean interactive;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Lab room = Lab.find(House.root(), lab.lab());
        if (room == null) {
            return NotYet.answer(spec, "lab " + lab.lab());
        }
        PrintWriter err = spec.commandLine().getErr();
        List<String> node;
        try {
            node = nodeCommand(room);
        } catch (CompileFault e) {
            err.println("strata play: your " + e.layer() + " does not compile:");
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
        if (node.isEmpty()) {
            return ExitCode.FAILED;
        }
        List<String> rest = new ArrayList<>();
        rest.add("strata.apps.play.Play");
        rest.add("--lab=" + lab.lab());
        if (interactive) {
            rest.add("--interactive");
        }
        if (Style.wanted()) {
            rest.add("--styled");
        }
        rest.addAll(node);
        return LabNode.runHere(JavaProcess.apps("play", rest));
    }

    /** Empty, and said, where its layers are not far enough for the story. */
    private List<String> nodeCommand(Lab room) {
        List<String> arguments =
                new ArrayList<>(List.of("up", "--port", "{port}", "--data", "{data}"));
        if (room.number() > 2) {
            arguments.add("--processes");
        }
        if (room.number() > 1) {
            // What is too old goes at once: nobody waits five minutes for a story to go on.
            arguments.add("--set=log.initial.task.delay.ms=0");
            arguments.add("--set=log.retention.check.interval.ms=200");
        }
        Map<String, String> chosen = layers == null ? Map.of() : layers.origins();
        Map<String, String> origins = new LinkedHashMap<>();
        ClassPathLayers present = ClassPathLayers.ofThisJvm();
        for (String layer : LayerChoice.LAYERS) {
            if (LayerChoice.LAYERS.indexOf(layer) < room.number()) {
                origins.put(layer, chosen.getOrDefault(layer, usual(layer, room, present)));
            } else if (chosen.containsKey(layer) && chosen.size() < LayerChoice.LAYERS.size()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--layers " + layers + ": lab " + room.number() + " has no layer " + layer);
            } else {
                // What is above is not what the lab is about; "all" means all of the lab's.
                present = present.without(layer);
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        try {
            NodeLayers node = NodeLayers.of(new LayerChoice(origins), present, House.root());
            // Labs above that are whole would be taken, too.
            List<Lab> own =
                    node.own().stream().filter(lab -> lab.number() <= room.number()).toList();
            LabNode program = new LabNode(own, present, err);
            program.sayHoles();
            List<LabStep> open =
                    own.stream().flatMap(each -> LabNode.openSteps(each).stream()).toList();
            if (room.number() > PLAYED_WITH_HOLES_MAX && !open.isEmpty()) {
                err.println("strata play: its story needs whole layers, and steps are open");
                err.println("next: ./strata test " + open.get(0));
                return List.of();
            }
            return program.command(arguments);
        } catch (NodeLayers.Unavailable e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The student's own; below their lab the finished one, where theirs is not finished. */
    private static String usual(String layer, Lab room, ClassPathLayers present) {
        int number = LayerChoice.LAYERS.indexOf(layer) + 1;
        Lab lab = number < room.number() ? Lab.find(House.root(), number) : null;
        return lab != null
                        && "reference".equals(present.origin(layer))
                        && !LabNode.openSteps(lab).isEmpty()
                ? "reference"
                : "labs";
    }
}
