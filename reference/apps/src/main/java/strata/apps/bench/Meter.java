package strata.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Takes what a broker uses between two moments, and beside it what the rest of the machine used: a
 * figure of a machine that was busy with something else is worth little, and the report says so.
 */
final class Meter {
    private static final Path PROC_STAT = Path.of("/proc/stat");
    private static final Path PROC_SELF_STAT = Path.of("/proc/self/stat");

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
     * What was used between the two moments.
     *
     * @param cpu of the broker
     * @param otherLoadPercent of the machine's processors, had by neither broker nor clients
     */
    record Use(Duration cpu, OptionalDouble otherLoadPercent) {}

    /**
     * Starts to measure now.
     *
     * @param broker what it has used so far
     * @param clients that run from before this moment until after {@link #stop}
     */
    Meter(ProcessUsage broker, List<Process> clients) {
        this.clients = List.copyOf(clients);
        this.before = read(broker);
    }

    /**
     * Stops to measure now.
     *
     * @param broker what it has used so far
     */
    Use stop(ProcessUsage broker) {
        Reading after = read(broker);
        Duration cpu = after.broker.cpuSince(before.broker);
        if (before.machine.isEmpty() || after.machine.isEmpty()) {
            return new Use(cpu, OptionalDouble.empty());
        }
        long busy = after.machine.get().busy() - before.machine.get().busy();
        long total = after.machine.get().total() - before.machine.get().total();
        Duration others = Ticks.duration(busy).minus(cpu).minus(after.bench.minus(before.bench));
        double share = total == 0 ? 0 : others.toNanos() / (double) Ticks.duration(total).toNanos();
        // Ticks are counted at different moments: a quiet machine may come out a little below zero.
        return new Use(cpu, OptionalDouble.of(Math.max(0, 100 * share)));
    }

    private Reading read(ProcessUsage broker) {
        Duration bench = Duration.ZERO;
        for (Process client : clients) {
            bench = bench.plus(ProcessUsage.of(client).cpuTotal());
        }
        if (!Files.exists(PROC_STAT)) {
            return new Reading(broker, bench, Optional.empty());
        }
        try {
            String self = Files.readString(PROC_SELF_STAT);
            return new Reading(
                    broker,
                    bench.plus(Ticks.duration(ProcFiles.cpuTicks(self))),
                    Optional.of(ProcFiles.machineTicks(Files.readString(PROC_STAT))));
        } catch (IOException e) {
            return new Reading(broker, bench, Optional.empty());
        }
    }
}
