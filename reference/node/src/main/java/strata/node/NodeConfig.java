package strata.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A node's own configuration; everything else in {@code properties} is the broker's.
 *
 * @param nodeId {@code node.id}, at least 0
 * @param membership what it is to its cluster
 * @param listeners where it listens, at least one; the first is where other brokers reach it, or
 *     the controller's of a node that is no broker
 * @param dataDirectory {@code log.dirs}: of which Strata serves one
 * @param sockets how connections are treated
 * @param disk how the disk is treated; no key of Kafka's says it
 * @param properties every key as it was set
 */
public record NodeConfig(
        int nodeId,
        Membership membership,
        List<ListenerConfig> listeners,
        Path dataDirectory,
        SocketSettings sockets,
        DiskSettings disk,
        Map<String, String> properties) {
    /** The keys that the node itself serves. */
    static final List<String> KEYS =
            List.of(
                    "advertised.listeners",
                    "broker.id",
                    "connections.max.idle.ms",
                    "controller.listener.names",
                    "controller.quorum.voters",
                    "inter.broker.listener.name",
                    "listener.security.protocol.map",
                    "listeners",
                    "log.dir",
                    "log.dirs",
                    "max.connections",
                    "max.connections.per.ip",
                    "node.id",
                    "process.roles",
                    "queued.max.request.bytes",
                    "socket.connection.setup.timeout.ms",
                    "socket.listen.backlog.size",
                    "socket.receive.buffer.bytes",
                    "socket.request.max.bytes",
                    "socket.send.buffer.bytes");

    /**
     * Reads the node's keys.
     *
     * @throws StartException when one is missing or wrong
     */
    public static NodeConfig of(Map<String, String> properties) {
        PropertyReader reader = new PropertyReader(properties);
        int nodeId = nodeId(reader);
        Membership membership = Membership.of(reader, nodeId);
        List<ListenerConfig> listeners = Listeners.of(reader, membership.roles());
        membership.requireReachable(nodeId, listeners);
        return new NodeConfig(
                nodeId,
                membership,
                listeners,
                dataDirectory(reader),
                sockets(reader),
                DiskSettings.ofProcess(),
                properties);
    }

    private static int nodeId(PropertyReader reader) {
        String key =
                reader.isSet("node.id") || !reader.isSet("broker.id") ? "node.id" : "broker.id";
        if (!reader.isSet(key)) {
            throw StartException.usage("Missing required configuration node.id, as in node.id=1");
        }
        return reader.number(key, 0, 0, Integer.MAX_VALUE);
    }

    private static Path dataDirectory(PropertyReader reader) {
        String key = reader.isSet("log.dirs") ? "log.dirs" : "log.dir";
        List<String> directories = ListenerParser.elements(reader.text(key, ""));
        if (directories.isEmpty()) {
            throw StartException.usage(
                    "Missing required configuration log.dirs, as in log.dirs=/var/lib/strata");
        }
        if (directories.size() > 1) {
            throw StartException.usage(
                    "Invalid value "
                            + String.join(",", directories)
                            + " for configuration "
                            + key
                            + ": Strata serves one directory");
        }
        return Path.of(directories.get(0)).toAbsolutePath().normalize();
    }

    private static SocketSettings sockets(PropertyReader reader) {
        SocketSettings defaults = SocketSettings.DEFAULTS;
        int most = Integer.MAX_VALUE;
        return new SocketSettings(
                reader.number("socket.request.max.bytes", defaults.requestBytesMax(), 1, most),
                reader.number(
                        "queued.max.request.bytes", defaults.queuedBytesMax(), -1, Long.MAX_VALUE),
                reader.number("max.connections", defaults.connectionsMax(), 0, most),
                reader.number(
                        "max.connections.per.ip", defaults.connectionsPerAddressMax(), 0, most),
                reader.number(
                        "connections.max.idle.ms",
                        defaults.idleMsMax(),
                        Long.MIN_VALUE,
                        Long.MAX_VALUE),
                reader.number("socket.send.buffer.bytes", defaults.sendBufferBytes(), -1, most),
                reader.number(
                        "socket.receive.buffer.bytes", defaults.receiveBufferBytes(), -1, most),
                reader.number("socket.listen.backlog.size", defaults.backlog(), 1, most),
                reader.number(
                        "socket.connection.setup.timeout.ms", defaults.setupMsMax(), 1, most));
    }
}
