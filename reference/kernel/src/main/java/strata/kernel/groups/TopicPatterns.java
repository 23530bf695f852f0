package strata.kernel.groups;

/**
 * Compiles regular expressions over the names of topics (KIP-848; RE2's syntax). Matching takes
 * time linear in the name, whatever the expression.
 */
public interface TopicPatterns {
    /** Compiles nothing. */
    TopicPatterns UNSUPPORTED =
            expression -> {
                throw new InvalidPatternException("no expressions are supported");
            };

    /**
     * Compiles an expression.
     *
     * @throws InvalidPatternException when it is none, or too large
     */
    TopicPattern compile(String expression);

    /** A compiled expression. */
    interface TopicPattern {
        /** Whether it matches a whole name. */
        boolean matches(String topic);
    }

    /** An expression that is none. */
    final class InvalidPatternException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /**
         * @param message what is wrong with it, for the client
         */
        public InvalidPatternException(String message) {
            super(message);
        }
    }
}
