package strata.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room on the disk of the checkout.
 *
 * @param usable how many bytes are left, or an {@link IOException}
 */
record DiskProbe(Path root, Source usable) implements Probe {
    private static final String WHAT = "disk";
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long WRONG_BELOW = 300 * MEBIBYTE;
    private static final long WARNING_BELOW = 1024 * MEBIBYTE;

    /** Where the number comes from. */
    @FunctionalInterface
    interface Source {
        long bytes() throws IOException;
    }

    static DiskProbe of(Path root) {
        return new DiskProbe(root, () -> Files.getFileStore(root).getUsableSpace());
    }

    @Override
    public Finding look() {
        long bytes;
        try {
            bytes = usable.bytes();
        } catch (IOException e) {
            return Finding.warning(WHAT, "nobody knows how much room is left: " + e, null);
        }
        String text = bytes / MEBIBYTE + " MiB free for " + root;
        String remedy = "rm -rf " + root.resolve(".strata");
        if (bytes < WRONG_BELOW) {
            return Finding.wrong(WHAT, text + ": a build and a cluster need about 300 MiB", remedy);
        }
        return bytes < WARNING_BELOW
                ? Finding.warning(WHAT, text + ": a full disk stops a node", remedy)
                : Finding.ok(WHAT, text);
    }
}
