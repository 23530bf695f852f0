package strata.apps.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./strata bench compaction}. */
@Command(
        name = CompactionScenario.NAME,
        description = {
            "A topic is compacted beside a steady producer.",
            "Exit code 1 when a produce request waits for more than Strata promises."
        })
final class CompactionCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--mib",
            paramLabel = "N",
            converter = Numbers.PositiveInt.class,
            defaultValue = "1024",
            description = "in the topic (default: ${DEFAULT-VALUE})")
    private int sizeInMib;

    @Override
    public Integer call() {
        return new Session(common)
                .run(
                        tools ->
                                List.of(
                                        new CompactionScenario(
                                                tools.port(), sizeInMib, tools.kafka().jdk())),
                        Bar.COMPACTION);
    }
}
