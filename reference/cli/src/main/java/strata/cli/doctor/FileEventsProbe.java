package strata.cli.doctor;

import java.io.IOException;

/**
 * Events of the file system, which {@code strata test --watch} listens to.
 *
 * @param trial whether a change of a file was told within a while
 */
record FileEventsProbe(Trial trial) implements Probe {
    private static final String WHAT = "file events";
    private static final String REMEDY =
            "sudo sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288";

    /** Changes a file and waits to be told. */
    @FunctionalInterface
    interface Trial {
        boolean told() throws IOException;
    }

    @Override
    public Finding look() {
        try {
            return trial.told()
                    ? Finding.ok(WHAT, "a change of a file is told")
                    : Finding.warning(
                            WHAT,
                            "changes of files are not told here: test --watch looks at them"
                                    + " every second instead",
                            null);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            return Finding.warning(
                    WHAT,
                    "cannot be listened to (" + message + "): test --watch looks instead",
                    message.contains("inotify") ? REMEDY : null);
        }
    }
}
