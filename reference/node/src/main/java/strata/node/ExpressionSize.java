package strata.node;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * How large RE2/J would make an expression: not less than that, and known without making it.
 *
 * @param steps of its program, at most
 * @param depth of groups in each other
 */
record ExpressionSize(long steps, int depth) {
    /** What a class of Unicode stands for in size: its ranges are stored. */
    private static final int UNICODE_CLASS = 10;

    /** Of an expression; of one that is none, anything. */
    static ExpressionSize of(String expression) {
        return new Scan(expression).size();
    }

    private static final class Scan {
        /** Far above every limit, far below overflow. */
        private static final long ENOUGH = 1_000_000_000L;

        private final String expression;
        private final Deque<Group> open = new ArrayDeque<>();
        private int at;
        private int depth;

        /** What a group holds so far: all of it, and the last piece, which may be repeated. */
        private static final class Group {
            private long steps = 3;
            private long last;

            void add(long piece) {
                steps = Math.min(ENOUGH, steps + piece);
                last = piece;
            }

            /** Has the last piece there so many times. */
            void repeat(long times) {
                long repeated = Math.min(ENOUGH, (last + 1) * Math.max(times, 1) + 1);
                steps = Math.min(ENOUGH, steps - last + repeated);
                last = repeated;
            }
        }

        Scan(String expression) {
            this.expression = expression;
            open.push(new Group());
        }

        ExpressionSize size() {
            while (at < expression.length()) {
                next();
            }
            while (open.size() > 1) {
                close();
            }
            return new ExpressionSize(open.element().steps, depth);
        }

        private void next() {
            char c = expression.charAt(at++);
            switch (c) {
                case '(' -> {
                    open.push(new Group());
                    depth = Math.max(depth, open.size() - 1);
                }
                case ')' -> close();
                case '[' -> characterClass();
                case '\\' -> escape();
                case '*', '+', '?' -> open.element().repeat(1);
                case '{' -> repetition();
                case '|' -> open.element().add(2);
                default -> open.element().add(1);
            }
        }

        private void close() {
            if (open.size() > 1) {
                long inner = open.pop().steps;
                open.element().add(inner);
            }
        }

        private void escape() {
            char c = at < expression.length() ? expression.charAt(at++) : '\\';
            if (c == 'Q') {
                int end = expression.indexOf("\\E", at);
                int literals = (end < 0 ? expression.length() : end) - at;
                for (int i = 0; i < literals; i++) {
                    open.element().add(1);
                }
                at = end < 0 ? expression.length() : end + 2;
            } else if (c == 'p' || c == 'P' || c == 'x') {
                open.element().add(c == 'x' ? 1 : UNICODE_CLASS);
                skipName();
            } else {
                open.element().add(1);
            }
        }

        /** One letter, or braces, which are no repetition. */
        private void skipName() {
            int end = expression.startsWith("{", at) ? expression.indexOf('}', at) : at;
            at = end < 0 ? expression.length() : end + 1;
        }

        /** To the bracket that ends it: one that comes first, or is escaped, does not. */
        private void characterClass() {
            long steps = 1;
            if (expression.startsWith("^", at)) {
                at++;
            }
            boolean first = true;
            while (at < expression.length() && (first || expression.charAt(at) != ']')) {
                first = false;
                steps += item();
            }
            at++;
            open.element().add(steps);
        }

        /** One item of a class: a named class, a class by a letter, a character, or a range. */
        private int item() {
            int named = expression.startsWith("[:", at) ? expression.indexOf(":]", at + 2) : -1;
            if (named >= 0) {
                at = named + 2;
            } else if (startsWithOneOf("\\p", "\\P")) {
                at += 2;
                skipName();
                return UNICODE_CLASS;
            } else if (startsWithOneOf("\\d", "\\D", "\\s", "\\S", "\\w", "\\W")) {
                at += 2;
            } else {
                character();
                boolean range = expression.startsWith("-", at) && !expression.startsWith("-]", at);
                if (range) {
                    at++;
                    character(); // whatever it is: a bracket, too
                }
            }
            return 0;
        }

        private boolean startsWithOneOf(String... prefixes) {
            return Arrays.stream(prefixes).anyMatch(prefix -> expression.startsWith(prefix, at));
        }

        private void character() {
            at += expression.startsWith("\\", at) ? 2 : 1;
        }

        /** {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else in braces is itself. */
        private void repetition() {
            int end = expression.indexOf('}', at);
            String inside = end < 0 ? "" : expression.substring(at, end);
            if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
                open.element().add(1);
                return;
            }
            at = end + 1;
            long most = 0;
            for (String number : inside.split(",", -1)) {
                most = Math.max(most, number.isEmpty() ? 0 : Long.parseLong(number));
            }
            // One more, as without an upper end there is a loop behind them.
            open.element().repeat(most + 1);
        }
    }
}
