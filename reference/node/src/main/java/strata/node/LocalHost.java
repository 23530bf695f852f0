package strata.node;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** This machine's name. */
final class LocalHost {
    private LocalHost() {}

    /** The name, if the machine itself can resolve it, else {@code localhost}. */
    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
