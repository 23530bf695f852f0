package strata.cli.inspect;

import java.io.PrintWriter;

/** Where lines go: gathered into large portions, and no further than somebody reads. */
final class Output {
    private static final int PORTION_CHARS = 32 * 1024;

    /** Whoever read our output has left, as {@code | head} does. Ends the work, quietly. */
    static final class ReaderGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReaderGone() {
            super("nobody reads on", null, false, false);
        }
    }

    private final PrintWriter out;
    private final ScanProgress progress;
    private final StringBuilder portion = new StringBuilder();

    Output(PrintWriter out, ScanProgress progress) {
        this.out = out;
        this.progress = progress;
    }

    /** Writes a line. */
    void line(String text) {
        portion.append(text).append(System.lineSeparator());
        if (portion.length() >= PORTION_CHARS) {
            flush();
        }
    }

    /**
     * Sends what was gathered.
     *
     * @throws ReaderGone when nobody reads it
     */
    void flush() {
        if (portion.length() > 0) {
            progress.clear();
            out.print(portion);
            portion.setLength(0);
        }
        if (out.checkError()) {
            throw new ReaderGone();
        }
    }
}
