package strata.skeleton;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.cli.EnvironmentFault;

/** {@code strata handout}: cuts the repository that students get. */
@Command(
        name = "handout",
        description = "Cut the handout for students out of the full repository.",
        footerHeading = "%n",
        footer = {
            "The handout is what git knows of, without the reference layers and without grading/,",
            "with a README and an AGENTS.md for students. It builds and runs on its own."
        })
final class HandoutCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    @Spec private CommandSpec spec;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; new or empty.")
    private Path to = Path.of("handout");

    @Option(
            names = "--release",
            paramLabel = "LAB[,...]",
            split = ",",
            description =
                    "Finished layers to hand out as jars, as in 1,2: when their labs are over.")
    private List<Integer> release = List.of();

    @Option(
            names = "--force",
            description =
                    "Write into a folder that is not empty: files of the handout are replaced,"
                            + " others stay.")
    private boolean force;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = Root.folder().toRealPath();
        Path folder = to.toAbsolutePath().normalize();
        requireUsable(root, folder);
        Map<Lab, Path> jars = jarsToRelease();
        List<String> differ;
        try {
            differ = Handout.differences(root);
        } catch (MarkerFault fault) {
            differ = List.of(fault.getMessage());
        }
        if (!differ.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("strata handout: these are not what the reference gives; what is in them?");
            differ.forEach(file -> err.println("  " + file));
            err.println("./strata skeleton writes them anew.");
            return FAILED;
        }
        Handout handout = new Handout(root, folder);
        int count = handout.write();
        for (Map.Entry<Lab, Path> jar : jars.entrySet()) {
            handout.release(jar.getKey(), jar.getValue());
        }
        report(folder, count, jars);
        return DONE;
    }

    private void requireUsable(Path root, Path folder) throws IOException {
        if (folder.startsWith(root) || root.startsWith(folder)) {
            throw usage("--to " + to + ": choose a folder outside of this repository");
        }
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw usage("--to " + to + " is a file, not a folder");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent() && !force) {
                throw usage("--to " + to + " is not empty; --force writes into it all the same");
            }
        }
    }

    private Map<Lab, Path> jarsToRelease() throws IOException {
        List<Lab> labs = release.stream().map(this::labToRelease).toList();
        Map<Lab, Path> jars = new LinkedHashMap<>();
        for (Lab lab : labs) {
            jars.put(lab, jarOf(lab));
        }
        return jars;
    }

    private Lab labToRelease(int number) {
        return Lab.find(number)
                .orElseThrow(() -> usage("--release " + number + ": there is no such lab"));
    }

    /** The jar of a reference layer, as the launcher has built it. */
    private static Path jarOf(Lab lab) throws IOException {
        String lib = System.getProperty("strata.lib");
        if (lib == null) {
            throw new EnvironmentFault("run it by ./strata: the launcher builds the jars");
        }
        Path jars = Path.of(lib, "cli");
        try (Stream<Path> files = Files.list(jars)) {
            return files.filter(
                            file ->
                                    file.getFileName()
                                            .toString()
                                            .matches("reference-" + lab.layer() + "-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new EnvironmentFault(
                                            "no jar of layer "
                                                    + lab.layer()
                                                    + " in "
                                                    + jars
                                                    + "; is reference/"
                                                    + lab.folder()
                                                    + " there?"));
        }
    }

    private void report(Path folder, int count, Map<Lab, Path> jars) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("handout: " + count + " files in " + folder);
        for (Lab lab : jars.keySet()) {
            out.printf(
                    "released: layer %s, in %s/%s.jar%n",
                    lab.layer(), Handout.RELEASED, lab.folder());
        }
        out.println("try it:   cd " + folder + " && ./strata test 1");
        out.println("share it: cd " + folder + " && git init && git add -A && git commit");
        out.flush();
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
