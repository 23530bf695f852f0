package strata.wire;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How many bytes of the heap the present thread takes for something. */
final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    static long bytesOf(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** The same for an action that has been run often, so that nothing is loaded during it. */
    static long bytesOfWarm(Runnable action) {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 200; run++) {
            least = Math.min(least, bytesOf(action));
        }
        return least;
    }
}
