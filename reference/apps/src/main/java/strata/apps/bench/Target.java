package strata.apps.bench;

import java.util.Map;

/**
 * Where the clients of a scenario go.
 *
 * @param fixedPort of the broker, or 0 for any free one
 * @param partitionCount of the topic that is made for the scenario
 * @param nodeCount of the cluster
 */
record Target(int fixedPort, int partitionCount, int nodeCount) {
    /** One node. */
    Target(int fixedPort, int partitionCount) {
        this(fixedPort, partitionCount, 1);
    }

    /** Of the topics: a replica on each node. */
    short replicationFactor() {
        return (short) nodeCount;
    }

    /** What a topic is to be set to. */
    Map<String, String> topicSettings() {
        return nodeCount == 1 ? Map.of() : Map.of("min.insync.replicas", "2");
    }

    /** Waits until all nodes are there; one that answers is enough where there is one. */
    void awaitWhole(int port) {
        if (nodeCount > 1) {
            Topics.awaitBrokers(port, nodeCount);
        }
    }

    /** The port of the next start. */
    int port() {
        if (fixedPort != 0) {
            return fixedPort;
        }
        return nodeCount == 1 ? Ports.anyFree() : Ports.anyFree(Cluster.PORT_COUNT);
    }
}
