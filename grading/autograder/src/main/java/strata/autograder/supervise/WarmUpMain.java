package strata.autograder.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Does once, on the reference, what the JVMs inside the walls do for every submission: what it
 * loads goes into the archive from which they start.
 */
public final class WarmUpMain {
    private WarmUpMain() {}

    /** The arguments are a folder of sources and the class path for them. */
    public static void main(String[] args) throws IOException {
        SortedMap<String, byte[]> sources = Workshop.sources(Path.of(args[0]));
        List<Path> classPath = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            classPath.add(Path.of(args[i]));
        }
        Compiled compiled = Compiler.compile(sources, classPath);
        Compiled.of(compiled.toBytes());
        SuiteMain.main(new String[0]);
    }
}
