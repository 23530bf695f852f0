package strata.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.sim.record.Recorder;

final class CausalStoryTest {
    private long nowUs;
    private final Recorder recorder = Recorder.on(() -> nowUs);

    private record Write(int number, String value) {}

    private record Copy(int number) {}

    private record Heartbeat() {}

    @Test
    void aStoryTellsWhatLedToTheBreachAndNothingElse() {
        recorder.started("n1", 1);
        recorder.started("n2", 1);
        beat(1_000, "n1", "n2");
        nowUs = 2_000;
        int operation = recorder.invoked("c1", new Write(7, "blue"));
        int asked = recorder.sent("c1", "n1", new Write(7, "blue"));
        beat(2_500, "n2", "n1");
        nowUs = 3_000;
        int before = recorder.handling(recorder.delivered("n1", asked, false));
        recorder.state("n1", "writes", 7);
        int copy = recorder.sent("n1", "n2", new Copy(7));
        recorder.strayed("n1 acknowledges write 7, only n1 has it", List.of("7"));
        recorder.strayed("this is about another write", List.of("8"));
        int answer = recorder.sent("n1", "c1", "Done", List.of());
        recorder.handling(before);
        nowUs = 3_500;
        before = recorder.handling(recorder.delivered("c1", answer, false));
        recorder.answered(operation, "ok");
        recorder.handling(before);
        nowUs = 4_000;
        before = recorder.handling(recorder.fault("at 0.004000 n1 crash mode=TEAR_TAIL"));
        recorder.crashed("n1", "TEAR_TAIL", "the last write is lost");
        recorder.lost(copy, "its sender died");
        recorder.handling(before);
        nowUs = 5_000;
        recorder.started("n1", 2);
        recorder.broken("lost-write", "What was acknowledged stays", "7 is gone", List.of("7"));

        List<String> story = CausalStory.lines(CausalStory.of(recorder.record()));

        assertThat(String.join("\n", story))
                .isEqualTo(
                        """
                           1. 0.002000  c1 begins Write(number=7, value=blue), sends Write(number=7, value=blue) to n1
                           2. 0.003000  n1 receives Write(number=7, value=blue) from c1, writes is now 7, sends Copy(number=7) to n2 (under way until n1 crashed at 0.004000: lost), sends Done to c1  <- here it leaves the right path: n1 acknowledges write 7, only n1 has it
                           3. 0.003500  c1 receives Done from n1, is told: Write: ok
                           4. 0.004000  n1 crashes: TEAR_TAIL: the last write is lost
                           5. 0.005000  n1 starts again
                           6. 0.005000  BROKEN lost-write: 7 is gone
                        """
                                .stripTrailing());
    }

    @Test
    void aMessageThatOutlivesADeathIsSaidTo() {
        recorder.started("n1", 1);
        int sent = recorder.sent("n1", "n2", new Copy(7));
        nowUs = 1_000;
        recorder.crashed("n1", "KEEP_ALL", "nothing is lost");
        nowUs = 2_000;
        int before = recorder.handling(recorder.delivered("n2", sent, true));
        recorder.broken("twice", "Once is enough", "n2 did 7 twice", List.of());
        recorder.handling(before);

        List<String> story = CausalStory.lines(CausalStory.of(recorder.record()));

        assertThat(story)
                .anyMatch(
                        step ->
                                step.contains("n2 receives Copy(number=7) from n1")
                                        && step.contains("connection was lost")
                                        && step.contains("(sent at 0.000000, before n1 died)"));
    }

    @Test
    void aLongStoryIsCutToThirtyStepsAndSaysWhatIsMissing() {
        int last = Recorder.NONE;
        for (int i = 0; i < 100; i++) {
            nowUs += 1_000;
            recorder.handling(last);
            int sent =
                    recorder.sent(i % 2 == 0 ? "n1" : "n2", i % 2 == 0 ? "n2" : "n1", new Copy(i));
            last = recorder.delivered(i % 2 == 0 ? "n2" : "n1", sent, false);
        }
        recorder.handling(Recorder.NONE);
        recorder.fault("at 0.100000 split 1 | 2");
        recorder.handling(last);
        recorder.broken("late", "It comes in time", "it came late", List.of());

        List<String> story = CausalStory.lines(CausalStory.of(recorder.record()));

        List<String> steps = story.stream().filter(line -> line.matches(" *[0-9]+\\. .*")).toList();
        assertThat(steps).hasSize(CausalStory.STEPS_MAX);
        assertThat(steps.get(steps.size() - 2))
                .contains("split: nothing gets from n1 to n2, or back");
        assertThat(steps.get(steps.size() - 1)).contains("BROKEN late");
        assertThat(story).anyMatch(line -> line.matches(" +… [0-9]+ lesser steps left out …"));
    }

    @Test
    void aRetryIsCalledOne() {
        int operation = recorder.invoked("c1", new Write(7, "blue"));
        for (String node : List.of("n1", "n2", "n2")) {
            nowUs += 1_000;
            int sent = recorder.sent("c1", node, new Write(7, "blue"));
            nowUs += 1_000;
            int before = recorder.handling(recorder.delivered(node, sent, false));
            recorder.state(node, "writes", nowUs);
            recorder.handling(before);
        }
        recorder.answered(operation, "ok");
        recorder.broken("twice", "Once is enough", "7 was done twice", List.of("7", "blue"));

        String story = String.join("\n", CausalStory.lines(CausalStory.of(recorder.record())));

        assertThat(story)
                .contains("n2 receives Write(number=7, value=blue) (a retry) from c1")
                .contains("n2 receives Write(number=7, value=blue) again from c1");
    }

    @Test
    void aRunThatBreaksNothingHasNoStory() {
        recorder.started("n1", 1);

        assertThat(CausalStory.of(recorder.record())).isEmpty();
    }

    private void beat(long timeUs, String from, String to) {
        nowUs = timeUs;
        int sent = recorder.sent(from, to, new Heartbeat());
        recorder.handling(recorder.handling(recorder.delivered(to, sent, false)));
    }
}
