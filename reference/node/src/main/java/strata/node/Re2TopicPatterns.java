package strata.node;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import strata.kernel.groups.TopicPatterns;

/**
 * Expressions by RE2/J, as Kafka's coordinators have them (KIP-848). It matches in time linear in
 * the name, at worst its number of steps for each character; what it takes to store an expression
 * is bounded here, as RE2/J itself bounds one repetition but not repetitions of repetitions.
 */
final class Re2TopicPatterns implements TopicPatterns {
    /** Characters; a topic's name has at most 249. */
    static final int MAX_LENGTH = 1_000;

    /** Steps, some 100 bytes each; some 10 ns a character of a name at worst. */
    static final int MAX_STEPS = 2_000;

    /** One in another; RE2/J descends into them. */
    static final int MAX_DEPTH = 50;

    @Override
    public TopicPattern compile(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw new InvalidPatternException("longer than " + MAX_LENGTH + " characters");
        }
        ExpressionSize size = ExpressionSize.of(expression);
        if (size.depth() > MAX_DEPTH) {
            throw new InvalidPatternException("more than " + MAX_DEPTH + " groups in each other");
        }
        if (size.steps() > MAX_STEPS) {
            throw new InvalidPatternException("repeats more than " + MAX_STEPS + " steps");
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            return topic -> pattern.matcher(topic).matches();
        } catch (PatternSyntaxException e) {
            throw new InvalidPatternException(e.getDescription());
        }
    }
}
