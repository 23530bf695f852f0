package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import strata.cli.doctor.Finding;
import strata.cli.doctor.Finding.Level;
import strata.cli.doctor.Probe;

class DoctorCommandTest {
    private static final Probe FINE = () -> new Finding("disk", Level.OK, "room", null);
    private static final Probe SLOW = () -> new Finding("events", Level.WARNING, "none", null);
    private static final Probe BROKEN = () -> new Finding("port", Level.WRONG, "taken", "move it");

    private final StringWriter out = new StringWriter();

    private int tell(List<Probe> probes, String... options) throws IOException {
        DoctorCommand doctor = new DoctorCommand();
        CommandLine line = new CommandLine(doctor);
        line.setOut(new PrintWriter(out));
        line.parseArgs(options);
        return doctor.tell(probes);
    }

    @Test
    void warningsAreNotWrong() throws IOException {
        assertThat(tell(List.of(FINE, SLOW))).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("ok       disk", "nothing is wrong, 1 to know of");
    }

    @Test
    void whatIsWrongComesWithItsCommandAndExitCodeThree() throws IOException {
        assertThat(tell(List.of(FINE, BROKEN))).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(out.toString())
                .contains("wrong    port         taken", "-> move it", "1 wrong, 0 to know of");
    }

    @Test
    void aProgramReadsTheSame() throws IOException {
        assertThat(tell(List.of(FINE, BROKEN), "--json")).isEqualTo(ExitCode.ENVIRONMENT);

        JsonNode findings = new ObjectMapper().readTree(out.toString()).path("findings");
        assertThat(findings).hasSize(2);
        assertThat(findings.path(1).path("level").asText()).isEqualTo("wrong");
        assertThat(findings.path(1).path("remedy").asText()).isEqualTo("move it");
    }

    @Test
    void everyProbeOfThisMachineFindsSomethingToSay(@TempDir Path folder) {
        try (TestHouse house = new TestHouse(folder)) {
            house.write("strata", "#!/bin/sh\n");
            house.run("doctor");
            assertThat(house.out())
                    .contains(
                            "JDK", "Maven", "git", "encoding", "disk", "file system", "file events")
                    .contains("clock", "memory", "cluster", "ports", "build lock", "extras");
        }
    }
}
