package strata.lessons.run;

import java.time.Duration;
import java.util.Locale;

/** Small things in words. */
final class Texts {
    private static final int MESSAGE_MAX = 2_000;

    private Texts() {}

    /** An exception in a line or a few: its type without the package, and what it says. */
    static String of(Throwable thrown) {
        String message;
        try {
            message = thrown.getMessage();
        } catch (RuntimeException broken) {
            // The message of an exception of the code under test is code under test.
            message = "(its message could not be told)";
        }
        if (thrown.getClass() == AssertionError.class && message != null) {
            return cut(message.strip());
        }
        String type = thrown.getClass().getSimpleName();
        return message == null || message.isBlank() ? type : type + ": " + cut(message.strip());
    }

    /** A time, as {@code 10 s} or {@code 0.5 s}. */
    static String seconds(Duration time) {
        long ms = time.toMillis();
        return ms % 1_000 == 0
                ? ms / 1_000 + " s"
                : String.format(Locale.ROOT, "%.1f s", ms / 1_000.0);
    }

    /** A number of things: {@code 1 test}, {@code 3 tests}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** A text that a card can hold: what is compared may have any size. */
    static String cut(String text) {
        return text.length() <= MESSAGE_MAX ? text : text.substring(0, MESSAGE_MAX) + " …";
    }
}
