package strata.cli.doctor;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What was left running, or left lying.
 *
 * @param data the default data directory
 * @param state what its {@code cluster.json} says
 */
public record ClusterProbe(Path data, Supplier<State> state) implements Probe {
    private static final String WHAT = "cluster";

    /** What {@code cluster.json} says. */
    public sealed interface State {
        /** There is none. */
        record None() implements State {}

        /** A process runs. */
        record Running(long pid, String bootstrap) implements State {}

        /** The process that wrote it is gone. */
        record Gone(long pid) implements State {}

        /** It cannot be read. */
        record Damaged() implements State {}
    }

    @Override
    public Finding look() {
        return switch (state.get()) {
            case State.None none -> Finding.ok(WHAT, "none is running");
            case State.Running running ->
                    Finding.warning(
                            WHAT,
                            "one is running: process "
                                    + running.pid()
                                    + " at "
                                    + running.bootstrap()
                                    + "; fine if you mean it",
                            "./strata down");
            case State.Gone gone ->
                    Finding.warning(
                            WHAT,
                            "process " + gone.pid() + " ended without a good-bye; nothing is lost",
                            "./strata down");
            case State.Damaged damaged ->
                    Finding.wrong(
                            WHAT,
                            data.resolve("cluster.json") + " is damaged",
                            "rm " + data.resolve("cluster.json"));
        };
    }
}
