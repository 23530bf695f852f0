package strata.conformance;

import java.nio.file.Path;
import java.util.List;

/** How one kind of server is made ready and started: Strata, or the oracle. */
sealed interface Broker permits StrataBroker, StrataNode, ClusterNode, NodeFile, KafkaBroker {

    /** What the tests run against; the system property {@code strata.conformance.server}. */
    static Broker ofThisRun() {
        String kind = System.getProperty("strata.conformance.server", "strata");
        return switch (kind) {
            case "strata" -> new StrataBroker();
            case "kafka" -> new KafkaBroker();
            default ->
                    throw new IllegalArgumentException(
                            "strata.conformance.server is '" + kind + "', not strata or kafka");
        };
    }

    /** Returns whether this run is against Apache Kafka itself, the oracle. */
    static boolean isOracle() {
        return ofThisRun() instanceof KafkaBroker;
    }

    /** Prepares an empty {@code folder} for the first start. */
    void prepare(Path folder, int port);

    /** The command line that serves {@code port} with the data below {@code folder}. */
    List<String> command(Path folder, int port);
}
