package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintCommandTest {
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
    void eachCallGivesTheNextHintAndSaysHowManyAreLeft() {
        assertThat(house.run("hint", "1.1")).isEqualTo(ExitCode.DONE);
        assertThat(house.out())
                .contains("hint 1 of 3: nudge", "What is *zigzag*?", "2 hints left")
                .doesNotContain("Seven bits", "A loop");

        house.run("hint", "1.1");
        assertThat(house.out())
                .contains("hint 2 of 3: concept", "Seven bits", "1 hint left")
                .doesNotContain("zigzag", "A loop");

        house.run("hint", "1.1");
        assertThat(house.out()).contains("hint 3 of 3: nearly there", "A loop", "last hint");
    }

    @Test
    void afterTheLastHintItIsGivenAgain() {
        house.run("hint", "1.1");
        house.run("hint", "1.1");
        house.run("hint", "1.1");

        assertThat(house.run("hint", "1.1")).isEqualTo(ExitCode.DONE);

        assertThat(house.out()).contains("hint 3 of 3", "A loop", "--all");
    }

    @Test
    void allGivesWhatWasReadAndNothingElse() {
        house.run("hint", "1.1");

        house.run("hint", "1.1", "--all");

        assertThat(house.out()).contains("zigzag", "2 hints left").doesNotContain("Seven bits");
    }

    @Test
    void aLevelIsGivenAndTheOthersStayUnread() {
        house.run("hint", "1.1", "--level", "2");
        assertThat(house.out()).contains("Seven bits", "2 hints left");

        house.run("hint", "1.1");
        assertThat(house.out()).contains("zigzag", "1 hint left");
    }

    @Test
    void aStepThatDoesNotExistIsToldWithThoseThatDo() {
        assertThat(house.run("hint", "1.7")).isEqualTo(ExitCode.USAGE);
        assertThat(house.err()).contains("1.7 is not a step with hints; there are 1.1");
    }

    @Test
    void aLabThatIsNotOpenIsTold() {
        assertThat(house.run("hint", "3.1")).isEqualTo(ExitCode.USAGE);
        assertThat(house.err().lines())
                .containsExactly("strata hint: not built yet; it comes with lab 3");
    }

    @Test
    void aFailureCodeGivesItsPage() {
        assertThat(house.run("hint", "LOG-101")).isEqualTo(ExitCode.DONE);
        assertThat(house.out()).contains("LOG-101: a varint is wrong", "Look at `Varints`.");
    }

    @Test
    void aFailureCodeWithoutAPageIsToldWithThoseThatHaveOne() {
        assertThat(house.run("hint", "LOG-999")).isEqualTo(ExitCode.USAGE);
        assertThat(house.err()).contains("LOG-999 is not a failure code", "there are LOG-101");
    }

    @Test
    void aPageWithoutItsThreeSectionsIsAFaultOfTheCopy() {
        house.write("labs/01-log/hints/1.1.md", "## Nudge\n\nOnly this.\n");

        assertThat(house.run("hint", "1.1")).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(house.err()).contains("git checkout");
    }

    @Test
    void aDamagedMemoryIsToldWithWhatForgetsIt() {
        house.write(".strata/hints.json", "{");

        assertThat(house.run("hint", "1.1")).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(house.err()).contains("hints.json is damaged; forget it by: rm ");
    }
}
