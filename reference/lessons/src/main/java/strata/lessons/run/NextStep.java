package strata.lessons.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.lessons.labs.Lab;

/** Where somebody stands in a lab after a run, and what comes next. */
final class NextStep {
    private final Lab lab;
    private final Progress progress;
    private final Style style;

    NextStep(Lab lab, Progress progress, Style style) {
        this.lab = lab;
        this.progress = progress;
        this.style = style;
    }

    List<String> lines(List<TestOutcome> outcomes) {
        Map<String, List<Progress.Entry>> steps = progress.steps(lab.number());
        int points = 0;
        int most = 0;
        String open = null;
        for (Map.Entry<String, List<Progress.Entry>> step : steps.entrySet()) {
            for (Progress.Entry test : step.getValue()) {
                most += test.points();
                if (test.passed()) {
                    points += test.points();
                } else if (open == null) {
                    open = step.getKey();
                }
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("points so far: " + points + " of " + most + " (visible tests)");
        lines.add(style.bold("next: " + next(outcomes, open)));
        return lines;
    }

    private String next(List<TestOutcome> outcomes, @Nullable String open) {
        String first = open;
        for (TestOutcome outcome : outcomes) {
            // What an earlier run said of a step counts for less than a hole of it that is met now.
            if (outcome.verdict() == Verdict.BLOCKED && isBefore(outcome.blockedBy(), first)) {
                first = outcome.blockedBy();
            }
        }
        for (TestOutcome outcome : outcomes) {
            String step = outcome.test().step();
            if (!Report.isFailure(outcome.verdict()) || isBlockedBefore(outcomes, step)) {
                continue;
            }
            return step.equals(TestSources.OWN_STEP)
                    ? "see what your own test shows, " + outcome.test().id()
                    : "mend step " + step + "; ./strata hint " + step;
        }
        return nextOpen(first);
    }

    private static boolean isBefore(String step, @Nullable String other) {
        return other == null || Tests.BY_STEP.compare(step, other) < 0;
    }

    /** Whether something met the hole of a step before another: that one comes first. */
    private static boolean isBlockedBefore(List<TestOutcome> outcomes, String step) {
        return outcomes.stream()
                .filter(outcome -> outcome.verdict() == Verdict.BLOCKED)
                .anyMatch(outcome -> isBefore(outcome.blockedBy(), step));
    }

    private String nextOpen(@Nullable String open) {
        if (open == null) {
            return "all of lab "
                    + lab.number()
                    + " passes: ./strata play "
                    + lab.number()
                    + ", then ./strata submit";
        }
        return "step " + open + "; ./strata hint " + open;
    }
}
