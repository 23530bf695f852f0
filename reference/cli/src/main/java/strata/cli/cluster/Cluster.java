package strata.cli.cluster;

import java.util.List;
import strata.node.ExitCode;

/** The nodes of a cluster, running. */
public interface Cluster {
    /**
     * Starts every node; they may have to find each other yet.
     *
     * @throws strata.node.StartException when one cannot start, and then none runs
     */
    void start();

    /** The nodes that have ended so far, in the order of their ends. */
    List<Ended> ended();

    /**
     * Waits until no node runs.
     *
     * @return the exit code of the first that ended otherwise than well, else 0
     */
    int await() throws InterruptedException;

    /**
     * Stops what runs, in good order, the last node first; called once, by any thread.
     *
     * @return as {@link #await}
     */
    int stop();

    /** A node that has ended. */
    record Ended(NodePlan node, int exitCode) {}

    /** What the exit code of a cluster is: one that was killed counts as one that failed. */
    static int exitCode(List<Ended> ended) {
        return ended.stream()
                .mapToInt(Ended::exitCode)
                .filter(code -> code != 0)
                .map(code -> code > ExitCode.ENVIRONMENT.number() ? ExitCode.BUG.number() : code)
                .findFirst()
                .orElse(ExitCode.DONE.number());
    }
}
