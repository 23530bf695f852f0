package strata.house.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A copy of this repository to run commands in: all its sources and texts, and a state of its own
 * in {@code .strata}. It shares the build of the original, which is brought up to date first, and
 * the Python environment of the site; else each copy would build for minutes.
 */
final class ScratchHouse implements AutoCloseable {
    private static final Set<String> LEFT_OUT =
            Set.of(".git", ".strata", "target", "node_modules", ".idea", ".vscode", ".venv");

    private static final List<String> SHARED = List.of("lib", "docs-venv");

    private final Path root;

    private ScratchHouse(Path root) {
        this.root = root;
    }

    /** Copies into this empty folder. */
    static ScratchHouse into(Path folder) throws IOException, InterruptedException {
        Path original = Path.of(System.getProperty("strata.root"));
        bringUpToDate(original);
        Files.walkFileTree(original, new Copy(original, folder));
        Path state = Files.createDirectories(folder.resolve(".strata"));
        Path originalState = original.resolve(".strata");
        for (String shared : SHARED) {
            Path there = originalState.resolve(shared);
            if (Files.exists(there)) {
                Files.createSymbolicLink(state.resolve(shared), there);
            }
        }
        Files.copy(originalState.resolve("java"), state.resolve("java"));
        // Last: whatever is older counts as built.
        Files.copy(originalState.resolve("current"), state.resolve("current"));
        return new ScratchHouse(folder);
    }

    private static void bringUpToDate(Path original) throws IOException, InterruptedException {
        Process launcher =
                new ProcessBuilder(original.resolve("strata").toString(), "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!launcher.waitFor(10, TimeUnit.MINUTES) || launcher.exitValue() != 0) {
            launcher.destroyForcibly();
            throw new AssertionError("./strata --version fails, so no page can be right");
        }
    }

    /** Where it is. */
    Path root() {
        return root;
    }

    /** Changes a text that must be there, and leaves the file's time as it was: not stale. */
    void replace(String file, String old, String text) throws IOException {
        Path path = root.resolve(file);
        String before = Files.readString(path);
        if (!before.contains(old)) {
            throw new IllegalArgumentException(file + " does not contain " + old);
        }
        var time = Files.getLastModifiedTime(path);
        Files.writeString(path, before.replace(old, text));
        Files.setLastModifiedTime(path, time);
    }

    /** Ends every process that was started from here, and lets go of what is shared. */
    @Override
    public void close() throws IOException {
        String here = root.toString();
        ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(here))
                .filter(p -> !p.equals(ProcessHandle.current()))
                .forEach(ScratchHouse::end);
        for (String shared : SHARED) {
            Files.deleteIfExists(root.resolve(".strata").resolve(shared));
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }

    private static final class Copy extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Copy(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
            if (LEFT_OUT.contains(folder.getFileName().toString())) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(there(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // In a worktree .git is a file.
            if (!LEFT_OUT.contains(file.getFileName().toString())) {
                try {
                    Files.copy(file, there(file), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        private Path there(Path path) {
            return to.resolve(from.relativize(path).toString());
        }
    }
}
