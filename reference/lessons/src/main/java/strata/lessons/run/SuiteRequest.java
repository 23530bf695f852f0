package strata.lessons.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which tests to run on what.
 *
 * @param layerRoots folders or jars with the classes of the layers under test
 * @param testRoots folders or jars with the tests; those annotated {@code @Step} are found in them
 * @param only a lab ({@code 1}), a step ({@code 1.3}) test ids or names of test classes; empty for
 *     all
 * @param salt of the course; empty for visible tests
 * @param seed for what tests draw at random
 * @param limit how long one test may take; zero for as long as it likes (under a debugger)
 * @param layers what it runs on, for the cards: {@code layers: log=labs}
 * @param timeoutsMax after how many tests that took too long the rest is left out; zero for never
 * @param sources of the tests
 */
public record SuiteRequest(
        List<Path> layerRoots,
        List<Path> testRoots,
        List<String> only,
        String salt,
        long seed,
        Duration limit,
        String layers,
        int timeoutsMax,
        TestSources sources) {

    /** Every test of the course is run, however many take too long. */
    public SuiteRequest(
            List<Path> layerRoots,
            List<Path> testRoots,
            List<String> only,
            String salt,
            long seed,
            Duration limit,
            String layers) {
        this(layerRoots, testRoots, only, salt, seed, limit, layers, 0, TestSources.NONE);
    }
}
