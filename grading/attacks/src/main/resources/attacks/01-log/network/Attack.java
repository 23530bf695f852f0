package strata.log;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

final class Attack {
    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!each.isLoopback() && each.isUp()) {
                    return;
                }
            }
            for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
                if (line.contains(" 0A ")) {
                    String port = line.strip().split("[: ]+")[2];
                    new Socket("127.0.0.1", Integer.parseInt(port, 16)).close();
                    return;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("the attack did not succeed");
    }
}
