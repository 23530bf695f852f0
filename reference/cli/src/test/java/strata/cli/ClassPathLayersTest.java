package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathLayersTest {
    @TempDir private Path folder;

    private Path jar(String name, String origin) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/strata/log"));
            zip.write(("provider=P\norigin=" + origin + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private Path classes(String origin) throws IOException {
        Path descriptor = folder.resolve("classes/META-INF/strata/log");
        Files.createDirectories(descriptor.getParent());
        Files.writeString(descriptor, "provider=P\norigin=" + origin + "\n");
        return folder.resolve("classes");
    }

    @Test
    void theOriginIsThatOfTheJarOrFolderThatBringsTheLayer() throws IOException {
        Path reference = jar("a.jar", "reference");

        assertThat(new ClassPathLayers(List.of(reference)).origin("log")).isEqualTo("reference");
        assertThat(new ClassPathLayers(List.of(classes("labs"))).origin("log")).isEqualTo("labs");
        assertThat(new ClassPathLayers(List.of(reference)).origin("segments")).isNull();
        assertThat(new ClassPathLayers(List.of(folder.resolve("no.jar"))).origin("log")).isNull();
    }

    @Test
    void otherClassesTakeThePlaceOfAllThatBringTheLayer() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        ClassPathLayers layers =
                new ClassPathLayers(List.of(other, jar("a.jar", "reference"), jar("b.jar", "x")));

        assertThat(layers.with("log", classes("labs")).entries())
                .containsExactly(other, folder.resolve("classes"));
    }

    @Test
    void aStarIsAllJarsOfAFolder() throws IOException {
        Path b = jar("b.jar", "reference");
        Path a = jar("a.jar", "reference");
        Files.createFile(folder.resolve("a.txt"));

        assertThat(ClassPathLayers.of(folder + "/*").entries()).containsExactly(a, b);
    }

    @Test
    void aLayerMayUseTheKernelAndNothingElseOfOurs() {
        List<String> names =
                new ClassPathLayers(
                                List.of(
                                        Path.of("/l/strata-kernel-0.1.0.jar"),
                                        Path.of("/l/slf4j-api-2.0.20.jar"),
                                        Path.of("/l/slf4j-simple-2.0.20.jar"),
                                        Path.of("/l/strata-broker-0.1.0.jar"),
                                        Path.of("/l/reference-log-0.1.0.jar")))
                        .forLayers().stream().map(path -> path.getFileName().toString()).toList();

        assertThat(names).containsExactly("strata-kernel-0.1.0.jar", "slf4j-api-2.0.20.jar");
    }
}
