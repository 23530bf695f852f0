package strata.sim.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import strata.sim.BreachFound;
import strata.sim.SimWorld;
import strata.sim.check.OperationText;
import strata.sim.disk.CrashMode;
import strata.sim.history.History.Read;

final class HistoryTest {
    private static final String P = "flights-0";
    private final SimWorld world = new SimWorld(1);
    private History history = new History(world, Promise.IN_PAGE_CACHE);

    @Test
    void anAcknowledgedRecordThatIsGoneAfterAKillIsALostWrite() {
        acknowledged(0, "a", "b");

        history.crashed(CrashMode.KEEP_ALL);

        assertBreaks("lost-write", () -> readToEnd("a"));
    }

    @Test
    void aLossOfPowerMayCutTheEndButOnlyOnce() {
        acknowledged(0, "a", "b", "c");
        history.crashed(CrashMode.LOSE_UNFLUSHED);
        readToEnd("a");
        acknowledged(1, "d");

        history.crashed(CrashMode.KEEP_ALL);

        assertBreaks("lost-write", () -> readToEnd("a"));
    }

    @Test
    void whatWasAcknowledgedAsFlushedSurvivesALossOfPower() {
        history = new History(world, Promise.FLUSHED_BEFORE_ACK);
        acknowledged(0, "a");
        history.crashed(CrashMode.TEAR_TAIL);

        assertBreaks("lost-write", () -> readToEnd());
    }

    @Test
    void whatOneLossOfPowerLeftIsDurableInTheNext() {
        acknowledged(0, "a", "b");
        history.crashed(CrashMode.TEAR_TAIL);
        readToEnd("a", "b");
        history.crashed(CrashMode.TEAR_TAIL);

        assertBreaks("lost-write", () -> readToEnd("a"));
    }

    @Test
    void whatFollowsACutWasSentAfterIt() {
        acknowledged(0, "a", "b");
        history.sending("p", P, List.of("c"));
        history.crashed(CrashMode.TEAR_TAIL);

        assertBreaks("broken-prefix", () -> readToEnd("a", "c"));
    }

    @Test
    void oneOffsetHasOneValue() {
        acknowledged(0, "a");
        history.sending("p", P, List.of("x"));

        assertBreaks("inconsistent-offsets", () -> readToEnd("x"));
    }

    @Test
    void aRecordStandsTwiceOnlyWhenItWasSentTwice() {
        history.sending("p", P, List.of("a"));
        history.sending("p", P, List.of("a"));
        readToEnd("a", "a");

        assertBreaks("duplicate", () -> readToEnd("a", "a", "a"));
    }

    @Test
    void whatNobodySentIsAChangedRecord() {
        assertBreaks("changed-record", () -> readToEnd("?"));
    }

    @Test
    void whatWasRefusedIsNeverRead() {
        history.refused(history.sending("p", P, List.of("a")), "NOT_ENOUGH_REPLICAS");

        assertBreaks("aborted-read", () -> readToEnd("a"));
    }

    @Test
    void whatWasDeletedIsNeverReadAgain() {
        acknowledged(0, "a");
        history.deleted("flights");

        assertBreaks("resurrected-record", () -> readToEnd("a"));
    }

    @Test
    void offsetsAreReadOneAfterTheOther() {
        acknowledged(0, "a", "b", "c");

        assertBreaks("poll-skip", () -> history.polled("r", P, 0, List.of(new Read(1, "b"))));
        assertBreaks(
                "nonmonotonic-poll", () -> history.polled("r", P, 2, List.of(new Read(1, "b"))));
    }

    @Test
    void whatIsSentLaterStandsLater() {
        Attempt first = history.sending("p", P, List.of("a"));
        Attempt second = history.sending("p", P, List.of("b"));
        history.acknowledged(first, 5);

        assertBreaks("nonmonotonic-send", () -> history.acknowledged(second, 3));
    }

    @Test
    void whatCameWhileTheLogWasReadIsNotMissed() {
        acknowledged(0, "a");
        long begun = history.readingBegins();
        acknowledged(1, "b");

        history.readToEnd("r", P, begun, 1);

        assertThat(world.breaches()).isEmpty();
    }

    @Test
    void aBreachIsRecordedEvenIfWhatIsThrownIsCaught() {
        assertBreaks("changed-record", () -> readToEnd("?"));

        assertThat(world.breaches()).hasSize(1);
        assertThat(world.step()).isFalse();
    }

    @Test
    void whatItIsToldIsWrittenDownForTheCheckOfTheWhole() {
        history.mayDelete();
        Attempt first = history.sending("p", P, List.of("a", "b"));
        history.lost(first, "the connection was reset");
        Attempt refused = history.sending("p", P, List.of("c"));
        history.refused(refused, "NOT_ENOUGH_REPLICAS");
        history.acknowledged(history.sending("p", P, List.of("a", "b")), 2);
        history.sending("q", P, List.of("d"));
        history.polled("r", P, 2, List.of(new Read(2, "a")));
        history.polled("r", P, 3, List.of(new Read(3, "b")));
        history.polled("r", P, 4, List.of());
        history.polled("r", P, 3, List.of(new Read(3, "b")));
        history.startsAt("r", P, 0, 3);
        history.crashed(CrashMode.KEEP_ALL);
        history.crashed(CrashMode.TEAR_TAIL);
        history.deleted("flights");
        history.acknowledged(history.sending("p", P, List.of("e")), 0);
        history.finalPolls();

        assertThat(OperationText.write(history.operations()))
                .isEqualTo(
                        """
                        strata-history 1
                        keeps nothing
                        transactions v2
                        clients plain read_uncommitted
                        1..5 p send flights-0 a@2 b@3 -> ok tries=2
                        3..4 p send flights-0 c@? -> fail
                        6.. q send flights-0 d@? -> info
                        7..8 r seek flights-0 2 -> ok
                        9..10 r poll flights-0 a@2 -> ok
                        11..12 r poll flights-0 b@3 -> ok
                        13..14 r seek flights-0 3 -> ok
                        15..16 r poll flights-0 b@3 -> ok
                        17 world start flights-0 3
                        18 world loss
                        19 world start flights-0 9223372036854775807
                        20..21 p send flights-0#1 e@0 -> ok
                        22 world final
                        """);
    }

    private void acknowledged(long baseOffset, String... values) {
        history.acknowledged(history.sending("p", P, List.of(values)), baseOffset);
    }

    private void readToEnd(String... values) {
        long begun = history.readingBegins();
        for (int i = 0; i < values.length; i++) {
            history.polled("r", P, i, List.of(new Read(i, values[i])));
        }
        history.readToEnd("r", P, begun, values.length);
    }

    private static void assertBreaks(String invariant, ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        BreachFound.class,
                        e -> assertThat(e.breach().invariant()).isEqualTo(invariant));
    }
}
