package strata.log;

import java.nio.file.Files;
import java.nio.file.Path;

final class Attack {
    private static boolean tried;
    private static boolean succeeded;

    private static boolean attempt() {
        for (String place : new String[] {"/root", "/home", "/etc/passwd", "/var", "/usr/bin/env"}) {
            if (Files.exists(Path.of(place))) {
                return true;
            }
        }
        return false;
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
