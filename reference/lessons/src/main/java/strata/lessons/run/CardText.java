package strata.lessons.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import strata.lessons.Card;
import strata.lessons.Lesson;
import strata.lessons.labs.Lab;

/** A card as lines of text, for a terminal or a file. */
final class CardText {
    private static final int PRINTED_MAX = 20;
    private static final int LABEL = 12;

    private final Style style;
    private final Path root;
    private final List<Path> sources;

    /**
     * @param root of the repository: paths are told from there
     * @param sources folders in which the files of stack frames are looked for
     */
    CardText(Style style, Path root, List<Path> sources) {
        this.style = style;
        this.root = root;
        this.sources = List.copyOf(sources);
    }

    /** The whole card. */
    List<String> lines(Card card, Verdict verdict) {
        List<String> lines = new ArrayList<>();
        List<String> claim = style.wrapped(style.shown(card.claim()), 2);
        lines.add(style.tick(verdict) + " " + style.bold(claim.get(0)));
        claim.stream().skip(1).forEach(line -> lines.add("  " + style.bold(line)));
        String step = card.step().isEmpty() ? "" : "step " + card.step() + "  ";
        lines.add(style.dim("  " + step + card.testId()));
        lines.add("");
        addSteps(lines, card);
        if (!card.what().isEmpty()) {
            style.wrapped(style.shown(card.what()), 2).forEach(line -> lines.add("  " + line));
        }
        addValue(lines, "expected", card.expected(), true);
        addValue(lines, "got", card.got(), false);
        if (!card.picture().isEmpty()) {
            lines.add("");
            card.picture().forEach(line -> lines.add("  " + picture(line)));
        }
        lines.add("");
        addPlaces(lines, card);
        if (!card.printed().isEmpty()) {
            addPrinted(lines, card.printed());
        }
        if (!card.rules().isEmpty()) {
            addRules(lines, card);
        }
        label(lines, "rerun", card.rerun());
        if (!card.code().isEmpty()) {
            addPage(lines, card);
        }
        lines.add(style.dim("  " + card.layers()));
        return lines;
    }

    /** The card in one line. */
    String line(Card card, Verdict verdict) {
        String line = style.shown(card.claim() + "  " + card.testId());
        return style.tick(verdict)
                + " "
                + (line.length() + 2 <= style.columns() ? line : style.shown(card.claim()));
    }

    /** A frame as a path that a terminal lets one click, and the method. */
    String place(String frame) {
        int colon = frame.indexOf(':');
        if (colon < 0) {
            return frame;
        }
        for (Path folder : sources) {
            Path file = folder.resolve(frame.substring(0, colon));
            if (Files.exists(file)) {
                String path = root.relativize(file).toString().replace('\\', '/');
                return path + frame.substring(colon);
            }
        }
        return frame;
    }

    private void addSteps(List<String> lines, Card card) {
        int number = 0;
        for (String step : card.steps()) {
            number++;
            boolean isCase = number == card.steps().size() && step.startsWith(Lesson.NOW);
            String prefix = isCase ? "      " : String.format("  %2d. ", number);
            for (String line : style.wrapped(style.shown(step), prefix.length())) {
                lines.add(prefix + line);
                prefix = " ".repeat(prefix.length());
            }
        }
        if (number > 0) {
            lines.add("");
        }
    }

    private void addValue(List<String> lines, String name, String value, boolean right) {
        String prefix = String.format("    %-10s", name);
        for (String line : style.wrapped(style.shown(value), prefix.length())) {
            lines.add(prefix + (right ? style.green(line) : style.red(line)));
            prefix = " ".repeat(prefix.length());
        }
    }

    private String picture(String line) {
        String cut =
                line.length() + 2 <= style.columns() || isMarked(line)
                        ? line
                        : line.substring(0, Math.max(0, style.columns() - 3)) + "…";
        String shown = style.shown(cut);
        return shown.contains("^^") ? style.red(shown) : shown;
    }

    /** What matters most is never cut; a terminal breaks it. */
    private static boolean isMarked(String line) {
        return line.startsWith(">") || line.contains("^^");
    }

    private void addPlaces(List<String> lines, Card card) {
        if (!card.ownFrame().isEmpty()) {
            String released = released(card, card.ownFrame());
            label(lines, released.isEmpty() ? "your code" : released, place(card.ownFrame()));
        }
        if (!card.testFrame().isEmpty()) {
            label(lines, "the test", place(card.testFrame()));
        }
        // The first two are told already.
        List<String> more =
                card.stack().stream()
                        .filter(
                                frame ->
                                        !frame.equals(card.ownFrame())
                                                && !frame.equals(card.testFrame()))
                        .toList();
        String before = "";
        for (String frame : more) {
            String released = released(card, frame);
            String name = released.isEmpty() ? "by way of" : released;
            label(
                    lines,
                    name.equals(before) ? "" : name,
                    frame.substring(frame.lastIndexOf('/') + 1));
            before = name;
        }
    }

    /** What a frame of a layer is called that is not the student's; else empty. */
    private static String released(Card card, String frame) {
        for (Lab one : Lab.ALL) {
            boolean given = card.layers().contains(one.layer() + "=reference");
            boolean below = !card.step().startsWith(one.number() + ".");
            if (given && below && frame.startsWith("strata/" + one.layer() + "/")) {
                return "layer " + one.number() + " (released)";
            }
        }
        return "";
    }

    private void addRules(List<String> lines, Card card) {
        for (Lab one : Lab.ALL) {
            if (card.step().startsWith(one.number() + ".")) {
                String text = "labs/" + one.folder() + "/README.md";
                String name = card.rules().size() == 1 ? "rule" : "rules";
                label(lines, name, String.join(", ", card.rules()) + ": " + text);
            }
        }
    }

    private void addPage(List<String> lines, Card card) {
        String heading = title(card.page());
        // Pages begin with their code, which stands before the path already.
        String code = card.code() + ": ";
        String title = heading.startsWith(code) ? heading.substring(code.length()) : heading;
        label(lines, card.code(), card.page() + (title.isEmpty() ? "" : " – " + title));
    }

    private void addPrinted(List<String> lines, List<String> printed) {
        String name = "printed";
        for (String line : printed.subList(0, Math.min(PRINTED_MAX, printed.size()))) {
            label(lines, name, printable(line));
            name = "";
        }
        if (printed.size() > PRINTED_MAX) {
            label(
                    lines,
                    "",
                    "(and " + Texts.count(printed.size() - PRINTED_MAX, "line") + " more)");
        }
    }

    private void label(List<String> lines, String name, String value) {
        String padded =
                name.length() >= LABEL - 1 ? name + " " : String.format("%-" + LABEL + "s", name);
        lines.add("  " + style.dim(padded) + style.shown(value));
    }

    /** Without the control characters that would move a terminal's cursor. */
    private static String printable(String line) {
        return line.replaceAll("\\p{Cntrl}", "?");
    }

    /** The first heading of a page; empty when there is no such page. */
    private String title(String page) {
        Path file = root.resolve(page);
        if (!Files.exists(file)) {
            return "";
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("# "))
                    .map(line -> line.substring(2).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException unreadable) {
            return "";
        }
    }
}
