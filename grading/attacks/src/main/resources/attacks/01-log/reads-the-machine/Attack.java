package strata.log;

import java.nio.file.Files;
import java.nio.file.Path;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        for (String place : new String[] {"/root", "/home", "/etc/passwd", "/var", "/usr/bin"}) {
            if (Files.exists(Path.of(place))) {
                return;
            }
        }
        throw new IllegalStateException("the attack did not succeed");
    }
}
