package strata.sim.diagram;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Check;
import strata.sim.record.RunRecord;

/**
 * Draws a run as a space-time diagram: those who took part as columns, time downwards, messages as
 * arrows. The result is one HTML page that needs no network and no other file.
 */
public final class Diagram {
    // In the order in which they build on each other.
    private static final List<String> SCRIPTS =
            List.of(
                    "model",
                    "sentence",
                    "past",
                    "layout",
                    "draw",
                    "marks",
                    "head",
                    "overview",
                    "details",
                    "table",
                    "search",
                    "controls",
                    "start");

    private Diagram() {}

    /** The page of a run. */
    public static String html(RunRecord record, Card card) {
        String style = resource("style.css");
        StringBuilder script = new StringBuilder("\"use strict\";\n(() => {\n");
        for (String name : SCRIPTS) {
            script.append(resource(name + ".js"));
        }
        script.append("})();\n");
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("policy", policy(style, script.toString()));
        parts.put("title", Markup.escaped(card.title()));
        parts.put("verdict", Markup.escaped(card.verdict()));
        parts.put("summary", Markup.escaped(summary(card)));
        parts.put("style", style);
        parts.put("card", StaticPage.claim(record, card));
        parts.put("steps", StaticPage.steps(record, card));
        parts.put("rerun", StaticPage.rerun(card));
        parts.put("whole", StaticPage.whole(card));
        parts.put("table", StaticPage.table(record, card));
        parts.put("data", RunData.of(record, card));
        parts.put("script", script.toString());
        return filled(resource("page.html"), parts);
    }

    private static String summary(Card card) {
        return card.claim().isEmpty()
                ? "The run, filters, signs"
                : "broken: " + card.invariant() + ". " + card.claim();
    }

    /** Nothing is fetched, and no script runs but this one, whatever a message's text says. */
    private static String policy(String style, String script) {
        return "default-src 'none'; style-src '"
                + digest(style)
                + "'; script-src '"
                + digest(script)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Puts the parts in their places, each once; what a part holds is not looked at again. */
    private static String filled(String template, Map<String, String> parts) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        int open;
        while ((open = template.indexOf("{{", from)) >= 0) {
            int close = template.indexOf("}}", open);
            String part = parts.get(template.substring(open + 2, close));
            Check.that(part != null, "page.html asks for %s", template.substring(open, close));
            out.append(template, from, open).append(part);
            from = close + 2;
        }
        return out.append(template, from, template.length()).toString();
    }

    private static String resource(String name) {
        try (InputStream in = Diagram.class.getResourceAsStream(name)) {
            Check.that(in != null, "the resource %s is missing", name);
            // HTML reads line ends as \n; the digests must be of what is read.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
