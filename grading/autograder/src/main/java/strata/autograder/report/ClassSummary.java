package strata.autograder.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.TestGrade;
import strata.autograder.grade.TestStatus;
import strata.autograder.grade.Visibility;

/**
 * A class in figures: {@code class.json}. Submissions on which the grader itself failed have rows
 * but no part in any figure.
 *
 * @param schema {@link #SCHEMA}
 * @param scores of the submissions
 * @param steps in their order
 * @param claims that failed somewhere, most often failed first
 * @param flagged every flag of every submission
 * @param protectionsMissing by name, and for how many submissions each was missing
 * @param suiteHashes of the suites that graded; more than one means that scores do not compare
 * @param rows one for each submission, by name
 * @param similarity of their sources
 */
public record ClassSummary(
        String schema,
        Scores scores,
        List<Step> steps,
        List<Claim> claims,
        List<Flagged> flagged,
        Map<String, Integer> protectionsMissing,
        List<String> suiteHashes,
        List<Row> rows,
        Similarity similarity) {
    /** Name and version of the form. */
    public static final String SCHEMA = "strata/class/v1";

    /** Bins of {@link Scores#histogram}: 0 to 9 %, ..., 90 to 99 %, and all points. */
    static final int BINS = 11;

    /**
     * Scores in points.
     *
     * @param submissions that count
     * @param histogram how many scored 0 to 9 % of the points, ..., 90 to 99 %, and 100 %
     */
    public record Scores(
            int submissions,
            int graderErrors,
            int maxScore,
            double mean,
            double median,
            double lowerQuartile,
            double upperQuartile,
            List<Integer> histogram) {}

    /**
     * One step: how many submissions have none of its points, less than half, half or more, all.
     */
    public record Step(
            String step,
            String concept,
            int max,
            double mean,
            int none,
            int belowHalf,
            int halfOrMore,
            int all) {}

    /**
     * One test.
     *
     * @param failed how many submissions broke its claim
     * @param notReached how many did not come to it
     */
    public record Claim(
            String id,
            String step,
            String claim,
            String code,
            Visibility visibility,
            int failed,
            int notReached) {}

    /** A flag and whose it is. */
    public record Flagged(String submission, String flag, String text) {}

    /** One submission: points by step. */
    public record Row(
            String name,
            String folder,
            String lab,
            int score,
            int maxScore,
            Map<String, Integer> steps,
            Outcome outcome,
            List<String> flags) {}

    /** The figures of these grades. */
    public static ClassSummary of(List<Grade> grades, Similarity similarity) {
        List<Grade> sorted = new ArrayList<>(grades);
        sorted.sort(Comparator.comparing(grade -> grade.submission().name()));
        List<Grade> counted =
                sorted.stream().filter(g -> g.outcome() != Outcome.GRADER_ERROR).toList();
        return new ClassSummary(
                SCHEMA,
                scores(counted, sorted.size() - counted.size()),
                steps(counted),
                claims(counted),
                flagged(sorted),
                protectionsMissing(sorted),
                sorted.stream().map(g -> g.run().suiteHash()).distinct().sorted().toList(),
                sorted.stream().map(ClassSummary::row).toList(),
                similarity);
    }

    private static Scores scores(List<Grade> grades, int graderErrors) {
        Integer[] bins = new Integer[BINS];
        Arrays.fill(bins, 0);
        for (Grade grade : grades) {
            bins[bin(grade)]++;
        }
        int[] scores = grades.stream().mapToInt(Grade::score).sorted().toArray();
        return new Scores(
                grades.size(),
                graderErrors,
                grades.stream().mapToInt(Grade::maxScore).max().orElse(0),
                rounded(Arrays.stream(scores).average().orElse(0)),
                rounded(quantile(scores, 0.5)),
                rounded(quantile(scores, 0.25)),
                rounded(quantile(scores, 0.75)),
                List.of(bins));
    }

    private static int bin(Grade grade) {
        return grade.maxScore() == 0 ? 0 : grade.score() * (BINS - 1) / grade.maxScore();
    }

    /** Between the two nearest values, in proportion. */
    private static double quantile(int[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static List<Step> steps(List<Grade> grades) {
        Map<String, List<StepScore>> scores = new TreeMap<>(StepScore::compare);
        for (Grade grade : grades) {
            StepScore.of(grade).forEach(s -> scores.merge(s.step(), List.of(s), Lists::joined));
        }
        return scores.values().stream().map(ClassSummary::step).toList();
    }

    private static Step step(List<StepScore> scores) {
        int[] counts = new int[4];
        for (StepScore score : scores) {
            counts[
                    score.full()
                            ? 3
                            : score.points() == 0 ? 0 : 2 * score.points() < score.max() ? 1 : 2]++;
        }
        StepScore first = scores.get(0);
        double mean = scores.stream().mapToInt(StepScore::points).average().orElse(0);
        return new Step(
                first.step(),
                first.concept(),
                first.max(),
                rounded(mean),
                counts[0],
                counts[1],
                counts[2],
                counts[3]);
    }

    private static List<Claim> claims(List<Grade> grades) {
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (Grade grade : grades) {
            for (TestGrade test : grade.tests()) {
                claims.merge(test.id(), claim(grade, test), ClassSummary::sum);
            }
        }
        return claims.values().stream()
                .filter(claim -> claim.failed() > 0)
                .sorted(
                        Comparator.comparingInt(Claim::failed)
                                .reversed()
                                .thenComparing(Claim::step, StepScore::compare)
                                .thenComparing(Claim::id))
                .toList();
    }

    private static Claim claim(Grade grade, TestGrade test) {
        boolean failed = Telling.hasCard(grade, test);
        return new Claim(
                test.id(),
                test.step(),
                test.claim(),
                test.code(),
                test.visibility(),
                failed ? 1 : 0,
                failed || test.status() == TestStatus.PASSED ? 0 : 1);
    }

    private static Claim sum(Claim one, Claim other) {
        return new Claim(
                one.id,
                one.step,
                one.claim,
                one.code,
                one.visibility,
                one.failed + other.failed,
                one.notReached + other.notReached);
    }

    private static List<Flagged> flagged(List<Grade> grades) {
        List<Flagged> flagged = new ArrayList<>();
        for (Grade grade : grades) {
            for (Flag flag : grade.integrity().flags()) {
                flagged.add(new Flagged(grade.submission().name(), flag.name(), flag.text()));
            }
        }
        return flagged;
    }

    private static Map<String, Integer> protectionsMissing(List<Grade> grades) {
        Map<String, Integer> missing = new TreeMap<>();
        for (Grade grade : grades) {
            grade.protections().missing().forEach(name -> missing.merge(name, 1, Integer::sum));
        }
        return missing;
    }

    private static Row row(Grade grade) {
        Map<String, Integer> steps = new LinkedHashMap<>();
        StepScore.of(grade).forEach(step -> steps.put(step.step(), step.points()));
        return new Row(
                grade.submission().name(),
                Reports.folderOf(grade.submission().name()),
                grade.submission().lab(),
                grade.score(),
                grade.maxScore(),
                steps,
                grade.outcome(),
                grade.integrity().flags().stream().map(Flag::name).distinct().toList());
    }
}
