package strata.apps.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The pages of files that the operating system keeps in memory. */
final class PageCache {
    private static final int WINDOW_BYTES = 1 << 20;
    // What may stay behind of what was to go.
    private static final double RESIDENT_MAX = 0.05;

    private PageCache() {}

    /**
     * Flushes the files below a directory, and drops their pages from memory: by GNU {@code dd},
     * which any user may do.
     *
     * @param directory of which only files that end in {@code .log} are dropped
     */
    static void drop(Path directory, Workspace workspace) {
        try {
            for (Path file : logs(directory)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    channel.force(true);
                }
                List<String> command =
                        List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
                Path output = Files.createTempFile(directory, "dd", ".txt");
                int exit = workspace.run(command, directory, output);
                if (exit != 0) {
                    throw new BenchFault("GNU dd is needed to drop pages:\n" + TextTail.of(output));
                }
                Files.delete(output);
            }
            double resident = residentShare(directory);
            if (resident > RESIDENT_MAX) {
                throw new BenchFault(
                        Math.round(resident * 100)
                                + " % of the pages of "
                                + directory
                                + " cannot be dropped from memory");
            }
        } catch (IOException e) {
            throw new BenchFault("cannot drop the pages of " + directory + ": " + e, e);
        }
    }

    /** How much of the files is in memory, in whole windows, 0 to 1. */
    private static double residentShare(Path directory) throws IOException {
        long windows = 0;
        long resident = 0;
        for (Path file : logs(directory)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                for (long at = 0; at + WINDOW_BYTES <= channel.size(); at += WINDOW_BYTES) {
                    windows++;
                    if (channel.map(MapMode.READ_ONLY, at, WINDOW_BYTES).isLoaded()) {
                        resident++;
                    }
                }
            }
        }
        return windows == 0 ? 0 : resident / (double) windows;
    }

    private static List<Path> logs(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> path.toString().endsWith(".log")).toList();
        }
    }
}
