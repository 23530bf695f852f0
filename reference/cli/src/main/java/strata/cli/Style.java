package strata.cli;

/** How a word looks on a terminal; elsewhere it is plain. */
public enum Style {
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    CYAN("36");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text in this style, if styles are wanted. */
    public String of(String text, boolean styled) {
        return styled && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Whether our output goes to a terminal that may be coloured. */
    static boolean wanted() {
        String noColor = System.getenv("NO_COLOR");
        return (noColor == null || noColor.isEmpty())
                && !"dumb".equals(System.getenv("TERM"))
                && isOnTerminal();
    }

    /** The launcher says how wide the terminal of our output is; empty: it is none. */
    private static boolean isOnTerminal() {
        String columns = System.getProperty("strata.columns");
        return columns == null ? Terminal.isInteractive() : !columns.isEmpty();
    }
}
