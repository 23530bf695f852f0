package strata.sim.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import strata.kernel.Check;
import strata.kernel.groups.TopicPatterns.InvalidPatternException;

class JavaTopicPatternsTest {
    private final JavaTopicPatterns patterns = new JavaTopicPatterns();

    @Test
    void anExpressionMatchesWholeNames() {
        assertThat(patterns.compile("orders-.*").matches("orders-2")).isTrue();
        assertThat(patterns.compile("orders").matches("orders-2")).isFalse();
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        assertThatThrownBy(() -> patterns.compile("foo[bar"))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("Unclosed character class");
        assertThatThrownBy(() -> patterns.compile("a".repeat(1_001)))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("longer than 1000 characters");
    }

    @Test
    void anExpressionThatRunsAwayHitsACheckInsteadOfHanging() {
        String name = "a".repeat(248) + "!";

        assertThatThrownBy(() -> patterns.compile("(.*)(.*)(.*)(.*)b").matches(name))
                .isInstanceOf(Check.CheckFailed.class);
    }
}
