package strata.autograder.intake;

/** Which names an archive may give its files. */
final class ZipNames {
    private static final int CHARS_MAX = 1_000;

    private ZipNames() {}

    /** Refuses a name that points out of the folder in which the archive is unpacked. */
    static void check(String name) throws Refused {
        if (name.startsWith("/")
                || name.startsWith("\\")
                || (name.length() > 1 && name.charAt(1) == ':')) {
            throw new Refused(
                    "absolute-path",
                    "The zip holds the absolute path "
                            + quoted(name)
                            + "; paths begin at labs/. Make it with strata submit.");
        }
        for (String part : name.replace('\\', '/').split("/", -1)) {
            if (part.equals("..")) {
                throw new Refused(
                        "path-escape",
                        "The zip holds "
                                + quoted(name)
                                + ", which points out of its folder. Nothing of it was unpacked.");
            }
        }
        if (name.length() > CHARS_MAX || name.chars().anyMatch(c -> c < ' ' || c == 0xFFFD)) {
            throw new Refused(
                    "strange-name",
                    "The zip holds a name that is no name of a source: " + quoted(name) + ".");
        }
    }

    /** A name as it may stand in a message: short, and without control characters. */
    static String quoted(String name) {
        String shown = name.length() <= 120 ? name : name.substring(0, 117) + "...";
        StringBuilder plain = new StringBuilder();
        shown.chars().forEach(c -> plain.append(c < ' ' || c == 127 ? '?' : (char) c));
        return "'" + plain + "'";
    }
}
