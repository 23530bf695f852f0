package strata.lessons.run;

import java.util.ArrayList;
import java.util.List;
import strata.lessons.labs.CompileProblem;

/** Why sources do not compile, as lines of text. */
final class CompileText {
    private CompileText() {}

    /**
     * The lines.
     *
     * @param shownMax how many problems are told; the others are counted
     */
    static List<String> lines(List<CompileProblem> problems, int shownMax, Style style) {
        List<String> lines = new ArrayList<>();
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
        if (problems.stream().allMatch(problem -> problem.file().contains("/src/test/"))) {
            lines.add("The tests do not fit your classes: did a name or a parameter change?");
        }
        String more = problems.size() > shownMax ? ", the first " + shownMax + " above" : "";
        lines.add(Texts.count(problems.size(), "error") + more + "; no test was run");
        return lines;
    }
}
