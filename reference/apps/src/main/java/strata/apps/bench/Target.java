package strata.apps.bench;

/**
 * Where the clients of a scenario go.
 *
 * @param fixedPort of the broker, or 0 for any free one
 * @param partitionCount of the topic that is made for the scenario
 */
record Target(int fixedPort, int partitionCount) {

    /** The port of the next start. */
    int port() {
        return fixedPort == 0 ? Ports.anyFree() : fixedPort;
    }
}
