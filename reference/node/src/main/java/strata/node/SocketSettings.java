package strata.node;

/**
 * How a node treats its connections; each under Kafka's key.
 *
 * @param requestBytesMax {@code socket.request.max.bytes}: the largest request; larger ones close
 *     their connection
 * @param queuedBytesMax {@code queued.max.request.bytes}: what requests that are not whole yet may
 *     hold together; -1 for no limit
 * @param connectionsMax {@code max.connections}
 * @param connectionsPerAddressMax {@code max.connections.per.ip}
 * @param idleMsMax {@code connections.max.idle.ms}; negative for no limit
 * @param sendBufferBytes {@code socket.send.buffer.bytes}; -1 leaves it to the operating system
 * @param receiveBufferBytes {@code socket.receive.buffer.bytes}; likewise
 * @param backlog {@code socket.listen.backlog.size}: connections that wait to be accepted
 * @param setupMsMax {@code socket.connection.setup.timeout.ms}: how long a connection to another
 *     node may take to be made
 */
public record SocketSettings(
        int requestBytesMax,
        long queuedBytesMax,
        int connectionsMax,
        int connectionsPerAddressMax,
        long idleMsMax,
        int sendBufferBytes,
        int receiveBufferBytes,
        int backlog,
        long setupMsMax) {
    /** What {@link NodeConfig} takes for keys that are not set. */
    public static final SocketSettings DEFAULTS =
            new SocketSettings(
                    100 << 20,
                    64L << 20,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    600_000L,
                    -1,
                    -1,
                    50,
                    1_000L);
}
