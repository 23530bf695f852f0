package strata.autograder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import strata.autograder.intake.Intake;
import strata.autograder.intake.Limits;

/** Finds the submissions behind the paths of a command line. */
final class Submissions {
    private Submissions() {}

    /**
     * The submissions, by the names that they get: that of the folder or zip, with a number where
     * two have the same.
     */
    static SortedMap<String, Path> find(List<Path> paths, List<Lab> labs) throws IOException {
        SortedMap<String, Path> found = new TreeMap<>();
        for (Path path : paths) {
            Path absolute = path.toAbsolutePath().normalize();
            if (isSubmission(absolute, labs)) {
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

    private static boolean isSubmission(Path path, List<Lab> labs) {
        return !Files.isDirectory(path)
                || Files.exists(path.resolve("labs"), LinkOption.NOFOLLOW_LINKS)
                || labs.stream()
                        .map(lab -> path.resolve(lab.folder()))
                        .anyMatch(room -> Files.exists(room, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * The labs that somebody has worked on: sources of theirs are not what the handout has. All
     * submissions of a class are graded on the same labs. The first lab, when nobody has begun.
     */
    static List<Lab> labsIn(SortedMap<String, Path> submissions, Path root) throws IOException {
        List<Lab> all = LabChoice.all(root);
        List<Lab> labs = new ArrayList<>();
        for (Lab lab : all) {
            for (Map.Entry<String, Path> each : submissions.entrySet()) {
                if (hasWorkOn(lab, each.getValue(), each.getKey())) {
                    labs.add(lab);
                    break;
                }
            }
        }
        return labs.isEmpty() ? all.subList(0, 1) : labs;
    }

    private static boolean hasWorkOn(Lab lab, Path submission, String name) throws IOException {
        Map<String, byte[]> sources = Intake.take(submission, name, lab, Limits.DEFAULT).sources();
        for (Map.Entry<String, byte[]> source : sources.entrySet()) {
            Path handedOut = lab.skeletonSources().resolve(source.getKey());
            if (!Files.isRegularFile(handedOut)
                    || !Arrays.equals(Files.readAllBytes(handedOut), source.getValue())) {
                return true;
            }
        }
        return false;
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
