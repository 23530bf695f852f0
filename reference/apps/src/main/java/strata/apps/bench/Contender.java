package strata.apps.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A broker that can be started from nothing. */
sealed interface Contender permits StrataContender, KafkaContender, StrataCluster, KafkaCluster {

    Side side();

    /** What exactly runs, for the report. */
    String description();

    /** Makes an empty directory ready for {@link #command}; done once, before the first start. */
    void prepare(Path directory, int port);

    /** Starts the broker in the foreground on {@code 127.0.0.1:port}, data under the directory. */
    List<String> command(Path directory, int port);

    /** How long a start may take before the bench gives up. */
    Duration startTimeout();
}
