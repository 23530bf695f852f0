package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.kernel.groups.TopicPatterns.InvalidPatternException;

class Re2TopicPatternsTest {
    private final Re2TopicPatterns patterns = new Re2TopicPatterns();

    @Test
    void anExpressionMatchesWholeNames() {
        assertThat(patterns.compile("orders").matches("orders")).isTrue();
        assertThat(patterns.compile("orders").matches("orders-2")).isFalse();
        assertThat(patterns.compile("orders").matches("my-orders")).isFalse();
        assertThat(patterns.compile("a|ab").matches("ab")).isTrue();
        assertThat(patterns.compile("").matches("a")).isFalse();
        assertThat(patterns.compile("(?i)orders-[0-9]{2,4}").matches("ORDERS-123")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a|aa)+$",
                "(a|a?)+$",
                "(.*a){11}",
                "((((((a+)+)+)+)+)+)+$",
                "((a{1,5}){1,5}){1,5}$",
                "(.*)*(.*)*(.*)*b"
            })
    void whatMakesOthersRunAwayIsAnsweredInStepsLinearInTheName(String expression) {
        String name = "a".repeat(248) + "!";

        assertThat(patterns.compile(expression).matches(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "((((a{1,9}){1,9}){1,9}){1,9}){1,9}",
                "(a{1000}[(]b){1000}",
                "(a{1000}\\(b){1000}",
                "(a{1000}[[:alpha:](]b){1000}",
                "(a{1000}[]()]b){1000}",
                "(?:\\Qab\\E{900}){900}"
            })
    void anExpressionThatWouldGrowIsRefusedBeforeItIsMade(String expression) {
        assertThatThrownBy(() -> patterns.compile(expression))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("repeats more than 2000 steps");
    }

    @Test
    void aLongExpressionIsRefused() {
        assertThat(patterns.compile("a".repeat(1_000)).matches("a".repeat(1_000))).isTrue();

        assertThatThrownBy(() -> patterns.compile("a".repeat(1_001)))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("longer than 1000 characters");
    }

    @Test
    void aDeepExpressionIsRefused() {
        String deep = "(".repeat(51) + "a" + ")".repeat(51);

        assertThatThrownBy(() -> patterns.compile(deep))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("more than 50 groups in each other");
    }

    @Test
    void whatIsNoExpressionIsRefusedWithTheReason() {
        assertThatThrownBy(() -> patterns.compile("foo[bar"))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("missing closing ]");
        assertThatThrownBy(() -> patterns.compile("(foo"))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("missing closing )");
        assertThatThrownBy(() -> patterns.compile("(a)\\1"))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessage("invalid escape sequence");
    }

    @Test
    void noExpressionIsLargerThanItWasTakenFor() {
        String[] pieces = {
            "a",
            "b",
            ".",
            "(",
            ")",
            "(?:",
            "(?i)",
            "(?P<n>",
            "[",
            "]",
            "[^",
            "[:alpha:]",
            "[:",
            "\\",
            "\\d",
            "\\pL",
            "\\p{Greek}",
            "\\PN",
            "\\x41",
            "\\x{10FF}",
            "\\Q",
            "\\E",
            "*",
            "+",
            "?",
            "*?",
            "{2}",
            "{3,}",
            "{0,4}",
            "{7,9}",
            "{0}",
            "{,2}",
            "{x}",
            "|",
            "^",
            "$",
            "-",
            "\\b"
        };
        int compiled = 0;
        for (int seed = 0; seed < 200_000; seed++) {
            Random random = new Random(seed);
            StringBuilder made = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                made.append(pieces[random.nextInt(pieces.length)]);
            }
            String expression = made.toString();
            long steps = ExpressionSize.of(expression).steps();
            if (steps > 100_000) {
                continue;
            }
            try {
                int size = Pattern.compile(expression).programSize();
                compiled++;
                assertThat((long) size).as("%s", expression).isLessThanOrEqualTo(steps);
            } catch (PatternSyntaxException e) {
                // no expression
            }
        }
        assertThat(compiled).isGreaterThan(20_000);
    }
}
