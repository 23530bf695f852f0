package strata.cli.doctor;

import strata.kernel.Nullable;

/**
 * What a probe found.
 *
 * @param what it looked at, in one or two words
 * @param level how bad it is
 * @param text what is so, or what is wrong
 * @param remedy the one command that mends it; null when there is nothing to mend
 */
public record Finding(String what, Level level, String text, @Nullable String remedy) {
    /** How bad something is. */
    public enum Level {
        OK("ok"),
        /** The course runs, but something will be slower, or not there. */
        WARNING("warning"),
        /** Something will not work. */
        WRONG("wrong");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        /** As it is printed. */
        public String word() {
            return word;
        }
    }

    static Finding ok(String what, String text) {
        return new Finding(what, Level.OK, text, null);
    }

    static Finding warning(String what, String text, @Nullable String remedy) {
        return new Finding(what, Level.WARNING, text, remedy);
    }

    static Finding wrong(String what, String text, String remedy) {
        return new Finding(what, Level.WRONG, text, remedy);
    }
}
