package strata.sim.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.fault.FaultSchedule;
import strata.sim.minimise.Claim;
import strata.sim.minimise.Minimiser;
import strata.sim.minimise.Minimum;
import strata.sim.minimise.Patience;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.scenario.Lesson;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;

/** Tells a failure by the smallest run that shows it, and saves what is needed to see it again. */
final class FailureTeller {
    private final Scenario scenario;
    private final RunOptions options;
    private final SimulationRunner.Progress progress;
    private final BooleanSupplier stopped;

    FailureTeller(
            Scenario scenario,
            RunOptions options,
            SimulationRunner.Progress progress,
            BooleanSupplier stopped) {
        this.scenario = scenario;
        this.options = options;
        this.progress = progress;
        this.stopped = stopped;
    }

    Failure told(RunResult failure) {
        Breach breach = failure.breach();
        Minimum minimum = minimum(failure);
        String saved = save(minimum.schedule(), "");
        List<String> remarks = new ArrayList<>();
        if (minimum.endedEarly()) {
            remarks.add(
                    "the search for a smaller run ended early, after "
                            + minimum.runs()
                            + " tries"
                            + (saved == null ? "" : "; to go on: " + goOn(saved)));
        }
        for (Minimum.OtherFind other : minimum.others()) {
            remarks.add(tell(other));
        }
        String lesson = "";
        return new Failure(
                failure.schedule().seed(),
                failure.verdict(),
                breach == null ? "" : breach.invariant(),
                breach == null ? failure.why() : breach.numbers(),
                failure.hash(),
                saved,
                lesson);
    }

    private Minimum minimum(RunResult failure) {
        if (failure.breach() == null || options.minimiseFor().isZero()) {
            return new Minimum(failure, failure.schedule(), 0, false, List.of());
        }
        long endNs = System.nanoTime() + options.minimiseFor().toNanos();
        Patience patience = runs -> stopped.getAsBoolean() || System.nanoTime() - endNs > 0;
        long seed = failure.schedule().seed();
        return Minimiser.of(scenario)
                .minimum(
                        failure,
                        patience,
                        (tried, smallest) -> progress.minimising(seed, tried, smallest));
    }
}
