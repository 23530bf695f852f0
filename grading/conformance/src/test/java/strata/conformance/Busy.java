package strata.conformance;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Brokers whose cleaners come often, so that nobody waits for them. */
final class Busy {

    private static final Duration COMPACTED_WITHIN = Duration.ofSeconds(30);

    private static final List<String> LINES =
            List.of(
                    "log.cleaner.backoff.ms=100",
                    "log.initial.task.delay.ms=100",
                    "log.retention.check.interval.ms=200");

    private static final List<String> KAFKAS_LINES =
            List.of(
                    "log.flush.start.offset.checkpoint.interval.ms=100",
                    "transaction.state.log.num.partitions=1",
                    // A loaded machine starves its heartbeats.
                    "broker.session.timeout.ms=10000");

    private Busy() {}

    static Broker kafka() {
        return new KafkaBroker(Stream.concat(LINES.stream(), KAFKAS_LINES.stream()).toList());
    }

    /** Strata; where this run is against the oracle, another Kafka. */
    static Broker ofThisRun() {
        return Broker.isOracle() ? kafka() : new StrataNode(LINES);
    }

    /** Returns when no record that could be compacted away is left before the active segment. */
    static void awaitCompacted(ServerUnderTest server, String topic) {
        DataDirectory data = DataDirectory.of(server);
        Awaitility.await(topic + " is compacted")
                .atMost(COMPACTED_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            long active = data.activeBaseOffset(topic);
                            List<String> keys =
                                    JavaClients.read(server.bootstrap(), topic).stream()
                                            .filter(row -> row.offset() < active)
                                            .map(StoredRow::key)
                                            .toList();
                            return active > 0 && keys.size() == new LinkedHashSet<>(keys).size();
                        });
    }
}
