package strata.autograder.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.grade.SampleGrades;

/** The script in a student's checkout, with a stand-in for {@code strata}. */
final class Classroom50ScriptTest {
    @TempDir private Path folder;

    @Test
    void theResultIsTheStudentsOwnAndFitsTheForm() throws Exception {
        put("result", Classroom50.result(SampleGrades.PARTIAL.grade(), ReportOptions.DEFAULT));

        int exit = run("mkdir -p \"$6/x\"; cp \"$HERE/result\" \"$6/x/classroom50.json\"");

        assertThat(exit).as(Files.readString(folder.resolve("said"))).isZero();
        String text = Files.readString(folder.resolve("checkout/result.json"));
        assertThat(
                        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(Golden.resource("classroom50-result-v1.schema.json"))
                                .validate(text, InputFormat.JSON))
                .isEmpty();
        JsonNode result = new JsonMapper().readTree(text);
        assertThat(result.get("owner").textValue()).isEqualTo("ada");
        assertThat(result.get("review").textValue()).isEqualTo("https://host.example/commit");
        assertThat(result.get("score").intValue()).isEqualTo(5);
    }

    @Test
    void aGraderThatFailsIsNoResult() throws Exception {
        int exit = run("exit 3");

        assertThat(exit).isNotZero();
        assertThat(folder.resolve("checkout/result.json")).doesNotExist();
    }

    /** Words of the stand-in: grade SUBMISSION --lab 1 --out DIR --jobs 1. */
    private int run(String body) throws IOException, InterruptedException {
        put("autograder.py", Classroom50.script(List.of(1)));
        put("strata", "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(
                folder.resolve("strata"), PosixFilePermissions.fromString("rwxr-xr-x"));
        put("checkout/labs/01-log/src/main/java/strata/log/Varints.java", "");
        ProcessBuilder builder =
                new ProcessBuilder("python3", folder.resolve("autograder.py").toString())
                        .directory(folder.resolve("checkout").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "STRATA", folder.resolve("strata").toString(),
                                "HERE", folder.toString(),
                                "CLASSROOM", "systems",
                                "ASSIGNMENT", "log",
                                "OWNER", "ada",
                                "ASSIGNMENT_TYPE", "individual",
                                "SUBMISSION_TAG", "submit/2026-06-01T14-32-05Z-a1b2c3d",
                                "COMMIT_URL", "https://host.example/commit",
                                "RELEASE_URL", "https://host.example/release"));
        Process script = builder.start();
        try {
            assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            script.destroyForcibly();
        }
        return script.exitValue();
    }

    private void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
