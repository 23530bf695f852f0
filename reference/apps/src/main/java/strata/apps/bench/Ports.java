package strata.apps.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

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

    /**
     * The first of so many ports one after the other that nobody listens on now, below those that
     * the system gives to outgoing connections.
     */
    static int anyFree(int count) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(20_000, 32_000 - count);
            if (IntStream.range(first, first + count).allMatch(Ports::isFree)) {
                return first;
            }
        }
        throw new BenchFault("no " + count + " free ports on the loopback interface");
    }

    private static boolean isFree(int port) {
        try {
            requireFree(port);
            return true;
        } catch (BenchFault taken) {
            return false;
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
