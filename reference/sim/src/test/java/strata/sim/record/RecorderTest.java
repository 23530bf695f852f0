package strata.sim.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private long nowUs;
    private final Recorder recorder = Recorder.on(() -> nowUs);

    private record Append(int epoch, String value) {}

    @Test
    void aDeliveryKnowsItsSendingAndItsFields() {
        int sent = recorder.sent("n1", "n2", new Append(3, "x"));
        nowUs = 250;
        int delivered = recorder.delivered("n2", sent, false);

        RunEvent event = recorder.record().events().get(delivered);

        assertThat(event.kind()).isEqualTo(EventKind.DELIVERED);
        assertThat(event.about()).isEqualTo(sent);
        assertThat(event.cause()).isEqualTo(sent);
        assertThat(event.peer()).isEqualTo("n1");
        assertThat(event.timeUs()).isEqualTo(250);
        assertThat(event.fields()).containsExactly(Field.of("epoch", 3), Field.of("value", "x"));
    }

    @Test
    void whatArisesWhileSomethingIsHandledHasItAsItsCause() {
        int fired = recorder.timerFired("n1", Recorder.NONE);
        int before = recorder.handling(fired);
        int sent = recorder.sent("n1", "n2", new Append(1, "y"));
        recorder.handling(before);
        int outside = recorder.note("n1", "later");

        List<RunEvent> events = recorder.record().events();

        assertThat(events.get(sent).cause()).isEqualTo(fired);
        assertThat(events.get(outside).cause()).isEqualTo(Recorder.NONE);
    }

    @Test
    void aStateIsRecordedWhenItChangesAndAgainInTheNextLife() {
        recorder.state("n1", "epoch", 4);
        recorder.state("n1", "epoch", 4);
        recorder.state("n1", "epoch", 5);
        recorder.crashed("n1", "KEEP_ALL", "nothing");
        recorder.state("n1", "epoch", 5);

        List<RunEvent> events = recorder.record().events();

        assertThat(events)
                .extracting(RunEvent::kind)
                .containsExactly(
                        EventKind.STATE, EventKind.STATE, EventKind.CRASHED, EventKind.STATE);
        assertThat(events.get(1).field("value")).isEqualTo("5");
        assertThat(events.get(1).field("before")).isEqualTo("4");
        assertThat(events.get(3).field("before")).isEmpty();
    }

    @Test
    void aRecorderThatIsOffRecordsNothing() {
        Recorder off = Recorder.off();

        int sent = off.sent("n1", "n2", new Append(1, "x"));
        off.delivered("n2", sent, true);
        off.answered(off.invoked("p1", "read"), "ok");
        off.broken("lost-write", "claim", "numbers", List.of());

        assertThat(sent).isEqualTo(Recorder.NONE);
        assertThat(off.record().events()).isEmpty();
        assertThat(off.record().columns()).isEmpty();
    }

    @Test
    void turnsThatOverlapInTimeAreToldInTheOrderOfTheirTimes() {
        // Given a turn of n1 that was done at once though it took until 900
        nowUs = 100;
        int first = recorder.timerFired("n1", Recorder.NONE);
        recorder.handling(first);
        nowUs = 900;
        int sent = recorder.sent("n1", "n2", new Append(1, "x"));
        recorder.handling(Recorder.NONE);
        // and what happened meanwhile, done and so written after it
        nowUs = 300;
        recorder.note("n2", "meanwhile");
        nowUs = 1_000;
        recorder.delivered("n2", sent, false);
        nowUs = 950;
        recorder.broken("claim", "what was to hold", "what was found", List.of());

        List<RunEvent> events = recorder.record().events();

        assertThat(events)
                .extracting(RunEvent::kind)
                .containsExactly(
                        EventKind.TIMER_FIRED,
                        EventKind.NOTE,
                        EventKind.SENT,
                        EventKind.DELIVERED,
                        EventKind.BROKEN);
        assertThat(events).extracting(RunEvent::index).containsExactly(0, 1, 2, 3, 4);
        assertThat(events.get(3).about()).isEqualTo(2);
        assertThat(events).extracting(RunEvent::timeUs).isSorted();
    }

    @Test
    void aLongValueIsCutAndSaysSo() {
        String text = "z".repeat(1000);

        Field field = Field.of("value", text);

        assertThat(field.value()).startsWith("zzz").endsWith("… (1000 characters)");
    }

    @Test
    void everybodyHasAColumnOfTheirRole() {
        recorder.sent("n101", "n2", "hello");
        recorder.fault("split 1 | 2");

        assertThat(recorder.record().columns())
                .containsExactly(
                        new Column("n101", Column.Role.CLIENT),
                        new Column("n2", Column.Role.NODE),
                        new Column("world", Column.Role.WORLD));
    }
}
