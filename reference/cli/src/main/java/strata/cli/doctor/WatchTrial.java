package strata.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** A file that is made in the checkout, and a wait to be told of it. */
record WatchTrial(Path root) implements FileEventsProbe.Trial {
    // macOS looks every two seconds itself.
    private static final long WAIT_SECONDS_MAX = 5;

    @Override
    public boolean told() throws IOException {
        Path state = Files.createDirectories(root.resolve(".strata"));
        Path folder = Files.createTempDirectory(state, "doctor");
        Path file = folder.resolve("changed");
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Files.createFile(file);
            return watch.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS) != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
