package strata.lessons.run;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import strata.lessons.Lesson;

/**
 * What the code under test prints: kept for the card of its test, and kept away from the report.
 * Only so much of it is kept; the rest is dropped, however much it is.
 */
public final class Printed {
    private static final int BYTES_MAX = 16 << 10;

    private static final Printed NOW = new Printed();

    private final byte[] kept = new byte[BYTES_MAX];
    private int size;
    private long dropped;
    // Where the case at hand began to print, and what was dropped by then; -1 outside of a case.
    private int caseStart = -1;
    private long droppedBefore;

    private Printed() {
        Lesson.onCases(this::nextCase);
    }

    /** From now on what goes to standard output and standard error is caught. */
    public static void capture() {
        PrintStream stream = new PrintStream(NOW.new Sink(), true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    /** The lines since the last call; empty when nothing is caught. */
    static List<String> take() {
        return NOW.lines();
    }

    private synchronized List<String> lines() {
        String text = new String(kept, 0, size, StandardCharsets.UTF_8);
        if (dropped > 0) {
            text = text.stripTrailing() + "\n(and " + dropped + " bytes more)";
        }
        size = 0;
        dropped = 0;
        caseStart = -1;
        return text.lines().toList();
    }

    /** A case begins, or none: what the one before printed is forgotten, as it has passed. */
    private synchronized void nextCase(boolean begins) {
        if (caseStart >= 0) {
            size = caseStart;
            dropped = droppedBefore;
        }
        caseStart = begins ? size : -1;
        droppedBefore = dropped;
    }

    private synchronized void add(byte[] bytes, int from, int count) {
        int fitting = Math.min(count, kept.length - size);
        System.arraycopy(bytes, from, kept, size, fitting);
        size += fitting;
        dropped += count - fitting;
    }

    private final class Sink extends OutputStream {
        @Override
        public void write(int one) {
            add(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            add(bytes, from, count);
        }
    }
}
