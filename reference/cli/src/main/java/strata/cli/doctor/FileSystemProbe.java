package strata.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the file system of the checkout can do.
 *
 * @param root of the checkout
 * @param abilities what it can do, tried out
 */
record FileSystemProbe(Path root, Abilities abilities) implements Probe {
    private static final String WHAT = "file system";
    private static final Pattern REMOTE =
            Pattern.compile("nfs.*|cifs|smb.*|9p|v9fs|drvfs|fuse.*|vboxsf|sshfs|virtiofs|afs");

    /** Tries out what a file system can do, in files of its own. */
    interface Abilities {
        /** What it calls itself, as {@code ext4}. */
        String type() throws IOException;

        /** Whether {@code a} and {@code A} are two files. */
        boolean tellsCase() throws IOException;

        boolean hasSymbolicLinks() throws IOException;

        /** Whether a script can be run. */
        boolean runsPrograms() throws IOException;
    }

    @Override
    public Finding look() {
        List<String> remarks = new ArrayList<>();
        String type;
        try {
            type = abilities.type();
            if (!abilities.runsPrograms()) {
                return Finding.wrong(
                        WHAT,
                        type + ", mounted so that no program on it can be run (noexec)",
                        "sudo mount -o remount,exec " + mountOf(root));
            }
            if (REMOTE.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
                remarks.add("it is shared or remote: slow, and often without file events");
            }
            if (!abilities.tellsCase()) {
                remarks.add("it takes a and A for one file: mind the case of class names");
            }
            if (!abilities.hasSymbolicLinks()) {
                remarks.add("it has no symbolic links");
            }
        } catch (IOException e) {
            return Finding.wrong(
                    WHAT,
                    "nothing can be written to " + root.resolve(".strata") + ": " + e.getMessage(),
                    remedyOf(String.valueOf(e.getMessage())));
        }
        return remarks.isEmpty()
                ? Finding.ok(WHAT, type + ": tells a from A, has symbolic links, runs programs")
                : Finding.warning(WHAT, type + "; " + String.join("; ", remarks), null);
    }

    private String remedyOf(String message) {
        if (message.contains("No space left")) {
            return "rm -rf " + root.resolve(".strata");
        }
        return message.contains("Read-only")
                ? "sudo mount -o remount,rw " + mountOf(root)
                : "sudo chown -R \"$USER\" " + root;
    }

    private static String mountOf(Path root) {
        try {
            String store = Files.getFileStore(root).toString();
            int end = store.indexOf(" (");
            return end < 0 ? root.toString() : store.substring(0, end);
        } catch (IOException e) {
            return root.toString();
        }
    }
}
