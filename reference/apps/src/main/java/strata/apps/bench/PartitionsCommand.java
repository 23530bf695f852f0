package strata.apps.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench partitions}. */
@Command(
        name = PartitionsScenario.NAME,
        description = "From the launch with many partitions until the port answers.")
final class PartitionsCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            converter = Numbers.PositiveInt.class,
            defaultValue = "10000",
            description = "how many (default: ${DEFAULT-VALUE})")
    private int partitionCount;

    @Override
    public Integer call() {
        return new Session(common)
                .run(
                        tools ->
                                List.of(
                                        new PartitionsScenario(
                                                tools.port(), partitionCount, tools.kafka().jdk())),
                        List.of());
    }
}
