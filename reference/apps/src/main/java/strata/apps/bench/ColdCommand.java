package strata.apps.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench cold}. */
@Command(
        name = ColdScenario.NAME,
        description = {
            "A consumer reads what is not in memory, beside a steady producer.",
            "Exit code 1 when a produce request waits for more than Strata promises."
        })
final class ColdCommand implements Callable<Integer> {
    private static final int RECORD_BYTES = 1024;

    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--mib",
            paramLabel = "N",
            converter = Numbers.PositiveInt.class,
            defaultValue = "1024",
            description = "in the topic (default: ${DEFAULT-VALUE})")
    private int sizeInMib;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            converter = Numbers.PositiveInt.class,
            defaultValue = "1",
            description = "of the topic (default: ${DEFAULT-VALUE})")
    private int partitionCount;

    @Option(
            names = "--consumer-prop",
            paramLabel = "KEY=VALUE",
            description = "a consumer property; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Override
    public Integer call() {
        var load = new Load(sizeInMib * 1024L, RECORD_BYTES, 0, Load.UNTHROTTLED);
        return new Session(common)
                .run(
                        tools ->
                                List.of(
                                        new ColdScenario(
                                                new Target(tools.port(), partitionCount),
                                                load,
                                                tools.producer(new ProducerOptions()),
                                                new Reader.Reading(
                                                        tools.kafka().jdk(), overrides))),
                        Bar.COLD);
    }
}
