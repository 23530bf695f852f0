package strata.sim.cluster;

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

/** Every claim about a cluster has a code, and every code a page that names its claims. */
final class ClusterCodesTest {
    private static final Pattern BREACH = Pattern.compile("Breach(?:\\.of)?\\(\\s*\"([a-z-]+)\"");

    @Test
    void everyCodeHasAPageThatNamesItsClaims() throws IOException {
        for (String code : ClusterCodes.PAGES.all()) {
            String page = Files.readString(house().resolve("docs/failures/" + code + ".md"));

            assertThat(page).startsWith("# " + code + ": ");
            assertThat(ClusterCodes.PAGES.explainedBy(code))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    @Test
    void everyClaimThatARunOfAClusterCanBreakHasACode() throws IOException {
        Set<String> broken = new LinkedHashSet<>(List.of("lost-write", "unseen", "liveness"));
        Path sources = house().resolve("reference/sim/src/main/java/strata/sim");
        try (Stream<Path> here = Files.list(sources);
                Stream<Path> ofClusters = Files.list(sources.resolve("cluster"))) {
            List<Path> files =
                    Stream.concat(here, ofClusters)
                            .filter(file -> file.toString().endsWith(".java"))
                            .toList();
            for (Path file : files) {
                Matcher found = BREACH.matcher(Files.readString(file));
                while (found.find()) {
                    broken.add(found.group(1));
                }
            }
        }

        assertThat(broken)
                .contains("two-leaders", "node-threw")
                .isSubsetOf(
                        ClusterCodes.PAGES.all().stream()
                                .flatMap(code -> ClusterCodes.PAGES.explainedBy(code).stream())
                                .toList());
    }

    @Test
    @Tag("layer")
    void everyScenarioOfAClusterKnowsTheCodes() {
        List<Scenario> scenarios = ClusterScenarios.all();

        assertThat(scenarios).isNotEmpty();
        assertThat(scenarios)
                .allSatisfy(
                        each -> {
                            assertThat(each.codeOf("two-leaders")).isEqualTo("SIM-305");
                            assertThat(each.codeOf("liveness")).isEqualTo("SIM-309");
                        });
    }

    private static Path house() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/failures/README.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }
}
