package strata.node;

/**
 * Where a node listens, or where clients reach it.
 *
 * @param host a name or address, an IPv6 address without brackets; empty for all interfaces
 * @param port 0 (whichever is free) to 65535
 */
public record Endpoint(String host, int port) {
    /** Whether it stands for all interfaces, so that no client could connect to it by this name. */
    public boolean isWildcard() {
        return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    }

    /** {@code host:port}, as clients take it in {@code bootstrap.servers}. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
