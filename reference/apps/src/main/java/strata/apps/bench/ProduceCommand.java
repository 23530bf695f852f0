package strata.apps.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench produce}. */
@Command(name = "produce", description = "Kafka's ProducerPerformance writes to each broker.")
final class ProduceCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private ProducerOptions producer = new ProducerOptions();

    @Option(
            names = "--records",
            paramLabel = "N",
            converter = Numbers.Positive.class,
            defaultValue = "4000000",
            description = "in the measured interval (default: ${DEFAULT-VALUE})")
    private long records;

    @Option(
            names = "--record-size",
            paramLabel = "BYTES",
            converter = Numbers.PositiveInt.class,
            defaultValue = "100",
            description = "of each value (default: ${DEFAULT-VALUE})")
    private int recordSizeInBytes;

    @Option(
            names = "--warmup-records",
            paramLabel = "N",
            converter = Numbers.NotNegative.class,
            defaultValue = "1000000",
            description =
                    "sent once to warm up the broker and once more to warm up the producer"
                            + " (default: ${DEFAULT-VALUE})")
    private long warmupRecords;

    @Option(
            names = "--throughput",
            paramLabel = "N",
            converter = Numbers.Pace.class,
            defaultValue = "-1",
            description = "records/s to hold the producer at (default: as fast as it can)")
    private long throughput;

    @Override
    public Integer call() {
        var load = new Load(records, recordSizeInBytes, warmupRecords, throughput);
        return new Session(common)
                .run(
                        tools ->
                                List.of(
                                        new ProduceScenario(
                                                "produce",
                                                producer.target(tools.port()),
                                                load,
                                                tools.producer(producer))),
                        List.of());
    }
}
