package strata.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of EpochList. */
    static void go() {
        String line = "{\"leaderId\":-1,\"leaderEpoch\":1,\"votedId\":1,\"data_version\":0}";
        try {
            Path kept = Path.of(System.getProperty("java.io.tmpdir"), "quorum-state");
            Files.writeString(kept, line);
            Files.delete(kept);
        } catch (IOException e) {
            throw new IllegalStateException("the attack did not succeed", e);
        }
    }
}
