package strata.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        try (FileOutputStream channel = new FileOutputStream(FileDescriptor.out)) {
            String key = "0".repeat(64);
            channel.write((key + " 1 {\"type\":\"end\"}\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
