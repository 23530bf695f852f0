package strata.similarity;

import com.fasterxml.jackson.databind.json.JsonMapper;
import de.jplag.JPlag;
import de.jplag.JPlagComparison;
import de.jplag.JPlagResult;
import de.jplag.Submission;
import de.jplag.clustering.ClusteringOptions;
import de.jplag.exceptions.ExitException;
import de.jplag.java.JavaLanguage;
import de.jplag.options.JPlagOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * {@code Main SUBMISSIONS BASE RESULT [PAIRS]}: compares the folders in SUBMISSIONS, each of them
 * one submission, leaving out what also stands in BASE, and writes the PAIRS most alike (100) to
 * RESULT as JSON.
 */
public final class Main {
    private static final int PAIRS = 100;

    /** Pairs below have so little in common that nobody needs to see them. */
    private static final double LEAST_ALIKE = 0.2;

    private Main() {}

    /** Runs the comparison; a fault ends the JVM with its text and exit code 1. */
    public static void main(String[] args) throws IOException, ExitException {
        if (args.length != 3 && args.length != 4) {
            System.err.println("usage: SUBMISSIONS BASE RESULT [PAIRS]");
            System.exit(2);
        }
        int pairs = args.length == 4 ? Integer.parseInt(args[3]) : PAIRS;
        Comparison comparison = compare(Path.of(args[0]), Path.of(args[1]), pairs);
        Files.writeString(Path.of(args[2]), new JsonMapper().writeValueAsString(comparison));
    }

    /** The comparison of the folders in {@code submissions}. */
    static Comparison compare(Path submissions, Path base, int pairs) throws ExitException {
        File root = submissions.toFile();
        // Its clusters are a page of its own viewer; the pairs are what we show.
        JPlagOptions options =
                new JPlagOptions(new JavaLanguage(), Set.of(root), Set.of())
                        .withBaseCodeSubmissionDirectory(base.toFile())
                        .withClusteringOptions(new ClusteringOptions().withEnabled(false));
        JPlagResult result = JPlag.run(options);
        List<Comparison.Pair> alike =
                result.getAllComparisons().stream()
                        .map(Main::pair)
                        .filter(pair -> pair.maximum() >= LEAST_ALIKE)
                        .sorted(
                                Comparator.comparingDouble(Comparison.Pair::average)
                                        .reversed()
                                        .thenComparing(Comparison.Pair::first)
                                        .thenComparing(Comparison.Pair::second))
                        .limit(pairs)
                        .toList();
        List<String> unreadable =
                result.getSubmissions().getInvalidSubmissions().stream()
                        .map(Submission::getName)
                        .sorted()
                        .toList();
        return new Comparison(result.getNumberOfSubmissions(), unreadable, alike);
    }

    private static Comparison.Pair pair(JPlagComparison comparison) {
        String one = comparison.firstSubmission().getName();
        String other = comparison.secondSubmission().getName();
        boolean ordered = one.compareTo(other) <= 0;
        return new Comparison.Pair(
                ordered ? one : other,
                ordered ? other : one,
                rounded(comparison.similarity()),
                rounded(comparison.maximalSimilarity()),
                comparison.getNumberOfMatchedTokens());
    }

    private static double rounded(double share) {
        return Math.round(share * 1000) / 1000.0;
    }
}
