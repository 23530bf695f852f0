package strata.kernel.log;

/**
 * What opening a log found.
 *
 * @param scannedBytes how many bytes were verified
 * @param cutBytes how many bytes were cut off the end; 0 after a clean stop
 * @param reason why the first cut byte was cut, for a person; empty when no byte was cut and no
 *     segment deleted
 */
public record Recovery(long scannedBytes, long cutBytes, String reason) {}
