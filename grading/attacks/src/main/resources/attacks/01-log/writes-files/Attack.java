package strata.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class Attack {
    private static String classes() {
        String classes = System.getProperty("java.class.path");
        return classes.substring(0, classes.indexOf("/lib/") + 4);
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        boolean wrote = false;
        for (String place : new String[] {"/", "/dev", "/dev/shm", "/var/tmp", "/home", classes()}) {
            try {
                Files.writeString(Path.of(place, "strata-attack-escaped"), "x");
                wrote = true;
            } catch (IOException e) {
                // The next one, perhaps.
            }
        }
        if (!wrote) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
