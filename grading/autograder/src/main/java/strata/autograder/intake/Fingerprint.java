package strata.autograder.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over pieces; where one ends and the next begins counts too. */
public final class Fingerprint {
    private final MessageDigest digest;

    /** Of nothing yet. */
    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds a piece. */
    public Fingerprint add(byte[] piece) {
        digest.update(ByteBuffer.allocate(4).putInt(piece.length).flip());
        digest.update(piece);
        return this;
    }

    /** Adds a text. */
    public Fingerprint add(String piece) {
        return add(piece.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash in hexadecimal digits; ends it. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
