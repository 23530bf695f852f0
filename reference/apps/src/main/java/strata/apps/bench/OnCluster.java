package strata.apps.bench;

import java.nio.file.Path;

/**
 * A measurement on a cluster that has just been started, with one topic.
 *
 * @param topic what it is called; of as many partitions and replicas as the target has
 */
record OnCluster(Contender contender, Workspace workspace, Target target, String topic) {
    /** What is done while the cluster runs. */
    interface Work {
        Sample measure(RunningBroker cluster, Path directory);
    }

    /** Starts it in an empty directory, has the work done, and stops it. */
    Sample measure(Work work) {
        Path directory = workspace.freshDirectory(contender.side().key());
        int port = target.port();
        contender.prepare(directory, port);
        workspace.progress().say("starting on port " + port);
        try (var cluster = new RunningBroker(contender, workspace, directory, port)) {
            cluster.awaitServing();
            target.awaitWhole(port);
            Topics.create(port, topic, target);
            return work.measure(cluster, directory);
        } finally {
            workspace.discard(directory);
        }
    }
}
