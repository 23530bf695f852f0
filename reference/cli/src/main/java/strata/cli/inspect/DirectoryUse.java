package strata.cli.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a node has a data directory open now. */
final class DirectoryUse {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final int WORDS = 6;

    private DirectoryUse() {}

    /**
     * The process that holds the directory's lock; 0 when none does, or the system does not say:
     * only Linux does. Trying the lock would be in the way of a node that starts just then.
     */
    static long process(Path directory) {
        try {
            Path lock = directory.resolve(".lock");
            if (!Files.isReadable(LOCKS) || !Files.isRegularFile(lock)) {
                return 0;
            }
            String inode = ":" + Files.getAttribute(lock, "unix:ino");
            // "1: POSIX  ADVISORY  WRITE 4711 08:01:123456 0 EOF"
            for (String line : Files.readAllLines(LOCKS)) {
                List<String> words = List.of(line.strip().split("\\s+"));
                if (words.size() > WORDS && words.get(5).endsWith(inode)) {
                    return Math.max(0, Long.parseLong(words.get(4)));
                }
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // It is only worth a line of the answer.
        }
        return 0;
    }
}
