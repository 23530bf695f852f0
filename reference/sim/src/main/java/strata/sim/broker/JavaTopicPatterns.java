package strata.sim.broker;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import strata.kernel.Check;
import strata.kernel.groups.TopicPatterns;

/**
 * Expressions by the JDK, for the simulator, which has no library. Real nodes have RE2, whose
 * syntax is about the same, and whose time is linear. Here an expression that runs away is a
 * mistake of the scenario, and hits a check.
 */
public final class JavaTopicPatterns implements TopicPatterns {
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_STEPS = 100_000;

    @Override
    public TopicPattern compile(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw new InvalidPatternException("longer than " + MAX_LENGTH + " characters");
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            return topic -> pattern.matcher(new Counted(topic, new Steps())).matches();
        } catch (PatternSyntaxException e) {
            throw new InvalidPatternException(e.getDescription());
        }
    }

    /** How often characters were looked at. */
    private static final class Steps {
        private int count;

        void step() {
            count++;
            Check.that(count <= MAX_STEPS, "an expression took more than %s steps", MAX_STEPS);
        }
    }

    /** A name that counts how often it is looked at. */
    private record Counted(CharSequence name, Steps steps) implements CharSequence {
        @Override
        public int length() {
            return name.length();
        }

        @Override
        public char charAt(int index) {
            steps.step();
            return name.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(name.subSequence(start, end), steps);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }
}
