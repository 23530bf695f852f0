package strata.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

final class Attack {
    private static String place() {
        String classes = System.getProperty("java.class.path");
        String library = classes.substring(0, classes.indexOf("/lib/"));
        return library + "/tests/hidden";
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        try (Stream<Path> all = Files.walk(Path.of(place()))) {
            if (all.anyMatch(each -> each.toString().contains("Hidden"))) {
                return;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("the attack did not succeed");
    }
}
