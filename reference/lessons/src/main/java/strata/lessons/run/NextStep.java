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
        for (TestOutcome outcome : outcomes) {
            if (Report.isFailure(outcome.verdict())) {
                String step = outcome.test().step();
                return "mend step " + step + "; ./strata hint " + step;
            }
        }
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
