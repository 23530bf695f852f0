package strata.lessons.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.lessons.labs.CompileProblem;

/** Why sources do not compile, as lines of text. */
final class CompileText {
    private static final String TESTS = "/src/test/java/";

    private final Style style;
    private final Signatures signatures;
    private final TestSources tests;

    /**
     * @param signatures finds out which one was changed
     * @param tests which of them are the course's: those fit what was given
     */
    CompileText(Style style, Signatures signatures, TestSources tests) {
        this.style = style;
        this.signatures = signatures;
        this.tests = tests;
    }

    /**
     * The lines.
     *
     * @param shownMax how many problems are told; the others are counted
     */
    List<String> lines(List<CompileProblem> problems, int shownMax) {
        List<String> lines = new ArrayList<>();
        List<CompileProblem> ofCourse = problems.stream().filter(this::isInTheCourse).toList();
        Set<String> changed = new LinkedHashSet<>();
        ofCourse.forEach(problem -> signatures.changed(problem).ifPresent(changed::add));
        if (!changed.isEmpty()) {
            lines.add("");
        }
        for (String name : changed) {
            String told =
                    "you changed the signature of "
                            + name
                            + ": it no longer fits what the tests call";
            style.wrapped(told, 0).forEach(line -> lines.add(style.bold(line)));
        }
        for (CompileProblem problem : problems.subList(0, Math.min(shownMax, problems.size()))) {
            lines.add("");
            List<String> told = problem.lines();
            lines.add(style.bold(style.shown(told.get(0))));
            told.stream()
                    .skip(1)
                    .map(style::shown)
                    .forEach(line -> lines.add(line.strip().equals("^") ? style.red(line) : line));
        }
        lines.add("");
        if (changed.isEmpty() && !ofCourse.isEmpty() && ofCourse.size() == problems.size()) {
            lines.add("The tests do not fit your classes: did a name or a parameter change?");
        }
        String more = problems.size() > shownMax ? ", the first " + shownMax + " above" : "";
        lines.add(Texts.count(problems.size(), "error") + more + "; no test was run");
        return lines;
    }

    private boolean isInTheCourse(CompileProblem problem) {
        String file = problem.file();
        String type = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.java$", "");
        // Whatever else the course's tests are made of is no test, and in no list of tests.
        boolean own = type.endsWith("Test") && !tests.isCourse(type);
        return file.contains(TESTS) && !own;
    }
}
