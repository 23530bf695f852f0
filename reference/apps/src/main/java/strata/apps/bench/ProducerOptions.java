package strata.apps.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the producer is set up. */
final class ProducerOptions {
    @Option(
            names = "--acks",
            paramLabel = "0|1|all",
            converter = Numbers.Acks.class,
            defaultValue = "1",
            description = "what the producer waits for (default: ${DEFAULT-VALUE})")
    String acks = "1";

    @Option(
            names = "--producer-prop",
            paramLabel = "KEY=VALUE",
            description = "a producer property; may be repeated")
    Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            converter = Numbers.PositiveInt.class,
            description = "of the topic that is made (default: ${DEFAULT-VALUE})")
    int partitionCount = StandardScenarios.PARTITION_COUNT;

    Target target(int fixedPort) {
        return new Target(fixedPort, partitionCount);
    }

    Map<String, String> properties() {
        return Producer.properties(acks, overrides);
    }
}
