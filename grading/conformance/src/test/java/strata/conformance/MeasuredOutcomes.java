package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What comes of bad inputs, beside what was measured on Apache Kafka: compared, or, when a run is
 * to record, written down.
 */
final class MeasuredOutcomes {
    private final String table;
    private final String divergences;
    private final Map<String, String> measured = new LinkedHashMap<>();

    /**
     * @param table what Apache Kafka did, by the inputs' names
     * @param divergences where Strata means to differ, and how
     */
    MeasuredOutcomes(String table, String divergences) {
        this.table = table;
        this.divergences = divergences;
    }

    /** A test for each input; it is given the input and the outcome that is expected. */
    Stream<DynamicTest> tests(Collection<BadInput> inputs, BiConsumer<BadInput, String> check) {
        Map<String, String> expected = new LinkedHashMap<>(WrittenDown.table(table));
        if (!Broker.isOracle()) {
            expected.putAll(WrittenDown.table(divergences));
        }
        return inputs.stream()
                .map(
                        input ->
                                DynamicTest.dynamicTest(
                                        input.name(),
                                        () ->
                                                check.accept(
                                                        input,
                                                        expected.getOrDefault(
                                                                input.name(),
                                                                "not measured yet"))));
    }

    /** Sends an input to a broker; what comes is as expected, unless this run records. */
    String outcomeOf(int port, BadInput input, String expected) {
        String outcome = Outcome.of(port, input);

        measured.put(input.name(), outcome);
        if (!WrittenDown.isRecording()) {
            assertThat(outcome).isEqualTo(expected);
        }
        return outcome;
    }

    /** At the end: writes down what was seen, if this run records. */
    void keep() {
        if (WrittenDown.isRecording()) {
            WrittenDown.record(table, measured);
        }
    }
}
