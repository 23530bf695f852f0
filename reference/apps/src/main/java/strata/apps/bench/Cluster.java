package strata.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three nodes of one kind, each broker and controller and a process of its own, below one shell
 * that waits for them. Node n has the n-th port of its brokers, and its directory is {@code
 * node-n}.
 */
final class Cluster {
    static final int NODE_COUNT = 3;
    // Three for the brokers, and as many for controllers that want their own.
    static final int PORT_COUNT = 2 * NODE_COUNT;

    private Cluster() {}

    /** The directory of a node, made if it is missing. */
    static Path directory(Path cluster, int node) {
        try {
            return Files.createDirectories(cluster.resolve("node-" + node));
        } catch (IOException e) {
            throw new BenchFault("cannot make a directory under " + cluster + ": " + e, e);
        }
    }

    static int brokerPort(int firstPort, int node) {
        return firstPort + node - 1;
    }

    static int controllerPort(int firstPort, int node) {
        return firstPort + NODE_COUNT + node - 1;
    }

    /** {@code host:port} of all brokers. */
    static String bootstrap(int firstPort) {
        return nodes().mapToObj(node -> "127.0.0.1:" + brokerPort(firstPort, node))
                .collect(Collectors.joining(","));
    }

    static IntStream nodes() {
        return IntStream.rangeClosed(1, NODE_COUNT);
    }

    /** Settings as a configuration file has them. */
    static String lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** Runs commands side by side, until all have ended. */
    static List<String> together(List<List<String>> commands) {
        String script =
                commands.stream()
                        .map(words -> words.stream().map(Cluster::quoted))
                        .map(words -> words.collect(Collectors.joining(" ")) + " &")
                        .collect(Collectors.joining("\n"));
        return List.of("/bin/sh", "-c", script + "\nwait");
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
