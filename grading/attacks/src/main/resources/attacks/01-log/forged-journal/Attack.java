package strata.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class Attack {
    private static boolean tried;
    private static boolean succeeded;

    private static boolean attempt() {
        String line = "{\"type\":\"test\",\"id\":\"VarintsTest\",\"status\":\"passed\",\"points\":100}";
        boolean wrote = false;
        for (String place : new String[] {"/journal.jsonl", "/proc/1/fd/3", "/dev/journal.jsonl"}) {
            try {
                Files.writeString(Path.of(place), line);
                wrote = true;
            } catch (IOException e) {
                // The next one, perhaps.
            }
        }
        return wrote;
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        if (!tried) {
            tried = true;
            succeeded = attempt();
        }
        if (!succeeded) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
