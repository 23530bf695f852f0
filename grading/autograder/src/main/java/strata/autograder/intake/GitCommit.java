package strata.autograder.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Which commit a checkout is at, as its own files say: git is not asked, its hooks never run. */
final class GitCommit {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final Pattern REFERENCE = Pattern.compile("refs/[A-Za-z0-9._/-]+");
    private static final int BYTES_MAX = 1 << 20;

    private GitCommit() {}

    /** The commit; empty when it is no checkout, or one that says nothing plain. */
    static String of(Path folder) {
        Path git = folder.resolve(".git");
        if (!Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try {
            String head = text(git.resolve("HEAD"));
            if (!head.startsWith("ref: ")) {
                return commitOrNothing(head);
            }
            String reference = head.substring(5);
            if (!REFERENCE.matcher(reference).matches() || reference.contains("..")) {
                return "";
            }
            Path loose = git.resolve(reference);
            if (Files.isRegularFile(loose, LinkOption.NOFOLLOW_LINKS)) {
                return commitOrNothing(text(loose));
            }
            List<String> packed = text(git.resolve("packed-refs")).lines().toList();
            return packed.stream()
                    .filter(line -> line.endsWith(" " + reference))
                    .map(line -> commitOrNothing(line.substring(0, line.indexOf(' '))))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static String commitOrNothing(String text) {
        return HASH.matcher(text).matches() ? text : "";
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8).strip();
        }
    }
}
