package strata.sim.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CausalPastTest {
    private long nowUs;
    private final Recorder recorder = Recorder.on(() -> nowUs++);

    @Test
    void aMessagesPastIsWhatItsSenderHandledAndNotWhatElseHappened() {
        int request = recorder.sent("p1", "n1", "write");
        int other = recorder.sent("p2", "n1", "read");
        int handled = recorder.delivered("n1", request, false);
        int unrelated = recorder.delivered("n1", other, false);
        int answer = handling(handled, () -> recorder.sent("n1", "p1", "ok"));

        BitSet past = CausalPast.of(recorder.record(), answer, Reach.CAUSES);

        assertThat(past.stream()).containsExactly(request, handled, answer);
        assertThat(past.get(unrelated)).isFalse();
    }

    @Test
    void knowledgeIsTheStateAsItWasAndHowItCameToBe() {
        int start = recorder.started("n1", 1);
        int vote = recorder.sent("n2", "n1", "vote");
        int voted = recorder.delivered("n1", vote, false);
        int epoch2 = handling(voted, () -> recorder.state("n1", "epoch", 2));
        int noise = recorder.delivered("n1", recorder.sent("n3", "n1", "ping"), false);
        int request = recorder.sent("p1", "n1", "read");
        int handled = recorder.delivered("n1", request, false);
        int epoch3 = recorder.state("n1", "epoch", 3);
        RunRecord run = recorder.record();

        assertThat(CausalPast.of(run, handled, Reach.KNOWLEDGE).stream())
                .containsExactly(start, vote, voted, epoch2, request, handled);
        assertThat(CausalPast.of(run, handled, Reach.EVERYTHING_BEFORE).get(noise)).isTrue();
        assertThat(CausalPast.of(run, handled, Reach.EVERYTHING_BEFORE).get(epoch3)).isFalse();
    }

    @Test
    void aMessageSentInVainBringsItsLossAndTheFaultThatLostIt() {
        int fired = recorder.timerFired("n1", Recorder.NONE);
        int lost = handling(fired, () -> recorder.sent("n1", "n2", "replicate"));
        int acked = handling(fired, () -> recorder.sent("n1", "p1", "ok"));
        int split = recorder.fault("split 1 | 2");
        int loss = handling(split, () -> recorder.lost(lost, "reset"));
        int arrived = recorder.delivered("p1", acked, false);
        // The answer's past is the timer; the broken claim is about all that the timer did.
        int broken = handling(arrived, () -> recorder.broken("c", "claim", "found", List.of()));
        RunRecord run = recorder.record();

        assertThat(CausalPast.of(run, broken, Reach.KNOWLEDGE).stream())
                .contains(fired, acked, arrived, broken);
        assertThat(CausalPast.of(run, loss, Reach.CAUSES).stream())
                .containsExactly(fired, lost, split, loss);
        assertThat(CausalPast.of(run, lost, Reach.KNOWLEDGE).get(loss))
                .as("what came later than the event asked for")
                .isFalse();
    }

    @Test
    void whatAMessageOfThePastCameToIsOfThePast() {
        int fired = recorder.timerFired("n1", Recorder.NONE);
        int vain = handling(fired, () -> recorder.sent("n1", "n2", "replicate"));
        int split = recorder.fault("split 1 | 2");
        int loss = handling(split, () -> recorder.lost(vain, "reset"));
        int noticed = handling(loss, () -> recorder.state("n1", "isr", "1"));
        int after = handling(vain, () -> recorder.sent("n1", "p1", "ok"));

        BitSet past = CausalPast.of(recorder.record(), after, Reach.KNOWLEDGE);

        assertThat(past.stream()).containsExactly(fired, vain, split, loss, noticed, after);
    }

    @Test
    void aBrokenClaimsPastHasTheOperationsOnItsSubjects() {
        List<Field> x = List.of(Field.of("value", "p1-7"));
        int write = recorder.invoked("p1", "send", x);
        int other = recorder.invoked("p1", "send", List.of(Field.of("value", "p1-8")));
        int broken = recorder.broken("lost-write", "claim", "found", List.of("p1-7"));

        BitSet past = CausalPast.of(recorder.record(), broken, Reach.CAUSES);

        assertThat(past.stream()).containsExactly(write, broken);
        assertThat(past.get(other)).isFalse();
    }

    @Test
    void ofATimerThatSetsItselfAnewOnlyTheLastTimeCounts() {
        int beat1 = recorder.timerFired("n1", Recorder.NONE);
        int set1 = handling(beat1, () -> recorder.timerSet("n1", "beat", 50));
        int beat2 = recorder.timerFired("n1", set1);
        int set2 = handling(beat2, () -> recorder.timerSet("n1", "beat", 50));
        int beat3 = recorder.timerFired("n1", set2);
        RunRecord run = recorder.record();

        assertThat(CausalPast.of(run, beat3, Reach.CAUSES).stream()).containsExactly(set2, beat3);
        assertThat(CausalPast.of(run, beat3, Reach.EVERYTHING_BEFORE).cardinality()).isEqualTo(5);
    }

    private int handling(int event, Recorded what) {
        int before = recorder.handling(event);
        int recorded = what.index();
        recorder.handling(before);
        return recorded;
    }

    private interface Recorded {
        int index();
    }
}
