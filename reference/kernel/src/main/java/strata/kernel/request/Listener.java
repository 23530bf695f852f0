package strata.kernel.request;

/**
 * One of a node's listeners.
 *
 * @param name as in {@code listeners}, like {@code CONTROLLER}
 * @param host as others are to connect to it
 * @param port 0 to 65535
 */
public record Listener(String name, String host, int port) {}
