package strata.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The hints for a step, from {@code labs/01-log/hints/1.3.md}: a section for each level.
 *
 * @param texts of the levels, the gentlest first
 */
record HintPage(List<String> texts) {
    /** The sections of a page, the gentlest hint first. */
    static final List<String> LEVELS = List.of("Nudge", "Concept", "Nearly there");

    static HintPage read(Path page) {
        List<StringBuilder> sections = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(page)) {
                if (line.startsWith("## ")) {
                    String title = line.substring(3).strip();
                    if (sections.size() == LEVELS.size()
                            || !title.equals(LEVELS.get(sections.size()))) {
                        throw damaged(page);
                    }
                    sections.add(new StringBuilder());
                } else if (!sections.isEmpty()) {
                    sections.get(sections.size() - 1).append(line).append('\n');
                }
            }
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read " + page + ": " + e, e);
        }
        if (sections.size() != LEVELS.size()) {
            throw damaged(page);
        }
        return new HintPage(sections.stream().map(text -> text.toString().strip()).toList());
    }

    /** The steps of a lab that have a page. */
    static List<LabStep> stepsOf(Lab lab) {
        TreeSet<LabStep> steps = new TreeSet<>();
        try (Stream<Path> pages = Files.list(lab.folder().resolve("hints"))) {
            for (Path page : pages.toList()) {
                String name = page.getFileName().toString();
                if (name.matches("[1-5]\\.[1-9][0-9]?\\.md")) {
                    steps.add(LabStep.parse(name.substring(0, name.length() - 3)));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return List.copyOf(steps);
    }

    private static EnvironmentFault damaged(Path page) {
        return new EnvironmentFault(
                page
                        + " should have the sections "
                        + LEVELS
                        + " and no other; restore it by: git checkout -- "
                        + page);
    }
}
