package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it says before anything is started; the trial itself is of {@code grading/conformance}. */
class CapstoneCommandTest {
    private static final List<String> LABS =
            List.of("01-log", "02-segments", "03-replication", "04-consumer-groups");

    @TempDir private Path folder;
    private TestHouse house;

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
        for (String lab : LABS) {
            house.write("labs/" + lab + "/pom.xml", "<project/>");
            house.write("labs/" + lab + "/src/main/java/Whole.java", "final class Whole {}");
        }
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void labFive() {
        house.write("labs/05-transactions/pom.xml", "<project/>");
        house.write(
                "labs/05-transactions/src/main/java/strata/transactions/Ids.java",
                """
                package strata.transactions;

                import strata.kernel.Todo;

                final class Ids {
                    static long next() {
                        throw Todo.step("5.1", "the next id");
                    }
                }
                """);
    }

    @Test
    void stepsThatAreStillOpenAreToldAndNothingIsStarted() {
        labFive();

        int exitCode = house.run("capstone");

        assertThat(exitCode).isEqualTo(ExitCode.FAILED);
        assertThat(house.err())
                .contains("it needs five whole layers, and steps are still open: 1.1, 5.1")
                .contains("next: ./strata test 1.1");
    }

    @Test
    void aLabThatIsNotHereIsNamed() {
        int exitCode = house.run("capstone");

        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
        assertThat(house.err()).contains("lab 5 is not in this copy of Strata");
    }

    @Test
    void aCertificateThatCannotBeWrittenIsToldBeforeTheWork() {
        labFive();

        int exitCode = house.run("capstone", "--out", folder.toString());

        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
        assertThat(house.err()).contains("--out " + folder + ": it cannot be written");
    }
}
