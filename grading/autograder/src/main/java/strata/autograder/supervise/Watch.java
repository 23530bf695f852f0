package strata.autograder.supervise;

import java.time.Duration;

/**
 * How long and how much. Generous: the slowest test of the reference takes a hundredth of its time.
 * Times are of {@link strata.lessons.ChargedTime}, so no score depends on how busy the machine is.
 *
 * @param test how long one test may take
 * @param start how long a JVM may take until its first test starts
 * @param whole how long all tests of a submission may take
 * @param compile how long the compiler may take
 * @param outputBytes what the code under test may print
 * @param heapMib the heap of a JVM that runs tests
 * @param deathsMax after how many JVMs that died or hung the rest is left out
 */
public record Watch(
        Duration test,
        Duration start,
        Duration whole,
        Duration compile,
        long outputBytes,
        int heapMib,
        int deathsMax) {
    /** What {@code strata grade} gives. */
    public static final Watch DEFAULT =
            new Watch(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(180),
                    Duration.ofSeconds(60),
                    1 << 20,
                    320,
                    4);
}
