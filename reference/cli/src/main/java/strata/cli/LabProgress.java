package strata.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import strata.kernel.Nullable;

/**
 * How far a student is with a lab: what its tests are comes from their sources, what became of them
 * from the runs so far.
 *
 * @param steps in their order
 */
record LabProgress(Lab lab, String title, List<StepProgress> steps) {
    static LabProgress of(Lab lab, Path state) {
        Progress progress = new Progress(state);
        HintsSeen hints = new HintsSeen(state);
        TreeMap<LabStep, List<VisibleTest>> byStep =
                LabSources.under(lab.testSources()).tests().stream()
                        .collect(
                                Collectors.groupingBy(
                                        VisibleTest::step, TreeMap::new, Collectors.toList()));
        return new LabProgress(
                lab,
                titleOf(lab),
                byStep.values().stream()
                        .map(tests -> StepProgress.of(tests, progress, hints))
                        .toList());
    }

    /** The first step that is not done; null when all are. */
    @Nullable
    StepProgress next() {
        return steps.stream().filter(step -> !step.done()).findFirst().orElse(null);
    }

    int testCount() {
        return steps.stream().mapToInt(StepProgress::testCount).sum();
    }

    int passedCount() {
        return steps.stream().mapToInt(StepProgress::passedCount).sum();
    }

    int points() {
        return steps.stream().mapToInt(StepProgress::points).sum();
    }

    int pointsMax() {
        return steps.stream().mapToInt(StepProgress::pointsMax).sum();
    }

    /** The first heading of the lab's page. */
    private static String titleOf(Lab lab) {
        try {
            return Files.readAllLines(lab.folder().resolve("README.md")).stream()
                    .filter(line -> line.startsWith("# "))
                    .map(line -> line.substring(2).strip())
                    .findFirst()
                    .orElse("Lab " + lab.number());
        } catch (IOException e) {
            return "Lab " + lab.number();
        }
    }
}
