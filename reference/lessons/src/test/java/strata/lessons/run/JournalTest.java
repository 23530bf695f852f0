package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.lessons.Card;
import strata.lessons.Kind;

class JournalTest {
    private static final TestInfo TEST =
            new TestInfo(
                    "VarintsTest.holds",
                    "1.1",
                    "it holds",
                    2,
                    "varints",
                    Kind.UNIT,
                    "LOG-101",
                    List.of("R1.1-a"));
    private static final Card CARD =
            new Card(
                    "VarintsTest.holds",
                    "1.1",
                    "it \"holds\"\n…",
                    List.of("R1.1-a"),
                    List.of("write 300"),
                    "the bytes",
                    "d8 04",
                    "d8 84",
                    List.of("d8 84", "   ^^"),
                    "strata/log/Varints.java:52 in write",
                    "strata/log/VarintsTest.java:17 in holds",
                    List.of(),
                    List.of("printed"),
                    "./strata test 1.1",
                    "LOG-101",
                    "docs/failures/LOG-101.md",
                    "layers: log=labs");
    private static final List<SuiteEvent> EVENTS =
            List.of(
                    new SuiteEvent.Planned(List.of(TEST)),
                    new SuiteEvent.Started(TEST.id()),
                    new SuiteEvent.Finished(new TestOutcome(TEST, Verdict.FAILED, "", 12, CARD)),
                    new SuiteEvent.Finished(new TestOutcome(TEST, Verdict.PASSED, "", 3, null)),
                    new SuiteEvent.Ended());

    private static byte[] written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EVENTS.forEach(new Journal(out));
        return out.toByteArray();
    }

    private static List<SuiteEvent> read(byte[] bytes) throws IOException {
        return Journal.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        byte[] bytes = written();

        assertThat(read(bytes)).isEqualTo(EVENTS);
        assertThat(new String(bytes, StandardCharsets.UTF_8).lines()).hasSize(EVENTS.size());
    }

    @Test
    void whereverTheLastLineIsTornTheLinesBeforeItAreRead() throws IOException {
        byte[] bytes = written();
        for (int length = 0; length < bytes.length; length++) {
            byte[] torn = Arrays.copyOf(bytes, length);
            long whole =
                    new String(torn, StandardCharsets.ISO_8859_1)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();

            List<SuiteEvent> events = read(torn);

            // A line may be whole but for its end.
            assertThat(events.size()).isBetween((int) whole, (int) whole + 1);
            assertThat(events).isEqualTo(EVENTS.subList(0, events.size()));
        }
    }

    @Test
    void linesThatSaySomethingElseArePassedOver() throws IOException {
        String foreign =
                """
                not JSON
                []
                null
                {"event":"unknown"}
                {"event":"started"}
                {"event":"started","testId":null}
                {"event":"finished","outcome":{"verdict":"PASSED"}}
                {"event":"finished","outcome":7}
                {"event":"planned","tests":[null]}
                {"event":"started","testId":"VarintsTest.holds","more":1}
                """;

        assertThat(read(foreign.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new SuiteEvent.Started("VarintsTest.holds"));
    }

    @Test
    void anEndlessLineIsNotKept() throws IOException {
        byte[] endless = new byte[20 << 20];
        Arrays.fill(endless, (byte) '[');

        assertThat(read(endless)).isEmpty();
    }
}
