package strata.sim.disk;

import java.util.List;
import strata.sim.disk.CrashPoints.Crash;

/** What a crash left is not what was promised. Its cause says what is wrong. */
public final class CrashFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String story;

    /**
     * @param before the operations that the disk did last before the crash, oldest first
     */
    CrashFailure(Crash crash, List<String> before, Throwable failure) {
        super(
                "after a crash " + crash + ":\n" + failure.getMessage() + "\n" + told(before),
                failure);
        this.story = "after a crash " + crash + "; " + told(before);
    }

    /** Which crash it was, and what the disk did before; in several lines. */
    public String story() {
        return story;
    }

    private static String told(List<String> before) {
        return "what the disk did before:\n" + String.join("\n", before) + "\n";
    }
}
