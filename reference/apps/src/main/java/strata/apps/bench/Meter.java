package strata.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes what a broker uses between two moments, and beside it what the rest of the machine used: a
 * figure of a machine that was busy with something else is worth little, and the report says so.
 */
final class Meter {
    private static final Path PROC_STAT = Path.of("/proc/stat");
    private static final Path PROC_SELF_STAT = Path.of("/proc/self/stat");

    private final RunningBroker broker;
    private final List<Process> clients;
    private final Reading before;

    /**
     * What was used up to one moment.
     *
     * @param bench CPU time of this program, of its clients that have ended and of {@code clients}
     * @param machine empty where there is no /proc
     */
    private record Reading(
            ProcessUsage broker, Duration bench, Optional<ProcFiles.MachineTicks> machine) {}

    /**
     * Starts to measure now.
     *
     * @param clients that run from before this moment until after {@link #stop}
     */
    Meter(RunningBroker broker, List<Process> clients) {
        this.broker = broker;
        this.clients = List.copyOf(clients);
        this.before = read();
    }

    /**
     * Adds to a sample what was used since the start.
     *
     * @param gib of record values that went through the broker in that time
     */
    Sample stop(Sample sample, double gib) {
        Reading after = read();
        Duration cpu = after.broker.cpuSince(before.broker);
        Sample metered =
                sample.with(Metric.CPU_SECONDS_PER_GIB, seconds(cpu) / gib)
                        .with(Metric.PEAK_MEMORY_MIB, after.broker.peakMemoryMib());
        if (before.machine.isEmpty() || after.machine.isEmpty()) {
            return metered;
        }
        long busy = after.machine.get().busy() - before.machine.get().busy();
        long total = after.machine.get().total() - before.machine.get().total();
        Duration others = Ticks.duration(busy).minus(cpu).minus(after.bench.minus(before.bench));
        double share = total == 0 ? 0 : seconds(others) / seconds(Ticks.duration(total));
        // Ticks are counted at different moments: a quiet machine may come out a little below zero.
        return metered.with(Metric.OTHER_LOAD_PERCENT, Math.max(0, 100 * share));
    }

    private Reading read() {
        ProcessUsage usage = broker.usage();
        Duration bench = Duration.ZERO;
        for (Process client : clients) {
            bench = bench.plus(ProcessUsage.of(client).cpuTotal());
        }
        if (!Files.exists(PROC_STAT)) {
            return new Reading(usage, bench, Optional.empty());
        }
        try {
            String self = Files.readString(PROC_SELF_STAT);
            long own = ProcFiles.cpuTicks(self) + ProcFiles.endedChildrenCpuTicks(self);
            return new Reading(
                    usage,
                    bench.plus(Ticks.duration(own)),
                    Optional.of(ProcFiles.machineTicks(Files.readString(PROC_STAT))));
        } catch (IOException e) {
            return new Reading(usage, bench, Optional.empty());
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
