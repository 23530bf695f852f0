package strata.apps.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench recovery}. */
@Command(
        name = RecoveryScenario.NAME,
        description =
                "From the launch after kill -9 until the port answers, by segments in the log.")
final class RecoveryCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--segments",
            paramLabel = "N",
            split = ",",
            converter = Numbers.PositiveInt.class,
            defaultValue = "1,10,100",
            description =
                    "of 100 MiB each, one scenario for each number (default: ${DEFAULT-VALUE})")
    private List<Integer> segmentCounts = new ArrayList<>();

    @Override
    public Integer call() {
        return new Session(common)
                .run(
                        tools -> {
                            List<Scenario> scenarios = new ArrayList<>();
                            Producer producer = tools.producer(new ProducerOptions());
                            for (int count : segmentCounts) {
                                scenarios.add(new RecoveryScenario(tools.port(), count, producer));
                            }
                            return scenarios;
                        },
                        List.of());
    }
}
