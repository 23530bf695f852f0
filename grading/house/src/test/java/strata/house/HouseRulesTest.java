package strata.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.house.HouseCopy.Build;

class HouseRulesTest {
    private static final String LAYER = "reference/01-log/src/main/java/strata/log/Planted.java";
    private static final String KERNEL =
            "reference/kernel/src/main/java/strata/kernel/Planted.java";

    /** Where another rule is meant; saves half the time. */
    private static final String NO_ERROR_PRONE = "-P!error-prone";

    @TempDir private Path folder;
    private HouseCopy house;

    @BeforeEach
    void copyTheHouse() throws IOException {
        house = HouseCopy.into(folder);
    }

    private static void assertRed(Build build, String... because) {
        assertThat(build.exitCode()).as(build.output()).isNotZero();
        assertThat(build.output()).contains(because);
    }

    @Test
    void aCleanCopyIsGreen() throws Exception {
        house.write(
                LAYER,
                """
                package strata.log;

                import java.util.LinkedHashMap;
                import java.util.Map;

                final class Planted {
                    private Planted() {}

                    static Map<String, String> ordered() {
                        return new LinkedHashMap<>();
                    }
                }
                """);

        Build build = house.build("reference/node,reference/01-log", "process-classes");

        assertThat(build.exitCode()).as(build.output()).isZero();
    }

    @Test
    void aLayerThatDependsOnAnotherLayerIsRed() throws Exception {
        plantSecondLayer();
        house.replace(
                "reference/02-segments/pom.xml",
                "<dependencies>",
                """
                <dependencies>
                    <dependency>
                      <groupId>strata</groupId>
                      <artifactId>reference-log</artifactId>
                    </dependency>
                """);

        Build build = house.build("reference/02-segments", "process-classes", NO_ERROR_PRONE);

        assertRed(build, "The arrows of the house: reference-segments", "strata:reference-log");
    }

    @Test
    void aLayerThatImportsAnotherLayerIsRed() throws Exception {
        plantSecondLayer();

        Build build = house.build("reference/02-segments", "process-classes", "-Dquick");

        assertRed(build, "Planted.java", "package strata.log does not exist");
    }

    private void plantSecondLayer() throws IOException {
        house.write(
                "reference/02-segments/pom.xml",
                house.read("reference/01-log/pom.xml")
                        .replace("reference-log", "reference-segments"));
        house.write(
                "reference/02-segments/src/main/java/strata/segments/Planted.java",
                "package strata.segments; import strata.log.*; final class Planted {}");
    }

    @Test
    void aLayerThatReadsAClockOrMakesAHashMapIsRed() throws Exception {
        house.write(
                LAYER,
                """
                package strata.log;

                import java.util.HashMap;
                import java.util.Map;
                import java.util.Set;

                final class Planted {
                    private Planted() {}

                    static long now() {
                        return System.currentTimeMillis();
                    }

                    static Map<String, String> map() {
                        return new HashMap<>();
                    }

                    static Set<String> set() {
                        return Set.of("a", "b");
                    }

                    static Object file() {
                        return java.nio.file.Path.of("x");
                    }
                }
                """);

        Build build = house.build("reference/01-log", "process-classes", NO_ERROR_PRONE);

        assertRed(
                build,
                "java.lang.System#currentTimeMillis() [Clocks differ from run to run",
                "in strata.log.Planted (Planted.java:11)",
                "java.util.HashMap#<init>(**) [Its order of iteration is an accident",
                "in strata.log.Planted (Planted.java:15)",
                "java.util.Set#of(**) [Its order of iteration is an accident",
                "java.nio.file.Path [The outside world is behind ports");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01-log=log", "broker=broker", "node=node,sim=sim", "cli=cli"})
    void kafkaClientsImportedOutsideTheirRoomsIsRed(String rooms) throws Exception {
        List<String> modules = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        for (String room : rooms.split(",", -1)) {
            String[] folderAndPackage = room.split("=", -1);
            modules.add("reference/" + folderAndPackage[0]);
            sources.add(
                    "reference/%s/src/main/java/strata/%s/Planted.java"
                            .formatted(folderAndPackage[0], folderAndPackage[1]));
            house.write(sources.getLast(), importingKafka("strata." + folderAndPackage[1]));
        }

        Build build = house.build(String.join(",", modules), "process-classes", "-Dquick");

        assertRed(build, "package org.apache.kafka.common does not exist");
        assertThat(build.output()).contains(sources);
    }

    @Test
    void kafkaClientsMadeVisibleOutsideTheirRoomsIsRed() throws Exception {
        house.replace(
                "reference/node/pom.xml",
                "<artifactId>kafka-clients</artifactId>\n      <scope>runtime</scope>",
                "<artifactId>kafka-clients</artifactId>");

        Build build = house.build("reference/node", "process-classes", NO_ERROR_PRONE);

        assertRed(build, "The arrows of the house: strata-node", "org.apache.kafka:kafka-clients");
    }

    @Test
    void kafkaClientsInATestOfTheNodeIsRed() throws Exception {
        house.write(
                "reference/node/src/test/java/strata/node/Planted.java",
                importingKafka("strata.node"));

        Build build = house.build("reference/node", "process-test-classes", NO_ERROR_PRONE);

        assertRed(build, "org.apache.kafka.common.TopicPartition [kafka-clients lives in wire");
    }

    private static String importingKafka(String room) {
        return """
        package %s;

        import org.apache.kafka.common.TopicPartition;

        final class Planted {
            private Planted() {}

            static Object partition() {
                return new TopicPartition("t", 0);
            }
        }
        """
                .formatted(room);
    }

    @Test
    void aNullWhereNoneIsPromisedIsRed() throws Exception {
        house.write(
                KERNEL,
                """
                package strata.kernel;

                final class Planted {
                    private Planted() {}

                    static String name() {
                        return null;
                    }
                }
                """);

        assertRed(house.build("reference/kernel", "process-classes"), "[NullAway]");
    }

    @Test
    void aCompilerWarningIsRed() throws Exception {
        house.write(
                KERNEL,
                """
                package strata.kernel;

                import java.util.List;

                final class Planted {
                    private Planted() {}

                    static List<String> unchecked(Object list) {
                        return (List<String>) list;
                    }
                }
                """);

        Build build = house.build("reference/kernel", "process-classes", "-Dquick");

        assertRed(build, "unchecked cast", "-Werror");
    }

    @Test
    void anotherFormatIsRed() throws Exception {
        house.write(KERNEL, "package strata.kernel;\n\nfinal class Planted { }\n");

        assertRed(house.build("reference/kernel", "verify"), "format violations", "Planted.java");
    }
}
