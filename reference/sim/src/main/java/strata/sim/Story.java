package strata.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The steps of a run as one would tell them: every start, crash and fault, and what befell each
 * record. A failure tells the common steps and those of its own subjects, numbered.
 */
public final class Story {
    private static final int TOLD_MAX = 30;

    private final LongSupplier nowUs;
    private final List<Step> steps = new ArrayList<>();

    private record Step(long timeUs, List<String> subjects, String text) {}

    Story(LongSupplier nowUs) {
        this.nowUs = nowUs;
    }

    /** A step that every failure of the run tells. */
    public void tell(String text) {
        steps.add(new Step(nowUs.getAsLong(), List.of(), text));
    }

    /**
     * A step that only failures of these subjects tell.
     *
     * @param subjects does not change any more
     */
    public void tellOf(List<String> subjects, String text) {
        steps.add(new Step(nowUs.getAsLong(), subjects, text));
    }

    /**
     * The common steps and those of the subjects, numbered, at most {@value #TOLD_MAX}: the first
     * few, then the last ones.
     */
    public List<String> toldOf(List<String> subjects) {
        List<Step> chosen = new ArrayList<>();
        for (Step step : steps) {
            if (step.subjects.isEmpty() || subjects.stream().anyMatch(step.subjects::contains)) {
                chosen.add(step);
            }
        }
        int leftOut = Math.max(0, chosen.size() - TOLD_MAX);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            if (leftOut > 0 && i == TOLD_MAX / 4) {
                lines.add("         … " + leftOut + " steps left out …");
                i += leftOut;
            }
            Step step = chosen.get(i);
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%4d. %s  %s",
                            i + 1,
                            Trace.seconds(step.timeUs),
                            step.text));
        }
        return lines;
    }
}
