package strata.skeleton;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import strata.kernel.Nullable;

/**
 * Which files of the repository students get. What is not named here stays: a new room at the top
 * is kept back until somebody decides.
 */
final class HandoutFiles {
    /** Files and folders at the top that are handed out. */
    static final Set<String> HANDED_OUT =
            Set.of(
                    ".editorconfig",
                    ".gitattributes",
                    ".gitignore",
                    ".mvn",
                    "LICENSE",
                    "NOTICE",
                    "config",
                    "docs",
                    "labs",
                    "mkdocs.yml",
                    "mvnw",
                    "mvnw.cmd",
                    "pom.xml",
                    "reference",
                    "strata",
                    "strata.cmd");

    /** What is not, or is replaced by a text for students. */
    static final Set<String> KEPT_BACK =
            Set.of(".ci", ".github", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "grading");

    /** Pages of the site for instructors alone; docs/mkdocs/hooks.py knows that they are gone. */
    static final Set<String> FOR_INSTRUCTORS = Set.of("docs/instructor.md");

    private static final Pattern SOLUTION = Pattern.compile("reference/0\\d-.*");
    private static final Set<String> BUILT =
            Set.of("target", "node_modules", "__pycache__", ".venv", ".strata", ".git", "site");

    private HandoutFiles() {}

    /** Whether students get a file, named as below the root with slashes. */
    static boolean isHandedOut(String file) {
        String top = file.contains("/") ? file.substring(0, file.indexOf('/')) : file;
        return HANDED_OUT.contains(top)
                && !SOLUTION.matcher(file).matches()
                && !FOR_INSTRUCTORS.contains(file);
    }

    /**
     * The files that students get. Those that git knows of; where there is no git, all but what a
     * build makes.
     */
    static List<String> in(Path root) throws IOException, InterruptedException {
        List<String> all = tracked(root);
        if (all.isEmpty()) {
            all = found(root);
        }
        return all.stream()
                .filter(HandoutFiles::isHandedOut)
                .filter(file -> Files.isRegularFile(root.resolve(file)))
                .sorted()
                .toList();
    }

    /** What git knows of, whether handed out or not; empty when this is no checkout. */
    static List<String> tracked(Path root) throws IOException, InterruptedException {
        if (!Files.exists(root.resolve(".git"))) {
            return List.of();
        }
        Process git;
        try {
            git =
                    new ProcessBuilder("git", "-C", root.toString(), "ls-files", "-z")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException noGit) {
            return List.of();
        }
        String names;
        try (InputStream out = git.getInputStream()) {
            names = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        return git.waitFor() == 0 && !names.isEmpty() ? List.of(names.split("\0")) : List.of();
    }

    private static List<String> found(Path root) throws IOException {
        List<String> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return folder.getFileName() != null
                                        && BUILT.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        files.add(root.relativize(file).toString().replace('\\', '/'));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException fault) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }
}
