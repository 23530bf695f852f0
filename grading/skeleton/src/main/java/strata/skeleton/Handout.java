package strata.skeleton;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the handout: the files that students get, and a few that are written for them. */
final class Handout {
    /** Where the jars of released layers lie; the launcher takes them from there. */
    static final String RELEASED = "released";

    // File of the handout to resource beside this class.
    private static final Map<String, String> WRITTEN_FOR_STUDENTS =
            Map.of(
                    "README.md", "handout/README.md",
                    "AGENTS.md", "handout/AGENTS.md",
                    ".ci/run", "handout/ci-run",
                    ".github/workflows/labs.yml", "handout/workflow.yml");

    private final Path root;
    private final Path to;

    /**
     * A handout to be.
     *
     * @param root the full repository
     * @param to the folder to write
     */
    Handout(Path root, Path to) {
        this.root = root;
        this.to = to;
    }

    /**
     * The labs whose committed sources are not what the reference gives: an instructor's own
     * solution, say, which must not be handed out.
     *
     * @throws MarkerFault when a marker is wrong
     */
    static List<String> differences(Path root) throws IOException {
        Map<String, String> differ = new TreeMap<>();
        for (Lab lab : Lab.ALL) {
            Map<String, String> wanted = SkeletonTree.cut(root, lab, step -> true);
            Path sources = lab.labSources(root);
            for (String file : SkeletonTree.differences(sources, wanted)) {
                differ.put(root.relativize(sources.resolve(file)).toString(), "");
            }
        }
        return List.copyOf(differ.keySet());
    }

    /** Writes it; returns how many files it has. */
    int write() throws IOException, InterruptedException {
        List<String> files = HandoutFiles.in(root);
        for (String file : files) {
            copy(root.resolve(file), to.resolve(file));
        }
        for (Map.Entry<String, String> text : WRITTEN_FOR_STUDENTS.entrySet()) {
            Path file = to.resolve(text.getKey());
            Files.createDirectories(file.resolveSibling("."));
            try (InputStream in = Handout.class.getResourceAsStream(text.getValue())) {
                if (in == null) {
                    throw new FileNotFoundException(text.getValue());
                }
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            if (text.getKey().equals(".ci/run") && !file.toFile().setExecutable(true, false)) {
                throw new IOException("cannot make " + file + " executable");
            }
        }
        return files.size() + WRITTEN_FOR_STUDENTS.size();
    }

    /** Adds a finished layer as a jar. */
    void release(Lab lab, Path jar) throws IOException {
        copy(jar, to.resolve(RELEASED).resolve(lab.folder() + ".jar"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolveSibling("."));
        Files.copy(
                from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
