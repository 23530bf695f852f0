package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import strata.kernel.Nullable;

/** Any mix of origins runs, and what is not chosen is what there is. */
class NodeLayersTest {
    private static final String PILE = "labs/02-segments/src/main/java/strata/segments/Pile.java";

    @TempDir private Path folder;
    private TestHouse house;

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
        house.write("labs/02-segments/pom.xml", "<project/>");
        house.write(
                PILE,
                """
                package strata.segments;

                final class Pile {
                    static int two() {
                        throw strata.kernel.Todo.step("2.1", "two");
                    }
                }
                """);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theFullRepositoryRunsOnItsReference() throws Exception {
        NodeLayers layers = layers(null, "log", "segments");

        assertThat(layers.origins()).hasToString("{log=reference, segments=reference}");
        assertThat(layers.own()).isEmpty();
    }

    @Test
    void whereThereIsNoRepositoryItRunsOnWhatIsThere() {
        String root = System.clearProperty("strata.root");
        try {
            assertThat(NodeLayers.ofThisJvm(null, CommandSpec.create()).own()).isEmpty();
        } finally {
            System.setProperty("strata.root", String.valueOf(root));
        }
    }

    @Test
    void aHandoutRunsOnTheStudentsFirstLayer() throws Exception {
        NodeLayers layers = layers(null);

        assertThat(layers.origins()).hasToString("{log=labs}");
        assertThat(layers.own()).extracting(Lab::number).containsExactly(1);
    }

    @Test
    void aLabThatHasNoHoleLeftRunsToo() throws Exception {
        house.write(PILE, "package strata.segments; final class Pile {}");

        assertThat(layers(null).origins()).hasToString("{log=labs, segments=labs}");
    }

    @Test
    void aReleasedLayerCarriesTheStudentsNextOne() throws Exception {
        NodeLayers layers = layers("segments=labs", "log");

        assertThat(layers.origins()).hasToString("{log=reference, segments=labs}");
        assertThat(layers.own()).extracting(Lab::number).containsExactly(2);
    }

    @Test
    void theStudentsFirstLayerCarriesTheReferenceOfTheNextOne() throws Exception {
        NodeLayers layers = layers("log=labs", "log", "segments");

        assertThat(layers.origins()).hasToString("{log=labs, segments=reference}");
        assertThat(layers.own()).extracting(Lab::number).containsExactly(1);
    }

    @Test
    void aLayerThatIsNotHereIsRefusedByName() {
        assertThatThrownBy(() -> layers("log=reference"))
                .hasMessage(
                        "--layers log=reference: the reference is not in this copy of Strata;"
                                + " log=labs is what there is");
        assertThatThrownBy(() -> layers("replication=labs", "log", "segments"))
                .hasMessage("--layers replication=labs: lab 3 is not in this copy of Strata");
        assertThatThrownBy(() -> layers("groups=labs", "log", "segments"))
                .hasMessageContaining("[log, segments] is what there is");
    }

    private NodeLayers layers(@Nullable String choice, String... present)
            throws NodeLayers.Unavailable {
        for (String layer : present) {
            house.write(
                    "present/" + layer + "/META-INF/strata/" + layer,
                    "provider=x\norigin=reference\n");
        }
        List<Path> entries =
                List.of(present).stream().map(layer -> folder.resolve("present/" + layer)).toList();
        return NodeLayers.of(
                choice == null ? null : LayerChoice.parse(choice),
                new ClassPathLayers(entries),
                folder);
    }
}
