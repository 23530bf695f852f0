package strata.house.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.house.pages.Pages.Block;

/**
 * The rules for code in pages. It is cut out of sources that are compiled and tested, by a line
 * {@code --8<-- "path:section"} and markers in the source; never typed. It is cut only out of what
 * the handout holds: not out of the complete layers, so never out of the inside of a hole.
 */
final class SnippetRules {
    private static final Pattern SNIPPET =
            Pattern.compile("^\\s*--8<-- \"([^\":]+)(?::([\\w-]+))?\"\\s*$");
    private static final Pattern COMMAND =
            Pattern.compile("^(\\$ |\\./strata\\b|\\./mvnw\\b|kcat ).*");

    private final Path root;
    private final List<String> problems = new ArrayList<>();

    private SnippetRules(Path root) {
        this.root = root;
    }

    /** What breaks a rule, each with its place. */
    static List<String> problems(Path root) throws IOException {
        SnippetRules rules = new SnippetRules(root);
        for (Path page : Pages.of(root)) {
            rules.checkSnippets(page);
            for (Block block : Pages.blocks(root, page)) {
                rules.checkBlock(block);
            }
        }
        return rules.problems;
    }

    /** How many sections of sources the pages quote. */
    static int count(Path root) throws IOException {
        int count = 0;
        for (Path page : Pages.of(root)) {
            for (String line : Files.readAllLines(root.resolve(page))) {
                Matcher snippet = SNIPPET.matcher(line);
                if (snippet.matches() && snippet.group(2) != null) {
                    count++;
                }
            }
        }
        return count;
    }

    private void checkBlock(Block block) {
        boolean java = block.language().startsWith("java");
        for (String line : block.lines()) {
            if (java && !line.isBlank() && !SNIPPET.matcher(line).matches()) {
                problems.add(block.place() + " has Java that is not cut out of a source: " + line);
                return;
            }
            if (!block.language().startsWith("console") && COMMAND.matcher(line).matches()) {
                problems.add(
                        block.place()
                                + " has a command that no test runs; make it a console block: "
                                + line);
                return;
            }
        }
    }

    private void checkSnippets(Path page) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(root.resolve(page))) {
            number++;
            if (!line.strip().matches(";?-+8<-.*")) {
                continue;
            }
            String place = page + ":" + number;
            Matcher snippet = SNIPPET.matcher(line);
            if (snippet.matches()) {
                String section = snippet.group(2);
                checkSnippet(place, snippet.group(1), section == null ? "" : section);
            } else {
                problems.add(place + " is no snippet in the form --8<-- \"path:section\"");
            }
        }
    }

    private void checkSnippet(String place, String path, String section) throws IOException {
        Path source = root.resolve(path).normalize();
        String why = whyNotToBeQuoted(path);
        if (!source.startsWith(root) || !Files.isRegularFile(source)) {
            problems.add(place + " quotes " + path + ", which is not there");
        } else if (!why.isEmpty()) {
            problems.add(place + " quotes " + path + ": " + why);
        } else if (path.endsWith(".java")) {
            checkSection(place, path, section, Files.readAllLines(source));
        }
    }

    /** Why a source is not to be quoted; empty when it may be. */
    private static String whyNotToBeQuoted(String path) {
        if (path.matches("reference/0\\d-.*")) {
            return "the complete layers are not in the handout, and no page shows the inside of"
                    + " a hole";
        }
        return path.startsWith("grading/") ? "grading is not in the handout" : "";
    }

    private void checkSection(String place, String path, String section, List<String> lines) {
        if (section.isEmpty()) {
            problems.add(place + " quotes " + path + " whole; name a section");
            return;
        }
        int start = find(lines, "[start:" + section + "]");
        int end = find(lines, "[end:" + section + "]");
        if (start < 0 || end < start) {
            problems.add(place + " quotes the section " + section + ", which " + path + " lacks");
        }
    }

    private static int find(List<String> lines, String marker) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("--8<-- " + marker)) {
                return i;
            }
        }
        return -1;
    }
}
