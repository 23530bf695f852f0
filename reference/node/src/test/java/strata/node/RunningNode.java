package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import strata.kernel.Node;

/** A server with a node of a test's own, stopped when the test ends. */
final class RunningNode implements AutoCloseable {
    final NodeServer server;

    private RunningNode(NodeServer server) {
        this.server = server;
    }

    /** The transports that this machine has. */
    static Stream<Transport> transports() {
        return Epoll.isAvailable()
                ? Stream.of(Transport.EPOLL, Transport.NIO)
                : Stream.of(Transport.NIO);
    }

    static RunningNode start(Path directory, Node node) {
        return start(directory, node, SocketSettings.DEFAULTS, Transport.available());
    }

    static RunningNode start(
            Path directory, Node node, SocketSettings sockets, Transport transport) {
        return start(node, config(directory, sockets, DiskSettings.ofProcess()), transport);
    }

    static RunningNode start(Path directory, Node node, DiskSettings disk, Transport transport) {
        return start(node, config(directory, SocketSettings.DEFAULTS, disk), transport);
    }

    private static NodeConfig config(Path directory, SocketSettings sockets, DiskSettings disk) {
        return new NodeConfig(
                1,
                Membership.ALONE,
                listeners(new Endpoint("127.0.0.1", 0)),
                directory,
                sockets,
                disk,
                Map.of());
    }

    /** One listener for everybody. */
    static List<ListenerConfig> listeners(Endpoint bind) {
        return List.of(new ListenerConfig("PLAINTEXT", bind, null, ListenerConfig.Use.ALL));
    }

    static RunningNode start(Node node, NodeConfig config, Transport transport) {
        return new RunningNode(
                NodeServer.start(
                        config,
                        null,
                        identity -> new NodeFactory.Served(node, CommandNode.APIS),
                        transport));
    }

    RawClient connect() throws IOException {
        return new RawClient(server.listening());
    }

    RawClient connect(int receiveBufferBytes) throws IOException {
        return new RawClient(server.listening(), receiveBufferBytes);
    }

    NodeEnd end() {
        return server.ended().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** What its buffers take of the system's memory, in bytes. */
    long usedDirectBytes() {
        return ((PooledByteBufAllocator) server.allocator()).metric().usedDirectMemory();
    }

    private PoolArenaMetric arena() {
        return ((PooledByteBufAllocator) server.allocator()).metric().directArenas().get(0);
    }

    @Override
    public void close() {
        server.stop().orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(arena().numActiveAllocations()).as("buffers that were never released").isZero();
    }
}
