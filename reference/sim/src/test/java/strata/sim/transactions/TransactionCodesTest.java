package strata.sim.transactions;

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
import strata.broker.Layers;
import strata.sim.scenario.Scenario;

/** Each code of a claim about producers has a page, and each claim a code. */
final class TransactionCodesTest {
    private static final Pattern BREACH =
            Pattern.compile("(?:Breach\\.of|broken)\\(\\s*\"([a-z-]+)\"");

    @Test
    void everyCodeHasAPageThatNamesItsClaims() throws IOException {
        for (String code : TransactionCodes.PAGES.all()) {
            String page = Files.readString(house().resolve("docs/failures/" + code + ".md"));

            assertThat(page).startsWith("# " + code + ": ");
            assertThat(TransactionCodes.PAGES.explainedBy(code))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    @Test
    @Tag("layer")
    void everyClaimThatARunCanBreakHasACode() throws IOException {
        Set<String> broken = new LinkedHashSet<>();
        Path sources = house().resolve("reference/sim/src/main/java/strata/sim/transactions");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Matcher found = BREACH.matcher(Files.readString(file));
                while (found.find()) {
                    broken.add(found.group(1));
                }
            }
        }
        List<Scenario> scenarios =
                TransactionScenarios.names().stream()
                        .map(
                                name ->
                                        TransactionScenarios.named(
                                                name,
                                                () -> Layers.load(getClass().getClassLoader())))
                        .toList();

        assertThat(broken).contains("zombie-accepted", "replay-differs", "hanging-transaction");
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
