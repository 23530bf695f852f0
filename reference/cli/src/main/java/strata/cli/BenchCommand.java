package strata.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code strata bench}: Strata against Apache Kafka on this machine, side by side. */
@Command(
        name = "bench",
        description = "Measure Strata against Apache Kafka on this machine, side by side.",
        synopsisSubcommandLabel = "produce|consume|startup",
        subcommands = {
            BenchCommand.Produce.class,
            BenchCommand.Consume.class,
            BenchCommand.Startup.class
        })
final class BenchCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to measure: produce, consume or startup");
    }

    /** Throughput and latency of acknowledged writes. */
    @Command(name = "produce", description = "Throughput and latency of acknowledged writes.")
    static final class Produce implements Callable<Integer> {
        @Spec private CommandSpec spec;

        @Override
        public Integer call() {
            return NotYet.answer(spec, "the node");
        }
    }

    /** Throughput of reads. */
    @Command(name = "consume", description = "Throughput of reads.")
    static final class Consume implements Callable<Integer> {
        @Spec private CommandSpec spec;

        @Override
        public Integer call() {
            return NotYet.answer(spec, "the node");
        }
    }

    /** Time from the command to a served port. */
    @Command(name = "startup", description = "Time from the command to a served port.")
    static final class Startup implements Callable<Integer> {
        @Spec private CommandSpec spec;

        @Override
        public Integer call() {
            return NotYet.answer(spec, "the node");
        }
    }
}
