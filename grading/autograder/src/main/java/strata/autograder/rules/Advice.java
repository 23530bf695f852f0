package strata.autograder.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * Why something is refused, and what to use instead.
 *
 * @param why in half a sentence
 * @param instead what to do, in half a sentence
 */
record Advice(String why, String instead) {
    private record Line(String start, Advice advice) {}

    private static final List<Line> LINES = read();

    /** The advice for a member of a class; for the class alone when the name is empty. */
    static Advice on(String owner, String name, String descriptor) {
        String type = owner.replace('/', '.');
        String member = type + "#" + name + descriptor;
        for (Line line : LINES) {
            boolean fits =
                    line.start().startsWith("#")
                            ? ("#" + name).equals(line.start())
                            : member.startsWith(line.start());
            if (fits) {
                return line.advice();
            }
        }
        throw new IllegalStateException("the last advice fits everything");
    }

    private static List<Line> read() {
        List<Line> lines = new ArrayList<>();
        for (String line : AllowList.lines("advice.txt")) {
            String[] parts = line.split("\\|", -1);
            lines.add(new Line(parts[0].strip(), new Advice(parts[1].strip(), parts[2].strip())));
        }
        return lines;
    }
}
