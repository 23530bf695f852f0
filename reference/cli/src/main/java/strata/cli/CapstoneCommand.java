package strata.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/**
 * {@code strata capstone}: five layers under Kafka Streams, while nodes die. What it does is a
 * program of its own, which starts and kills the nodes and the application.
 */
@Command(
        name = "capstone",
        description = {
            "Prove your five layers: Kafka Streams, exactly once, while nodes are killed.",
            "",
            "Starts three nodes on your own classes, each a process, and a Kafka Streams"
                + " application with exactly_once_v2 (filter, map, joins, word count, windows);"
                + " writes orders and payments out of a seed; kills nodes and the application with"
                + " kill -9 at random, one death after another, some eight seconds each; and"
                + " compares every total with an answer that was worked out without Kafka. If all"
                + " are exact, you get a certificate: a page of HTML. Nothing else is left behind.",
            ""
        },
        footer = {
            "",
            "Exit code 1 when a total is wrong, with what differs. The nodes are your layers: all"
                + " steps of the five labs have to be done. To see it on the finished layers, where"
                + " there are some: --layers all=reference"
        })
final class CapstoneCommand implements Callable<Integer> {
    private static final int KILLS_MAX = 1_000;

    @Spec private CommandSpec spec;

    @Option(
            names = "--layers",
            paramLabel = "LAYER=ORIGIN[,...]",
            converter = LayerChoice.Converter.class,
            description =
                    "Which implementation of which layer to run (default: all=labs, yours;"
                            + " log=reference where there is one).")
    private @Nullable LayerChoice layers;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How many deaths (default: ${DEFAULT-VALUE}).")
    private int kills = 20;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What goes in, and who dies (default: another one each time).")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the certificate goes (default: .strata/certificate.html).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (kills < 1 || kills > KILLS_MAX) {
            throw new ParameterException(
                    spec.commandLine(), "--kills " + kills + ": 1 to " + KILLS_MAX + " can be had");
        }
        Path certificate = (out == null ? House.state().resolve("certificate.html") : out);
        requireRoomFor(certificate.toAbsolutePath());
        PrintWriter err = spec.commandLine().getErr();
        List<String> node;
        try {
            LabNode program = program(err);
            if (program == null) {
                return ExitCode.FAILED;
            }
            node = program.command(List.of("node", "--config", "{config}", clusterId()));
        } catch (CompileFault e) {
            err.println("strata capstone: your " + e.layer() + " does not compile:");
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
        List<String> rest = new ArrayList<>();
        rest.add("strata.apps.capstone.Capstone");
        rest.add("--kills=" + kills);
        rest.add(
                "--seed=" + (seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed));
        rest.add("--out=" + certificate.toAbsolutePath());
        if (Style.wanted()) {
            rest.add("--styled");
        }
        rest.addAll(node);
        return LabNode.runHere(JavaProcess.apps("capstone", rest));
    }

    private static String clusterId() {
        return "--cluster-id=" + strata.node.NodeProcess.newClusterId();
    }

    /** Minutes of work are not to end in a folder that cannot be written. */
    private void requireRoomFor(Path certificate) {
        Path folder = certificate.getParent();
        if (Files.isDirectory(certificate)
                || (folder != null && Files.exists(folder) && !Files.isWritable(folder))
                || (Files.exists(certificate) && !Files.isWritable(certificate))) {
            throw new ParameterException(
                    spec.commandLine(), "--out " + certificate + ": it cannot be written");
        }
    }

    /** The node; null, and it is said why, if one of its layers is not done. */
    private @Nullable LabNode program(PrintWriter err) {
        Map<String, String> chosen = layers == null ? Map.of() : layers.origins();
        Map<String, String> origins = new LinkedHashMap<>();
        for (String layer : LayerChoice.LAYERS) {
            origins.put(layer, chosen.getOrDefault(layer, "labs"));
        }
        ClassPathLayers present = ClassPathLayers.ofThisJvm();
        try {
            NodeLayers node = NodeLayers.of(new LayerChoice(origins), present, House.root());
            List<LabStep> open =
                    node.own().stream().flatMap(lab -> LabNode.openSteps(lab).stream()).toList();
            if (!open.isEmpty()) {
                sayOpen(open, err);
                return null;
            }
            return new LabNode(node.own(), present, err);
        } catch (NodeLayers.Unavailable e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void sayOpen(List<LabStep> open, PrintWriter err) {
        err.println(
                "strata capstone: it needs five whole layers, and steps are still open: "
                        + open.stream().map(LabStep::toString).collect(Collectors.joining(", ")));
        err.println("next: ./strata test " + open.get(0));
        if (ClassPathLayers.ofThisJvm().origin("transactions") != null) {
            err.println("on the finished layers: ./strata capstone --layers all=reference");
        }
        err.flush();
    }
}
