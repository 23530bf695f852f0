package strata.autograder.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import strata.autograder.grade.Flag;
import strata.autograder.grade.Grade;

/** The grade book of a class as CSV (RFC 4180): one row for each submission. */
public final class GradeBook {
    private GradeBook() {}

    /** All rows under one head, in the order of the grades. */
    public static String csv(List<Grade> grades) {
        TreeSet<String> steps = new TreeSet<>(StepScore::compare);
        grades.forEach(grade -> StepScore.of(grade).forEach(step -> steps.add(step.step())));
        List<String> head = new ArrayList<>(List.of("name", "lab", "score", "max_score"));
        TreeSet<String> labs = new TreeSet<>();
        grades.forEach(grade -> grade.labs().forEach(lab -> labs.add(lab.lab())));
        if (labs.size() == 1) {
            labs.clear(); // It is the score.
        }
        labs.forEach(lab -> head.add("lab_" + lab));
        steps.forEach(step -> head.add("step_" + step));
        head.addAll(List.of("outcome", "flags", "protections_missing", "commit", "source_hash"));
        StringBuilder csv = new StringBuilder();
        row(csv, head);
        grades.forEach(grade -> row(csv, fields(grade, labs, steps)));
        return csv.toString();
    }

    private static List<String> fields(Grade grade, Set<String> labs, Set<String> steps) {
        Map<String, String> points = new LinkedHashMap<>();
        StepScore.of(grade).forEach(s -> points.put(s.step(), String.valueOf(s.points())));
        List<String> fields = new ArrayList<>();
        fields.add(grade.submission().name());
        fields.add(grade.submission().lab());
        fields.add(String.valueOf(grade.score()));
        fields.add(String.valueOf(grade.maxScore()));
        Map<String, String> ofLabs = new LinkedHashMap<>();
        grade.labs().forEach(lab -> ofLabs.put(lab.lab(), String.valueOf(lab.score())));
        labs.forEach(lab -> fields.add(ofLabs.getOrDefault(lab, "")));
        steps.forEach(step -> fields.add(points.getOrDefault(step, "")));
        fields.add(Telling.outcomeLabel(grade.outcome()));
        fields.add(
                String.join(
                        " ",
                        grade.integrity().flags().stream().map(Flag::name).distinct().toList()));
        fields.add(String.join(" ", grade.protections().missing()));
        fields.add(grade.submission().commit());
        fields.add(grade.submission().sourceHash());
        return fields;
    }

    private static void row(StringBuilder csv, List<String> fields) {
        csv.append(String.join(",", fields.stream().map(Text::csv).toList())).append("\r\n");
    }
}
