package strata.apps.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench consume}. */
@Command(
        name = "consume",
        description = "Kafka's ConsumerPerformance reads from each broker, in a group.")
final class ConsumeCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private ProducerOptions producer = new ProducerOptions();

    @Option(
            names = "--records",
            paramLabel = "N",
            converter = Numbers.Positive.class,
            defaultValue = "4000000",
            description = "in the topic (default: ${DEFAULT-VALUE})")
    private long records;

    @Option(
            names = "--record-size",
            paramLabel = "BYTES",
            converter = Numbers.PositiveInt.class,
            defaultValue = "100",
            description = "of each value (default: ${DEFAULT-VALUE})")
    private int recordSizeInBytes;

    @Option(
            names = "--passes",
            paramLabel = "N",
            converter = Numbers.PositiveInt.class,
            defaultValue = "3",
            description =
                    "how often the topic is read, after a first time to warm up"
                            + " (default: ${DEFAULT-VALUE})")
    private int passes;

    @Option(
            names = "--consumer-prop",
            paramLabel = "KEY=VALUE",
            description = "a consumer property; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    public Integer call() {
        var load = new Load(records, recordSizeInBytes, 0, Load.UNTHROTTLED);
        return new Session(common)
                .run(
                        tools ->
                                List.of(
                                        new ConsumeScenario(
                                                producer.target(tools.port()),
                                                load,
                                                passes,
                                                tools.producer(producer),
                                                tools.consumer(overrides))),
                        List.of());
    }
}
