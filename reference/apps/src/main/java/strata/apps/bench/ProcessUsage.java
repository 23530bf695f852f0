package strata.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a process and its living children have used so far.
 *
 * @param cpu by process id; on Linux from /proc/PID/stat, elsewhere from the JDK's ProcessHandle
 * @param peakMemoryInBytes sum of their VmHWM; empty where there is no /proc
 */
record ProcessUsage(Map<Long, Duration> cpu, OptionalLong peakMemoryInBytes) {

    private static final Path PROC = Path.of("/proc");
    private static final double BYTES_PER_MIB = 1024.0 * 1024;

    /** Of a process that is yet to be started. */
    static ProcessUsage none() {
        return new ProcessUsage(Map.of(), OptionalLong.empty());
    }

    static ProcessUsage of(Process process) {
        Map<Long, Duration> cpu = new LinkedHashMap<>();
        long peak = 0;
        boolean known = false;
        for (ProcessHandle handle : Workspace.family(process)) {
            try {
                cpu.put(handle.pid(), cpu(handle));
                OptionalLong memory = peakMemory(handle.pid());
                known |= memory.isPresent();
                peak += memory.orElse(0);
            } catch (IOException e) {
                // A child that ended between being listed and being read.
            }
        }
        return new ProcessUsage(cpu, known ? OptionalLong.of(peak) : OptionalLong.empty());
    }

    /** CPU time since {@code earlier}; a process that is new since then counts from its start. */
    Duration cpuSince(ProcessUsage earlier) {
        Duration sum = Duration.ZERO;
        for (var entry : cpu.entrySet()) {
            Duration before = earlier.cpu.getOrDefault(entry.getKey(), Duration.ZERO);
            sum = sum.plus(entry.getValue()).minus(before);
        }
        return sum;
    }

    /** CPU time since each process began. */
    Duration cpuTotal() {
        return cpu.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    OptionalDouble peakMemoryMib() {
        return peakMemoryInBytes.isPresent()
                ? OptionalDouble.of(peakMemoryInBytes.getAsLong() / BYTES_PER_MIB)
                : OptionalDouble.empty();
    }

    private static Duration cpu(ProcessHandle handle) throws IOException {
        Path stat = PROC.resolve(Long.toString(handle.pid())).resolve("stat");
        return Files.exists(PROC.resolve("self"))
                ? Ticks.duration(ProcFiles.cpuTicks(Files.readString(stat)))
                : handle.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static OptionalLong peakMemory(long pid) throws IOException {
        Path status = PROC.resolve(Long.toString(pid)).resolve("status");
        return Files.exists(status)
                ? ProcFiles.peakMemoryInBytes(Files.readString(status))
                : OptionalLong.empty();
    }
}
