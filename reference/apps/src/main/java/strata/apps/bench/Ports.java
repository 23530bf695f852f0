package strata.apps.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
final class Ports {
    private Ports() {}

    /** A port that nobody listens on now. Another process may take it before its user does. */
    static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchFault("no free port on the loopback interface: " + e.getMessage(), e);
        }
    }

    /** Refuses a port that somebody listens on: the bench would measure the wrong broker. */
    static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As brokers do it: without this, connections of the last round keep the port for 60 s.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new BenchFault(
                    "port "
                            + port
                            + " is taken ("
                            + e.getMessage()
                            + "); stop what listens there, or leave out --port",
                    e);
        }
    }
}
