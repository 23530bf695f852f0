package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A quiet run of a lab's visible tests. What became of each test is in {@code progress.json}
 * afterwards, where a run by {@code strata test} leaves it, too.
 *
 * @param ran whether the tests ran; they do not when the sources do not compile
 * @param problems why the sources do not compile, each as {@code Varints.java:7: message}
 * @param warnings of what a layer must not use, as the run told them
 */
record VisibleRun(boolean ran, List<String> problems, List<String> warnings) {
    /** Runs the visible tests of a lab. */
    @FunctionalInterface
    interface Runner {
        VisibleRun of(Lab lab) throws IOException, InterruptedException;
    }

    /** Runs them in a JVM of their own. */
    static VisibleRun of(Lab lab) throws IOException, InterruptedException {
        LessonsProgram lessons = LessonsProgram.required();
        List<String> arguments = List.of(Integer.toString(lab.number()), "--json");
        Process program =
                new ProcessBuilder(lessons.command(LessonsProgram.TESTS, List.of(), "", arguments))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        program.getOutputStream().close();
        Thread end = new Thread(program::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        List<String> lines = new ArrayList<>();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            said.lines().forEach(lines::add);
        }
        program.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        return read(lines);
    }

    /** What the lines of {@code strata test --json} say. */
    static VisibleRun read(List<String> lines) {
        boolean ran = false;
        Set<String> problems = new LinkedHashSet<>();
        Set<String> warnings = new LinkedHashSet<>();
        for (String line : lines) {
            JsonNode event;
            try {
                event = new ObjectMapper().readTree(line);
            } catch (JsonProcessingException torn) {
                continue;
            }
            String kind = event.path("event").asText();
            if (kind.equals("finished")) {
                ran = true;
            } else if (kind.equals("compile-error")) {
                problems.add(text(event, event.path("message").asText()));
            } else if (kind.equals("warning")) {
                String uses = event.path("uses").asText();
                warnings.add(text(event, "uses " + uses + ": a layer may not (R0-b)"));
            }
        }
        return new VisibleRun(ran, List.copyOf(problems), List.copyOf(warnings));
    }

    private static String text(JsonNode event, String told) {
        String file = event.path("file").asText();
        String message = told.lines().findFirst().orElse("");
        return file.isEmpty()
                ? message
                : file.substring(file.lastIndexOf('/') + 1)
                        + ":"
                        + event.path("line").asInt()
                        + ": "
                        + message;
    }
}
