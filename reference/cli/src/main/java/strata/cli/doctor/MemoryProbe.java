package strata.cli.doctor;

import java.util.function.LongSupplier;

/**
 * Memory.
 *
 * @param total bytes that this machine, or this container, has
 * @param available bytes of it that are not in use; -1 when nobody knows
 */
record MemoryProbe(LongSupplier total, LongSupplier available) implements Probe {
    private static final String WHAT = "memory";
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long TOTAL_MIN_MIB = 1_000;
    private static final long AVAILABLE_MIN_MIB = 500;

    @Override
    public Finding look() {
        long totalMib = total.getAsLong() / MEBIBYTE;
        if (totalMib < TOTAL_MIN_MIB) {
            return Finding.wrong(
                    WHAT,
                    totalMib + " MiB in all; a build needs about " + TOTAL_MIN_MIB,
                    "export MAVEN_OPTS=-Xmx256m");
        }
        long bytes = available.getAsLong();
        if (bytes < 0) {
            return Finding.ok(WHAT, totalMib + " MiB");
        }
        String text = bytes / MEBIBYTE + " MiB of " + totalMib + " MiB free";
        return bytes / MEBIBYTE < AVAILABLE_MIN_MIB
                ? Finding.warning(WHAT, text + ": close what you do not need", "top -o %MEM")
                : Finding.ok(WHAT, text);
    }
}
