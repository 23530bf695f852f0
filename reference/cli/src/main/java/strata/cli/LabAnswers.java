package strata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.lessons.labs.LayerOrigins;

/**
 * What the student's own code answers: it is compiled and run in a JVM of its own, on the class
 * path of the lessons.
 */
final class LabAnswers {
    private static final String PROGRAM = "strata.lessons.run.PredictMain";

    /** What came of one question. */
    sealed interface Answer {
        /** The code's answer. */
        record Said(String text) implements Answer {}

        /** It came to a hole. */
        record Hole(LabStep step, String what) implements Answer {}

        /** It threw something, or never ended. */
        record Failed(String why) implements Answer {}
    }

    private final Lab lab;

    LabAnswers(Lab lab) {
        this.lab = lab;
    }

    /**
     * Runs the methods.
     *
     * @return method to answer
     * @throws CompileFault when the sources do not compile
     */
    Map<String, Answer> of(List<Prediction> questions) throws IOException, InterruptedException {
        LessonsProgram program = LessonsProgram.required();
        LayerOrigins layers = LayerOrigins.of(lab.room(), "", program.lib());
        for (strata.lessons.labs.Lab own : layers.ownLabs()) {
            Lab room = Lab.find(House.root(), own.number());
            if (room == null) {
                throw new EnvironmentFault(
                        "lab " + own.number() + " is not in this copy of Strata");
            }
            new LabCompilation(room).main();
        }
        List<Path> classPath = new ArrayList<>(layers.classPath(House.root(), program.lib()));
        classPath.add(0, new LabCompilation(lab).questions(source(lab), classPath));
        List<String> rest = new ArrayList<>(List.of(lab.packageName() + ".Predictions"));
        rest.add(JavaProcess.classPath(classPath));
        questions.forEach(question -> rest.add(question.method()));
        return run(program.command(PROGRAM, List.of(), "", rest));
    }

    /** Where a lab keeps its questions. */
    static Path source(Lab lab) {
        return lab.testSources()
                .resolve(lab.packageName().replace('.', '/'))
                .resolve("Predictions.java");
    }

    private static Map<String, Answer> run(List<String> command)
            throws IOException, InterruptedException {
        Process program =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        program.getOutputStream().close();
        Map<String, Answer> answers = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = new ObjectMapper().readTree(line);
                answers.put(json.path("method").asText(), answerOf(json));
            }
        } catch (JsonProcessingException e) {
            throw new EnvironmentFault("the program that runs your code says nonsense: " + e, e);
        }
        program.waitFor();
        return answers;
    }

    /** A line of the program, as {@code PredictMain} writes it. */
    static Answer answerOf(JsonNode json) {
        if (json.has("answer")) {
            return new Answer.Said(json.path("answer").asText());
        }
        return json.has("step")
                ? new Answer.Hole(
                        LabStep.parse(json.path("step").asText()), json.path("what").asText())
                : new Answer.Failed(json.path("failed").asText());
    }
}
