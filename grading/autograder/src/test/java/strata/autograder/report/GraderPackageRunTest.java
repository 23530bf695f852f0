package strata.autograder.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.Lab;

/** The package as Gradescope runs it, with the real grader and the real lab in it. */
@Tag("long")
final class GraderPackageRunTest {
    @TempDir private Path folder;

    @Test
    void theReferenceGetsAllPointsAndTheSkeletonNone() throws Exception {
        Lab lab = Objects.requireNonNull(Lab.of(Path.of(System.getProperty("strata.root")), 1));
        Path zip = folder.resolve("package.zip");
        GraderPackage.write(
                new GraderPackage.Content(
                        List.of(lab),
                        GraderPackage.ownClassPath(),
                        4,
                        List.of("--lab", "1", "--salt=of a test"),
                        List.of("--hidden-on-gradescope=AFTER_PUBLISHED")),
                zip);

        JsonNode reference = results("reference", zip, lab.referenceSources());
        JsonNode skeleton = results("skeleton", zip, lab.skeletonSources());

        int max = 0;
        for (JsonNode test : reference.get("tests")) {
            max += test.get("max_score").intValue();
        }
        assertThat(max).isPositive();
        assertThat(reference.get("score").intValue()).as(reference.toPrettyString()).isEqualTo(max);
        assertThat(skeleton.get("score").intValue()).isZero();
        assertThat(skeleton.get("tests")).hasSameSizeAs(reference.get("tests"));
    }

    private JsonNode results(String name, Path zip, Path sources)
            throws IOException, InterruptedException {
        Path platform = folder.resolve(name);
        unpack(zip, platform.resolve("source"));
        copy(sources, platform.resolve("submission/labs/01-log/src/main/java"));
        Path said = folder.resolve(name + ".txt");
        ProcessBuilder builder =
                new ProcessBuilder("bash", platform.resolve("source/run_autograder").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().put("AUTOGRADER_ROOT", platform.toString());
        builder.environment()
                .put(
                        "STRATA_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process script = builder.start();
        try {
            assertThat(script.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            script.destroy();
        }
        assertThat(script.exitValue()).as(Files.readString(said)).isZero();
        JsonNode results =
                new JsonMapper().readTree(platform.resolve("results/results.json").toFile());
        assertThat(results.get("tests")).as(Files.readString(said)).isNotEmpty();
        return results;
    }

    private static void unpack(Path zip, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            ZipEntry entry = entries.getNextEntry();
            while (entry != null) {
                Path file = to.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(entries, file);
                }
                entry = entries.getNextEntry();
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
