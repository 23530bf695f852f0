package strata.kernel.storage;

/**
 * Where a node's directory is and how much room there is.
 *
 * @param directory absolute, as an operator would name it
 * @param totalBytes of the volume that the directory is in; -1 when not known
 * @param usableBytes what may still be written there; -1 when not known
 */
public record Volume(String directory, long totalBytes, long usableBytes) {}
