package strata.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.lessons.Lesson;
import strata.lessons.run.Suite;
import strata.lessons.run.SuiteRequest;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;

/** The suite as a whole: the reference passes it under any salt. */
final class HiddenSuiteTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "spring 2026", "∑"})
    void theReferencePassesUnderAnySalt(String salt) {
        assertPassed(run(salt));
    }

    @Test
    @Tag("long")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void theReferencePassesUnderManySalts() {
        // A new suite is run a thousand times once: one flake would be somebody's lost points.
        int salts = Integer.getInteger("strata.hidden.salts", 50);
        for (int i = 0; i < salts; i++) {
            assertPassed(run("salt " + i));
        }
    }

    @Test
    void theSaltAndNothingElseDecidesWhatIsDrawn() {
        Map<String, List<String>> first = stepsTold("one");
        Map<String, List<String>> again = stepsTold("one");
        Map<String, List<String>> other = stepsTold("two");

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    /** What each test told: it has sizes, counts and numbers of crashes in it. */
    private static Map<String, List<String>> stepsTold(String salt) {
        Map<String, List<String>> told = new TreeMap<>();
        for (TestOutcome outcome : run(salt)) {
            String id = outcome.test().id();
            told.put(id, Objects.requireNonNull(Lesson.lastOf(id)).steps());
        }
        return told;
    }

    private static void assertPassed(List<TestOutcome> outcomes) {
        assertThat(outcomes).isNotEmpty();
        assertThat(outcomes)
                .allSatisfy(
                        outcome ->
                                assertThat(outcome.verdict())
                                        .as("%s: %s", outcome.test().id(), outcome.card())
                                        .isEqualTo(Verdict.PASSED));
    }

    private static List<TestOutcome> run(String salt) {
        return Suite.run(
                new SuiteRequest(
                        List.of(rootOf(CoordinatedGroupsLayer.class)),
                        List.of(rootOf(HiddenTestShard.class)),
                        List.of(),
                        salt,
                        1L,
                        Duration.ofMinutes(2),
                        "layers: groups=reference"),
                event -> {});
    }

    private static Path rootOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
