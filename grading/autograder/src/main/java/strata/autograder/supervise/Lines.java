package strata.autograder.supervise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import strata.kernel.Nullable;
import strata.lessons.run.TestOutcome;

/** What the runner and its supervisor tell each other, as lines of JSON. */
final class Lines {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Lines() {}

    /**
     * What to run. The key comes first and is read before any class of a submission is loaded.
     *
     * @param key of the {@link Seal}, in hexadecimal digits
     * @param suites to run, one after the other
     * @param layerRoots with the classes under test
     * @param seed of the run
     * @param layers for the cards
     * @param last whether to leave the JVM by the orderly way (to make its archive)
     */
    record Request(
            String key,
            java.util.List<Part> suites,
            java.util.List<String> layerRoots,
            long seed,
            String layers,
            boolean last) {}

    /**
     * A suite.
     *
     * @param testRoot with its tests
     * @param salt of the course; empty for visible tests
     * @param only ids of tests
     */
    record Part(String testRoot, String salt, java.util.List<String> only) {}

    /**
     * What the runner says.
     *
     * @param type {@code started}, {@code finished}, {@code fault} or {@code end}
     * @param id of the test that started, or what went wrong
     * @param outcome of the test that finished
     */
    record Said(String type, String id, @Nullable TestOutcome outcome) {}

    static String write(Object line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records are JSON", e);
        }
    }

    /** Reads a line; null when it is none of that type. */
    static <T> @Nullable T read(String line, Class<T> type) {
        try {
            return JSON.readValue(line, type);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
