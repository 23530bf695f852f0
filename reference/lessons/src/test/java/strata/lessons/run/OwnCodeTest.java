package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.lessons.Card;

/** Whose code a failure was in: the student's, or a layer's below that was released as a jar. */
class OwnCodeTest {
    private static final String APPEND_LOG = "strata/log/AppendLog.java:210 in open";
    private static final String SEGMENT_LOG = "strata/segments/SegmentLog.java:146 in append";

    @TempDir private Path folder;

    private OwnCode own;

    @BeforeEach
    void makeLayers() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes/strata/segments"));
        Files.createFile(classes.resolve("SegmentLog.class"));
        Path jar = folder.resolve("01-log.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("strata/log/AppendLog.class"));
        }
        own = new OwnCode(List.of(jar, folder.resolve("classes")), List.of());
    }

    private static Exception thrownIn(StackTraceElement... frames) {
        Exception thrown = new IllegalStateException("no such file");
        thrown.setStackTrace(frames);
        return thrown;
    }

    private static StackTraceElement appendLog() {
        return new StackTraceElement("strata.log.AppendLog", "open", "AppendLog.java", 210);
    }

    private static StackTraceElement segmentLog() {
        return new StackTraceElement(
                "strata.segments.SegmentLog", "append", "SegmentLog.java", 146);
    }

    @Test
    void theStudentsOwnLineIsToldThoughAReleasedLayerThrew() {
        Exception thrown = thrownIn(appendLog(), segmentLog());

        assertThat(own.layerFrame(thrown)).isEqualTo(SEGMENT_LOG);
        assertThat(card(thrown))
                .contains("  your code   " + SEGMENT_LOG)
                .contains("  layer 1 (released) AppendLog.java:210 in open");
    }

    @Test
    void aReleasedLayerIsNotCalledTheStudents() {
        Exception thrown = thrownIn(appendLog());

        assertThat(own.layerFrame(thrown)).isEqualTo(APPEND_LOG);
        assertThat(card(thrown)).contains("  layer 1 (released) " + APPEND_LOG);
    }

    private List<String> card(Exception thrown) {
        Card card =
                new Card(
                        "TruncateTest.itIsCut",
                        "2.6",
                        "It is cut",
                        List.of(),
                        List.of(),
                        "",
                        "no exception",
                        "an exception",
                        List.of(),
                        own.layerFrame(thrown),
                        "",
                        own.stack(thrown),
                        List.of(),
                        "",
                        "",
                        "",
                        "layers: log=reference segments=labs");
        return new CardText(Style.PLAIN, folder, List.of()).lines(card, Verdict.FAILED);
    }
}
