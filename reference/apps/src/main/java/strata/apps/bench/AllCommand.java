package strata.apps.bench;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench all}. */
@Command(
        name = "all",
        description = {
            "Every standard scenario, judged by the bars that Strata promises.",
            "Exit code 1 when one does not hold."
        })
final class AllCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            converter = Numbers.Factor.class,
            defaultValue = "1.0",
            description =
                    "on the number of records; the bars are meant for ${DEFAULT-VALUE} and more")
    private double scale;

    @Override
    public Integer call() {
        return new Session(common)
                .run(
                        tools ->
                                StandardScenarios.of(
                                        new Target(tools.port(), StandardScenarios.PARTITION_COUNT),
                                        tools.producer(new ProducerOptions()),
                                        tools.consumer(Map.of()),
                                        scale),
                        Bar.ALL);
    }
}
