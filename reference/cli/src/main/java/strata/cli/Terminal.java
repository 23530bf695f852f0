package strata.cli;

import java.io.Console;
import java.util.Locale;

/** What is on the other end of our output. */
final class Terminal {
    private Terminal() {}

    /** Whether a person looks at a terminal; with output to a file or a pipe nobody does. */
    @SuppressWarnings("SystemConsoleNull") // Null before JDK 22 only; both are dealt with here.
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console without a terminal, too; it knows which.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true;
        }
    }

    /** Asks a person for a yes; where nobody sits at a terminal, the answer is no. */
    @SuppressWarnings("SystemConsoleNull") // As above.
    static boolean confirms(String question) {
        Console console = System.console();
        if (console == null || !isInteractive()) {
            return false;
        }
        String answer = console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
