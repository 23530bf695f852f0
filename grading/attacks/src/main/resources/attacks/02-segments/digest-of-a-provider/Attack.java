package strata.segments;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;

final class Attack {
    private static final class Own extends Provider {
        private static final long serialVersionUID = 1L;

        Own() {
            super("Own", "1", "none");
        }
    }

    private Attack() {}

    static void go() {
        try {
            MessageDigest.getInstance("SHA-256", new Own());
        } catch (NoSuchAlgorithmException e) {
            return;
        }
    }
}
