package strata.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongPredicate;

/**
 * The lock of the build.
 *
 * @param lock the folder that the launcher makes while it builds
 * @param isAlive whether a process runs
 */
record LockProbe(Path lock, LongPredicate isAlive) implements Probe {
    private static final String WHAT = "build lock";

    @Override
    public Finding look() {
        if (Files.notExists(lock)) {
            return Finding.ok(WHAT, "no build is under way");
        }
        String remedy = "rm -rf " + lock;
        try {
            long pid = Long.parseLong(Files.readString(lock.resolve("pid")).strip());
            return isAlive.test(pid)
                    ? Finding.ok(WHAT, "process " + pid + " is building")
                    : Finding.warning(
                            WHAT, "process " + pid + " left it behind when it ended", remedy);
        } catch (IOException | NumberFormatException e) {
            return Finding.wrong(
                    WHAT, lock + " is nobody's: every build waits for it, in vain", remedy);
        }
    }
}
