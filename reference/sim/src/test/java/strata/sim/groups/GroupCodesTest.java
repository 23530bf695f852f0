package strata.sim.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.sim.scenario.Scenario;

/** Every claim about a group has a code, and every code a page that names its claims. */
final class GroupCodesTest {
    private static final Pattern BREACH =
            Pattern.compile("(?:Breach\\.of|broken)\\(\\s*(?:what, )?\"([a-z-]+)\"");
    // Claims whose names come from elsewhere than the breach itself.
    private static final List<String> NAMED_APART =
            List.of("commit-from-nowhere", "offset-went-back", "rebalance-hangs", "unbalanced");

    @Test
    void everyCodeHasAPageThatNamesItsClaims() throws IOException {
        for (String code : GroupCodes.PAGES.all()) {
            String page = Files.readString(house().resolve("docs/failures/" + code + ".md"));

            assertThat(page).startsWith("# " + code + ": ");
            assertThat(GroupCodes.PAGES.explainedBy(code))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    @Test
    @Tag("layer")
    void everyClaimThatARunCanBreakHasACode() throws IOException {
        Set<String> broken = new LinkedHashSet<>(NAMED_APART);
        Path sources = house().resolve("reference/sim/src/main/java/strata/sim/groups");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Matcher found = BREACH.matcher(Files.readString(file));
                while (found.find()) {
                    broken.add(found.group(1));
                }
            }
        }
        List<Scenario> scenarios = GroupScenarios.all();

        assertThat(broken).contains("two-owners", "replay-differs", "commit-lost");
        assertThat(scenarios).hasSameSizeAs(GroupScenarios.names());
        for (Scenario scenario : scenarios) {
            assertThat(broken).allSatisfy(n -> assertThat(scenario.codeOf(n)).as(n).isNotNull());
        }
    }

    private static Path house() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/failures/README.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }
}
