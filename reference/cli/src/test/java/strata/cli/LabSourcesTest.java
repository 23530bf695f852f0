package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabSourcesTest {
    @TempDir private Path folder;
    private TestHouse house;

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void claimsAreTestsWithTheirPointsInTheOrderOfSteps() {
        LabSources sources = LabSources.under(folder.resolve("labs/01-log/src/test/java"));

        assertThat(sources.tests())
                .containsExactly(
                        new VisibleTest(
                                "VarintsTest.smallTakesOne", new LabStep(1, 1), "varints", 1),
                        new VisibleTest(
                                "VarintsTest.largeTakesMore", new LabStep(1, 1), "varints", 3),
                        new VisibleTest("BatchTest.itEnds", new LabStep(1, 10), "the end", 2));
    }

    @Test
    void aHoleIsFoundWhereItIsCodeAndNotWhereItIsText() {
        house.write(
                "more/A.java",
                """
                package strata.log;
                // throw Todo.step("1.2", "a comment");
                class A {
                    String text = "throw Todo.step(\\"1.3\\", \\"a text\\");";
                    void open() {
                        throw strata.kernel.Todo.step(
                                "1.4",
                                "said in"
                                        + " two pieces");
                    }
                }
                """);

        LabSources sources = LabSources.under(folder.resolve("more"));

        assertThat(sources.holes())
                .containsExactly(
                        new Hole(
                                new LabStep(1, 4),
                                "said in two pieces",
                                folder.resolve("more/A.java"),
                                6));
    }

    @Test
    void aClassThatIsHalfWrittenTellsWhereAndWhatItCan() {
        house.write(
                "more/A.java",
                """
                package strata.log;
                class A {
                    void open() {
                        int a = ;
                        throw Todo.step("1.4", "this");
                    }
                }
                """);

        LabSources sources = LabSources.under(folder.resolve("more"));

        assertThat(sources.faults().get(folder.resolve("more/A.java"))).startsWith("line 4: ");
        assertThat(sources.holes()).hasSize(1);
    }
}
