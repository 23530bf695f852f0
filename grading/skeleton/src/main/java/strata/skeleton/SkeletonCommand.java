package strata.skeleton;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code strata skeleton}: makes {@code labs/*}{@code /src/main/java} out of the reference. */
@Command(
        name = "skeleton",
        description = "Cut the holes of the labs anew, out of the reference layers.")
final class SkeletonCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    @Spec private CommandSpec spec;

    @Option(
            names = "--check",
            description = "Write nothing; say what differs, and fail if it does.")
    private boolean check;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            boolean differs = false;
            for (Lab lab : Lab.ALL) {
                differs |= run(Root.folder(), lab);
            }
            return check && differs ? FAILED : DONE;
        } catch (MarkerFault fault) {
            err.println(fault.getMessage());
            return FAILED;
        }
    }

    /** Whether the lab was not as it should be. */
    private boolean run(Path root, Lab lab) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path sources = lab.labSources(root);
        Map<String, String> wanted = SkeletonTree.cut(root, lab, step -> true);
        List<String> differ = SkeletonTree.differences(sources, wanted);
        if (!check) {
            SkeletonTree.write(sources, wanted);
        }
        for (String file : differ) {
            String shown = root.relativize(sources.resolve(file)).toString();
            out.println((check ? "differs from what the reference gives: " : "written: ") + shown);
        }
        if (differ.isEmpty()) {
            out.println("lab " + lab.number() + " is as the reference gives it");
        } else if (check) {
            out.println("mark holes in reference/" + lab.folder() + " and run ./strata skeleton");
        }
        out.flush();
        return !differ.isEmpty();
    }
}
