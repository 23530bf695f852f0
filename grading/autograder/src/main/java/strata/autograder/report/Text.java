package strata.autograder.report;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes text safe for where it goes. */
final class Text {
    private Text() {}

    /** For HTML text and for attributes in quotes. */
    static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return printable(out.toString());
    }

    /**
     * With U+FFFD for every character that XML 1.0 cannot hold and for halves of surrogate pairs:
     * such a character ends the reading of a whole file.
     */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isXml(c) ? c : 0xFFFD));
        return out.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= 0x20 && c <= 0x7E)
                || (c >= 0xA0 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    /** A name of a file as one segment of a relative address, safe in an attribute too. */
    static String url(String name) {
        StringBuilder url = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = "-._~".indexOf(c) >= 0 || (c < 0x80 && Character.isLetterOrDigit(c));
            url.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return url.toString();
    }

    /** For an XML attribute: there a line end has to be written as a number to survive. */
    static String xmlAttribute(String text) {
        return html(text).replace("\n", "&#10;").replace("\t", "&#9;");
    }

    /** As a CDATA section; where the text would end it, it is cut in two. */
    static String cdata(String text) {
        return "<![CDATA[" + printable(text).replace("]]>", "]]]]><![CDATA[>") + "]]>";
    }

    /**
     * A field of RFC 4180. One that a spreadsheet would take for a formula gets an apostrophe,
     * which makes it text there.
     */
    static String csv(String field) {
        String safe = field;
        if (!field.isEmpty() && "=+-@\t\r\n".indexOf(field.charAt(0)) >= 0) {
            safe = "'" + field;
        }
        boolean quoted = safe.chars().anyMatch(c -> ",\"\r\n;\t'".indexOf(c) >= 0);
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
