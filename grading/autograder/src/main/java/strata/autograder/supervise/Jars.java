package strata.autograder.supervise;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jars that a confined JVM gets, found by a class that each holds: the class path of the grader
 * has more, above all the reference, whose classes have the names of the student's.
 */
final class Jars {
    /** What a submission is compiled with. */
    private static final List<String> OF_LAYERS =
            List.of("strata.kernel.Check", "org.slf4j.Logger");

    /** What tests are run with, beside that. */
    private static final List<String> OF_TESTS =
            List.of(
                    "strata.broker.Layers",
                    "strata.sim.disk.SimDisk",
                    "strata.lessons.Lesson",
                    "strata.autograder.supervise.SuiteMain",
                    "org.junit.jupiter.api.Test",
                    "org.junit.jupiter.engine.JupiterTestEngine",
                    "org.junit.jupiter.params.ParameterizedTest",
                    "org.junit.platform.commons.JUnitException",
                    "org.junit.platform.engine.TestEngine",
                    "org.junit.platform.launcher.Launcher",
                    "org.opentest4j.AssertionFailedError",
                    "org.apiguardian.api.API",
                    "org.assertj.core.api.Assertions",
                    "net.bytebuddy.ByteBuddy",
                    "com.fasterxml.jackson.core.JsonFactory",
                    "com.fasterxml.jackson.annotation.JsonProperty",
                    "com.fasterxml.jackson.databind.ObjectMapper",
                    "org.slf4j.simple.SimpleLoggerFactory");

    private Jars() {}

    static List<Path> ofLayers(Stage stage) throws IOException {
        return staged(stage, OF_LAYERS);
    }

    static List<Path> ofTests(Stage stage, List<Path> ofLayers) throws IOException {
        List<Path> all = new ArrayList<>(ofLayers);
        all.addAll(staged(stage, OF_TESTS));
        return all;
    }

    private static List<Path> staged(Stage stage, List<String> witnesses) throws IOException {
        Map<Path, String> found = new LinkedHashMap<>();
        for (String witness : witnesses) {
            found.putIfAbsent(placeOf(witness), witness);
        }
        List<Path> jars = new ArrayList<>();
        for (Map.Entry<Path, String> each : found.entrySet()) {
            Path place = each.getKey();
            String name =
                    Files.isDirectory(place)
                            ? each.getValue() + ".jar"
                            : place.getFileName().toString();
            jars.add(stage.takeJar(place, name));
        }
        return jars;
    }

    private static Path placeOf(String witness) {
        try {
            Class<?> type = Class.forName(witness, false, Jars.class.getClassLoader());
            CodeSource source = type.getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(
                    "the grader's class path lacks " + witness + "; build it by ./strata", e);
        }
    }
}
