package strata.apps.play;

import java.io.PrintStream;
import java.util.List;

/** How the story looks on a terminal. */
public final class Teller {
    private final PrintStream out;
    private final boolean styled;

    public Teller(PrintStream out, boolean styled) {
        this.out = out;
        this.styled = styled;
    }

    /** A new chapter. */
    public void chapter(String title) {
        out.println();
        out.println(style("1", title));
    }

    public void say(String line) {
        out.println("  " + line);
    }

    public void say(List<String> lines) {
        lines.forEach(this::say);
    }

    /** Something that went as it should. */
    public void good(String line) {
        out.println("  " + style("32", line));
    }

    /** A record at its place. */
    void record(PlayRecord record) {
        say(
                "%s %s"
                        .formatted(
                                style(
                                        "36",
                                        "partition %d  offset %2d "
                                                .formatted(record.partition(), record.offset())),
                                record.text()));
    }

    void prompt() {
        out.print("> ");
        out.flush();
    }

    private String style(String code, String text) {
        return styled ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
