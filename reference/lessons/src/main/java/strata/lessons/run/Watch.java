package strata.lessons.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import strata.kernel.Nullable;
import strata.lessons.TimeLimit;
import strata.lessons.labs.SourceTree;

/**
 * Runs again whenever a source is saved. It looks at the times of the files, ten times a second:
 * they are few, and that works where file events do not (network folders, containers).
 */
final class Watch {
    /** Tells whoever started this process to start it anew: a test of the last run never ended. */
    static final int START_ANEW = 75;

    private static final long LOOK_MS = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final House house;
    private final TestRun run;
    private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    private final Optional<ProcessHandle> parent = ProcessHandle.current().parent();

    Watch(House house, TestRun run) {
        this.house = house;
        this.run = run;
    }

    /**
     * Stays until somebody types q.
     *
     * @param resumed whether an earlier process has told the state of things already
     * @return the exit code of the last run, or {@link #START_ANEW}
     */
    int stay(boolean resumed) throws IOException, InterruptedException {
        readKeys();
        int code = TestRun.FAILED;
        boolean wait = resumed;
        boolean rehearsed = false;
        while (true) {
            Map<Path, String> known = SourceTree.state(run.sources());
            if (!wait) {
                code = runOnce();
                if (isStuck()) {
                    return START_ANEW;
                }
            }
            wait = false;
            if (!rehearsed) {
                house.out().flush();
                run.rehearse();
                rehearsed = true;
            }
            say("watching; Enter runs again, q and Enter quits");
            String why = waitForChange(known);
            if (why == null) {
                return code;
            }
            house.out().println();
            say(LocalTime.now(ZoneId.systemDefault()).format(TIME) + "  " + why);
        }
    }

    /** An editor in the middle of its work, or a test that is gone, must not end the watch. */
    private int runOnce() {
        try {
            return run.once();
        } catch (UsageFault | IOException fault) {
            say("not now: " + fault.getMessage());
            return TestRun.FAILED;
        }
    }

    /** Why to run again; null when it is time to quit. */
    private @Nullable String waitForChange(Map<Path, String> known)
            throws IOException, InterruptedException {
        while (parent.map(ProcessHandle::isAlive).orElse(true)) {
            String key = keys.poll(LOOK_MS, TimeUnit.MILLISECONDS);
            if (key != null) {
                return key.strip().equalsIgnoreCase("q") ? null : "once more";
            }
            Map<Path, String> now = SourceTree.state(run.sources());
            if (!now.equals(known)) {
                return changed(known, now);
            }
        }
        // Whoever started the watch is gone, and nobody reads it any more.
        return null;
    }

    private static String changed(Map<Path, String> known, Map<Path, String> now) {
        for (Map.Entry<Path, String> file : now.entrySet()) {
            if (!file.getValue().equals(known.get(file.getKey()))) {
                return file.getKey().getFileName() + " was saved";
            }
        }
        return "a file is gone";
    }

    private void say(String text) {
        house.out().println(house.style().dim(text));
        house.out().flush();
    }

    private void readKeys() {
        Thread reader =
                new Thread(
                        () -> {
                            try (BufferedReader in =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    System.in, Charset.defaultCharset()))) {
                                String line;
                                while ((line = in.readLine()) != null) {
                                    keys.add(line);
                                }
                            } catch (IOException closed) {
                                // Without keys there is still ctrl-C.
                            }
                        },
                        "keys");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether a thread of a test still runs: it would take a processor from every later run. */
    private static boolean isStuck() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(TimeLimit.THREAD));
    }
}
