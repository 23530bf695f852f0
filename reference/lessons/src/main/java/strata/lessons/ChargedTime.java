package strata.lessons;

/**
 * Time as a limit counts it: by the clock, less what a neighbour took. Whoever is to be limited is
 * charged for the time in which it had a processor and for the time in which it wanted none (it
 * sleeps, it waits for a lock); not for the time in which it wanted one and others had it.
 *
 * <p>So an endless loop ends at its limit of processor time, a deadlock at its limit by the clock,
 * and threads in plenty gain nothing: those that wait for each other's processor are charged for
 * it. At least {@code 1 / }{@link #STRETCH_MAX} of the time by the clock is charged, always; just
 * that where the system does not tell what a process gets.
 *
 * <p>Time is charged in slices of a fifth of a second, so a limit is overrun by as much.
 */
public final class ChargedTime {
    /** How many times its limit something may take by the clock. */
    public static final int STRETCH_MAX = 4;

    /** What {@link Meter#cpuNs} says where the system does not tell. */
    public static final long UNKNOWN = -1;

    private static final long LOOK_NS = 10_000_000;
    private static final long SLICE_NS = 200_000_000;

    /** What is known of whoever is to be limited. */
    public interface Meter {
        /** The clock, in nanoseconds; only differences mean anything. */
        long wallNs();

        /** What all its threads together have had of the processors; or {@link #UNKNOWN}. */
        long cpuNs();

        /** Whether it runs, or would if there were a processor for it. */
        boolean isRunnable();
    }

    private final Meter meter;
    private long chargedNs;
    private long sliceBeganNs;
    private long sliceCpuNs;
    private long lookedNs;
    private int looks;
    private int runnable;

    /** Begins at zero. */
    public ChargedTime(Meter meter) {
        this.meter = meter;
        sliceBeganNs = meter.wallNs();
        sliceCpuNs = meter.cpuNs();
        lookedNs = sliceBeganNs;
    }

    /**
     * Looks; to be called a few times in each slice. It is cheap to call it more often.
     *
     * @return nanoseconds charged so far
     */
    public long look() {
        long nowNs = meter.wallNs();
        if (nowNs - lookedNs < LOOK_NS) {
            return chargedNs;
        }
        lookedNs = nowNs;
        long tookNs = nowNs - sliceBeganNs;
        long cpuNs = meter.cpuNs();
        boolean isKnown = cpuNs != UNKNOWN && sliceCpuNs != UNKNOWN;
        long ranNs = isKnown ? cpuNs - sliceCpuNs : 0;
        looks++;
        // Whoever had a whole processor was not kept from one: the costlier question is spared.
        if (!isKnown || ranNs >= tookNs || meter.isRunnable()) {
            runnable++;
        }
        if (tookNs >= SLICE_NS) {
            long starvedNs = Math.max(0, tookNs * runnable / looks - ranNs);
            chargedNs += Math.max(tookNs - starvedNs, tookNs / STRETCH_MAX);
            sliceBeganNs = nowNs;
            sliceCpuNs = cpuNs;
            looks = 0;
            runnable = 0;
        }
        return chargedNs;
    }

    /** From where to count what begins now: what {@link #look} gives, and the open slice. */
    public long mark() {
        return chargedNs + meter.wallNs() - sliceBeganNs;
    }
}
