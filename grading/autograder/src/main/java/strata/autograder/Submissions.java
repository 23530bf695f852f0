package strata.autograder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the submissions behind the paths of a command line. */
final class Submissions {
    private Submissions() {}

    /**
     * The submissions, by the names that they get: that of the folder or zip, with a number where
     * two have the same.
     */
    static SortedMap<String, Path> find(List<Path> paths, Lab lab) throws IOException {
        SortedMap<String, Path> found = new TreeMap<>();
        for (Path path : paths) {
            Path absolute = path.toAbsolutePath().normalize();
            if (isSubmission(absolute, lab)) {
                add(found, absolute);
                continue;
            }
            try (Stream<Path> children = Files.list(absolute)) {
                for (Path child : children.sorted().toList()) {
                    if (isCandidate(child)) {
                        add(found, child);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isSubmission(Path path, Lab lab) {
        return !Files.isDirectory(path)
                || Files.exists(path.resolve("labs"), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(path.resolve(lab.folder()), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isCandidate(Path child) {
        String name = child.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (Files.isDirectory(child) || name.endsWith(".zip"));
    }

    private static void add(SortedMap<String, Path> found, Path submission) {
        String name =
                String.valueOf(submission.getFileName())
                        .replaceFirst("(?i)\\.zip$", "")
                        .replaceAll("[^A-Za-z0-9._-]", "_")
                        .replaceFirst("^[.-]", "_");
        String unique = name;
        for (int i = 2; found.containsKey(unique); i++) {
            unique = name + "-" + i;
        }
        found.put(unique, submission);
    }
}
