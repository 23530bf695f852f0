package strata.examples.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.sim.fault.FaultSchedule;
import strata.sim.minimise.CausalStory;
import strata.sim.record.RunRecord;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.ScenarioRun;

/**
 * The page "How to read a failing run" shows what the run does that is saved beside it: its steps
 * and its picture. When the simulator tells it otherwise, this test leaves the new picture in the
 * module's target folder, to be looked at and taken over.
 */
final class PageTest {
    private static final Path DOCS = Path.of("..", "..");
    private static final Path PAGE = DOCS.resolve("simulator/how-to-read-a-failing-run.md");
    private static final Path SAVED = DOCS.resolve("simulator/stale-read.faults");
    private static final Path PICTURE = DOCS.resolve("assets/stale-read.svg");
    private static final Path NEW_PICTURE = Path.of("target", "stale-read.svg");

    @Test
    void thePageTellsTheStepsOfTheSavedRun() throws IOException {
        String page = Files.readString(PAGE);

        List<String> steps = CausalStory.lines(CausalStory.of(savedRun()));

        assertThat(steps).hasSizeLessThanOrEqualTo(30).noneMatch(step -> step.contains("left out"));
        assertThat(steps).allSatisfy(step -> assertThat(page).contains(step.strip()));
    }

    @Test
    void theOverviewListsEveryMistake() throws IOException {
        String overview = Files.readString(DOCS.resolve("simulator/index.md"));

        for (Mistake mistake : Mistake.values()) {
            assertThat(overview)
                    .contains(
                            String.format(
                                    Locale.ROOT,
                                    "| `register-%s` | %s | `%s` |",
                                    mistake.label(),
                                    mistake.told(),
                                    mistake.claim()));
        }
    }

    @Test
    void thePictureIsOfTheSavedRun() throws IOException {
        RunRecord run = savedRun();

        String drawn =
                StoryPicture.svg(
                        run,
                        CausalStory.of(run),
                        "stale-read",
                        "A stale read, step by step; the numbers are those of the steps in the"
                                + " text");

        Files.createDirectories(NEW_PICTURE.getParent());
        Files.writeString(NEW_PICTURE, drawn);
        assertThat(Files.readString(PICTURE))
                .as("%s is to look like %s", PICTURE, NEW_PICTURE)
                .isEqualTo(drawn);
    }

    private static RunRecord savedRun() throws IOException {
        RunResult run =
                ScenarioRun.recorded(
                        RegisterScenarios.with(Mistake.READS_FROM_A_STALE_PRIMARY),
                        FaultSchedule.parse(Files.readString(SAVED)),
                        null);
        assertThat(Objects.requireNonNull(run.breach()).invariant()).isEqualTo(Claims.LINEARIZABLE);
        return Objects.requireNonNull(run.record());
    }
}
