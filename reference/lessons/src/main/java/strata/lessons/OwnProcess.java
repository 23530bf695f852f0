package strata.lessons;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import strata.kernel.Nullable;

/** A thread of this process that runs a test: what the process gets is what the test gets. */
final class OwnProcess implements ChargedTime.Meter {
    private final Thread thread;
    private final @Nullable OperatingSystemMXBean system;

    OwnProcess(Thread thread) {
        this.thread = thread;
        this.system =
                ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean known
                        ? known
                        : null;
    }

    @Override
    public long wallNs() {
        return System.nanoTime();
    }

    /** Of the whole process: what a collector of garbage takes is for the test, too. */
    @Override
    public long cpuNs() {
        long cpuNs = system == null ? -1 : system.getProcessCpuTime();
        return cpuNs < 0 ? ChargedTime.UNKNOWN : cpuNs;
    }

    @Override
    public boolean isRunnable() {
        return thread.getState() == Thread.State.RUNNABLE;
    }
}
