package strata.autograder.supervise;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Signs the lines of one run with a key that only the runner and its supervisor know, and numbers
 * them: a line that somebody else wrote, or that comes again, is told from ours (HMAC, RFC 2104).
 */
final class Seal {
    private static final int BLOCK_BYTES = 64;

    private final byte[] inner = new byte[BLOCK_BYTES];
    private final byte[] outer = new byte[BLOCK_BYTES];
    private long next;

    /**
     * @param key at most 64 bytes
     */
    Seal(byte[] key) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            inner[i] = (byte) (block[i] ^ 0x36);
            outer[i] = (byte) (block[i] ^ 0x5c);
        }
    }

    /** The text as the next line of the run. */
    synchronized String seal(String text) {
        String numbered = next++ + " " + text;
        return mac(numbered) + " " + numbered;
    }

    /** The text of the next line of the run; empty when this is not that line. */
    synchronized String open(String line) {
        int space = line.indexOf(' ');
        if (space < 0) {
            return "";
        }
        String numbered = line.substring(space + 1);
        String start = next + " ";
        boolean ours =
                numbered.startsWith(start)
                        && MessageDigest.isEqual(
                                mac(numbered).getBytes(StandardCharsets.US_ASCII),
                                line.substring(0, space).getBytes(StandardCharsets.UTF_8));
        if (!ours) {
            return "";
        }
        next++;
        return numbered.substring(start.length());
    }

    private String mac(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(inner);
            byte[] first = sha.digest(text.getBytes(StandardCharsets.UTF_8));
            sha.update(outer);
            return HexFormat.of().formatHex(sha.digest(first));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
