package strata.autograder.rules;

/** Where in a submission something is: a method of a class, and the line that was reached. */
final class Place {
    private final String type;
    private final String method;
    private String file = "";
    private int line;

    /**
     * @param type with slashes
     * @param method as in the class file; empty for the class itself
     */
    Place(String type, String method, String file) {
        this.type = type;
        this.method = method;
        this.file = file;
    }

    void reach(int newLine) {
        line = newLine;
    }

    /** A finding here: what it does, why that is refused, and what to do instead. */
    Finding finding(String does, Advice advice) {
        String at = file + (line > 0 ? ":" + line : "");
        String text =
                subject()
                        + (at.isEmpty() ? " " : " (" + at + ") ")
                        + does
                        + ". "
                        + advice.why()
                        + "; instead: "
                        + advice.instead()
                        + ".";
        return new Finding(file, line, text);
    }

    private String subject() {
        String simple = type.substring(type.lastIndexOf('/') + 1).replace('$', '.');
        if (method.isEmpty()) {
            return "The class " + simple;
        }
        if (method.equals("<init>")) {
            return "The constructor of " + simple;
        }
        if (method.equals("<clinit>")) {
            return "The static initialiser of " + simple;
        }
        if (method.startsWith("lambda$")) {
            String within = method.substring(7, Math.max(7, method.lastIndexOf('$')));
            return simple + "." + within + ", in a lambda,";
        }
        return simple + "." + method;
    }
}
