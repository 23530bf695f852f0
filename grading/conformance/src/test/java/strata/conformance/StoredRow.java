package strata.conformance;

/**
 * A record as a consumer handed it out.
 *
 * @param timestamp milliseconds since 1970
 */
record StoredRow(int partition, long offset, long timestamp, String key, String value) {

    /** Reads a line of {@code partition TAB offset TAB timestamp TAB key TAB value}. */
    static StoredRow parse(String line) {
        String[] fields = line.split("\t", 5);
        return new StoredRow(
                Integer.parseInt(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                fields[3],
                fields[4]);
    }
}
