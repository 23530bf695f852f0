package strata.cli;

import java.util.List;

/**
 * How far a student is with a step.
 *
 * @param step which
 * @param concept what it is about
 * @param testCount how many tests it has
 * @param passedCount how many of them passed when they ran last
 * @param ran whether any of them ran
 * @param ranAtMs when the test whose last run is the oldest ran, in milliseconds since 1970
 * @param points what the passed ones are worth
 * @param pointsMax what all are worth
 * @param hintCount how many hints were read
 */
record StepProgress(
        LabStep step,
        String concept,
        int testCount,
        int passedCount,
        boolean ran,
        long ranAtMs,
        int points,
        int pointsMax,
        int hintCount) {

    static StepProgress of(List<VisibleTest> tests, Progress progress, HintsSeen hints) {
        List<VisibleTest> passed = tests.stream().filter(progress::passed).toList();
        VisibleTest first = tests.get(0);
        return new StepProgress(
                first.step(),
                first.concept(),
                tests.size(),
                passed.size(),
                tests.stream().anyMatch(progress::ran),
                tests.stream().filter(progress::ran).mapToLong(progress::ranAtMs).min().orElse(0),
                passed.stream().mapToInt(VisibleTest::points).sum(),
                tests.stream().mapToInt(VisibleTest::points).sum(),
                hints.of(first.step()).size());
    }

    boolean done() {
        return passedCount == testCount;
    }
}
