package strata.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import strata.kernel.Nullable;

/** Other programs of this machine. */
final class Programs {
    private static final long SECONDS_MAX = 10;
    private static final int ANSWER_MAX = 8 * 1024;

    private Programs() {}

    /** Whether there is such a program. */
    static boolean onPath(String name) {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, name))
                    || Files.isExecutable(Path.of(folder, name + ".exe"))) {
                return true;
            }
        }
        return false;
    }

    /** The first line that a command prints; null if it cannot be run, or fails. */
    static @Nullable String firstLine(List<String> command, Path directory) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String answer =
                    new String(
                            process.getInputStream().readNBytes(ANSWER_MAX),
                            StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            return process.exitValue() == 0 ? answer.lines().findFirst().orElse("") : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
