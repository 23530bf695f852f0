package strata.house.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import strata.house.pages.Pages.Block;

/**
 * The rules for code in pages. It is cut out of sources that are compiled and tested, by a line
 * {@code --8<-- "path:section"} and markers in the source; never typed. It is cut only out of what
 * the handout holds: not out of the complete layers, so never out of the inside of a hole.
 */
final class SnippetRules {
    private static final Pattern SNIPPET =
            Pattern.compile("^\\s*--8<-- \"([^\":]+)(?::([\\w-]+))?\"\\s*$");
    // In a block without a language, a ./strata line is run, too (Session).
    private static final Pattern COMMAND = Pattern.compile("^(\\$ |\\./mvnw\\b|(.*\\| )?kcat ).*");
    private static final Pattern STRATA = Pattern.compile("^\\./strata\\b.*");

    private final Path root;
    private final List<String> problems = new ArrayList<>();
    // What the console blocks of all pages run; another page may name the very same.
    private final Set<String> commands = new TreeSet<>();

    private SnippetRules(Path root) {
        this.root = root;
    }

    /** What breaks a rule, each with its place. */
    static List<String> problems(Path root) throws IOException {
        SnippetRules rules = new SnippetRules(root);
        for (Path page : Pages.of(root)) {
            for (Block block : Pages.blocks(root, page)) {
                rules.noteCommands(block);
            }
        }
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

    private void noteCommands(Block block) {
        for (String line : block.lines()) {
            if (block.language().startsWith("console")
                    && !block.note().startsWith("not run:")
                    && line.startsWith("$ ")) {
                commands.add(line.substring(2));
            }
        }
    }

    private void checkBlock(Block block) throws IOException {
        boolean java = block.language().startsWith("java");
        if (java && isFromTheLab(block)) {
            return;
        }
        for (String line : block.lines()) {
            if (java && !line.isBlank() && !SNIPPET.matcher(line).matches()) {
                problems.add(block.place() + " has Java that is not cut out of a source: " + line);
                return;
            }
            boolean console = block.language().startsWith("console");
            boolean run = console || block.language().isEmpty();
            boolean unknown = COMMAND.matcher(line).matches() && !commands.contains(line);
            if ((!console && unknown) || (!run && STRATA.matcher(line).matches())) {
                problems.add(
                        block.place()
                                + " has a command that no test runs; make it a console block: "
                                + line);
                return;
            }
        }
    }

    /**
     * Whether a block in the README of a lab, which is read beside its sources and cannot be cut
     * out of them, stands in one of them all the same; {@code …} is what it leaves out.
     */
    private boolean isFromTheLab(Block block) throws IOException {
        Path sources = root.resolve(block.page()).resolveSibling("src");
        if (!block.page().startsWith("labs") || !Files.isDirectory(sources)) {
            return false;
        }
        String code = String.join("", block.lines()).replaceAll("\\s", "");
        Pattern pattern = Pattern.compile(Pattern.quote(code).replace("…", "\\E.*?\\Q"));
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file).replaceAll("\\s", "");
                if (pattern.matcher(text).find()) {
                    return true;
                }
            }
        }
        return false;
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
