package strata.autograder.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * One HTML page that needs nothing but itself. Its policy lets it load nothing and run no script
 * but its own: what a submission smuggled into a message would stay text even if an escape were
 * forgotten.
 */
final class Page {
    private static final String STYLE = resource("report.css");

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private final String mainClass;

    Page(String title, String mainClass) {
        this.title = title;
        this.mainClass = mainClass;
    }

    /** Adds markup, as it is. */
    Page add(String markup) {
        body.append(markup).append('\n');
        return this;
    }

    /** Adds an element with text in it. */
    Page add(String element, String text) {
        int space = element.indexOf(' ');
        String name = space < 0 ? element : element.substring(0, space);
        return add("<" + element + ">" + Text.html(text) + "</" + name + ">");
    }

    /** Adds a list of texts. */
    Page list(List<String> items) {
        add("<ul>");
        items.forEach(item -> add("li", item));
        return add("</ul>");
    }

    /** Adds an area with the text as it stands, which a keyboard can scroll. */
    Page preformatted(String label, String style, String text) {
        return add(
                "<pre tabindex=\"0\" role=\"region\" aria-label=\""
                        + Text.html(label)
                        + "\""
                        + (style.isEmpty() ? "" : " class=\"" + style + "\"")
                        + ">"
                        + Text.html(text)
                        + "</pre>");
    }

    /** A bar that is filled as far as part is of whole; the same stands beside it as text. */
    static String bar(int part, int whole) {
        double percent = whole == 0 ? 0 : 100.0 * part / whole;
        return "<span class=\"bar"
                + (whole > 0 && part == whole ? " full" : "")
                + "\" aria-hidden=\"true\"><span style=\"width:"
                + String.format(Locale.ROOT, "%.1f", percent)
                + "%\"></span></span>";
    }

    /** {@code 1 test}, {@code 2 tests}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** The page, with this script (a file beside this class) or none. */
    String html(String scriptFile, String footer) {
        String script = scriptFile.isEmpty() ? "" : "\n" + resource(scriptFile);
        String policy =
                "default-src 'none'; style-src 'unsafe-inline'"
                        + (script.isEmpty() ? "" : "; script-src 'sha256-" + sha256(script) + "'");
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\""
                + policy
                + "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<title>"
                + Text.html(title)
                + "</title>\n<style>\n"
                + STYLE
                + "</style>\n</head>\n<body>\n<main"
                + (mainClass.isEmpty() ? "" : " class=\"" + mainClass + "\"")
                + ">\n"
                + body
                + "</main>\n<footer>"
                + footer
                + "</footer>\n"
                + (script.isEmpty() ? "" : "<script>" + script + "</script>\n")
                + "</body>\n</html>\n";
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
