package strata.apps.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./strata bench startup}. */
@Command(name = "startup", description = "From the launch of each broker until its port answers.")
final class StartupCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        return new Session(common)
                .run(tools -> List.of(new StartupScenario(new Target(tools.port(), 1))), List.of());
    }
}
