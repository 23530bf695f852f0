package strata.skeleton;

/** The statement that a hole throws, in the format of the house. */
final class Todos {
    private static final int COLUMNS_MAX = 100;
    private static final int CONTINUATION_COLUMNS = 8;

    private Todos() {}

    /**
     * The statement, without the indent of its first line.
     *
     * @param column where it begins
     */
    static String statement(Marker marker, int column) {
        String step = '"' + marker.step() + '"';
        String text = '"' + escape(marker.text()) + '"';
        String call = "throw Todo.step(";
        String oneLine = call + step + ", " + text + ");";
        if (column + oneLine.length() <= COLUMNS_MAX) {
            return oneLine;
        }
        String indent = " ".repeat(column + CONTINUATION_COLUMNS);
        String arguments = indent + step + ", " + text + ");";
        if (arguments.length() <= COLUMNS_MAX) {
            return call + "\n" + arguments;
        }
        return call + "\n" + indent + step + ",\n" + lastArgument(indent, text);
    }

    /** The text on a line of its own, or in two where it must be; a marker is not longer. */
    private static String lastArgument(String indent, String text) {
        String line = indent + text + ");";
        if (line.length() <= COLUMNS_MAX) {
            return line;
        }
        int space = text.lastIndexOf(' ', COLUMNS_MAX - indent.length() - 1);
        return indent
                + text.substring(0, space)
                + "\"\n"
                + indent
                + " ".repeat(CONTINUATION_COLUMNS)
                + "+ \""
                + text.substring(space)
                + ");";
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
