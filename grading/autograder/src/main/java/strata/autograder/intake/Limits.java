package strata.autograder.intake;

/**
 * How much a submission may hold. Generous: the reference has 14 files of 60 KB in all.
 *
 * @param files how many sources
 * @param fileBytes the size of one source
 * @param totalBytes the size of all sources
 * @param archiveBytes the size of a zip
 * @param entries how many files and folders are looked at
 * @param depth how deep folders are nested
 */
public record Limits(
        int files, int fileBytes, long totalBytes, long archiveBytes, int entries, int depth) {
    /** What {@code strata grade} allows. */
    public static final Limits DEFAULT =
            new Limits(200, 512 << 10, 4L << 20, 64L << 20, 20_000, 24);
}
