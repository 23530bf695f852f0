package strata.sim.diagram;

/** Text made harmless for where it is put. */
final class Markup {
    private Markup() {}

    /** For the text of an element or a quoted attribute. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(mayStand(text, i) ? c : '\ufffd');
            }
        }
        return out.toString();
    }

    /** A JSON string, with its quotes, that may stand in a script element. */
    static void json(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                // No end of a script and no beginning of a comment can be spelled without these.
                case '<', '>', '&' -> unicode(out, c);
                default -> {
                    boolean plain = c >= ' ' && c < 0x7f;
                    if (plain || (c > 0x9f && c != 0x2028 && c != 0x2029 && mayStand(text, i))) {
                        out.append(c);
                    } else {
                        unicode(out, c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void unicode(StringBuilder out, char c) {
        String hex = Integer.toHexString(c);
        out.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
    }

    // Half a pair of surrogates has no bytes in UTF-8; most control characters may not stand in
    // HTML.
    private static boolean mayStand(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c >= ' ' || c == '\n' || c == '\t';
    }
}
