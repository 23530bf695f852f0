package strata.cli.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * A node of a cluster on this machine.
 *
 * @param id {@code node.id}
 * @param port of 127.0.0.1
 * @param data its data directory
 * @param properties its configuration
 */
public record NodePlan(int id, int port, Path data, Map<String, String> properties) {
    static final String HOST = "127.0.0.1";

    /** Where clients reach it. */
    public String address() {
        return HOST + ":" + port;
    }

    /** Where its configuration is kept when there are several. */
    public Path file() {
        return data.resolveSibling(data.getFileName() + ".properties");
    }
}
