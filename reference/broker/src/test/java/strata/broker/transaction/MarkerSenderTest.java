package strata.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Lane;
import strata.kernel.TopicPartition;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionCommand.MarkerAnswer;
import strata.kernel.transactions.TransactionCommand.MarkersAnswered;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionVersion;

class MarkerSenderTest {
    private static final TransactionMarker OF_A =
            new TransactionMarker("a", 7L, (short) 1, true, TransactionVersion.V2);
    private static final TransactionMarker OF_B =
            new TransactionMarker("b", 8L, (short) 0, false, TransactionVersion.V0);

    private record Told(int partition, int leaderEpoch, TransactionCommand command) {
        TransactionMarker marker() {
            return ((MarkersAnswered) command).marker();
        }

        List<MarkerAnswer> answers() {
            return ((MarkersAnswered) command).answers();
        }
    }

    private final TransactionWorld world =
            new TransactionWorld().withTopic("t", 2, 3, 2).withTopic("u", 0);
    private final List<Told> told = new ArrayList<>();
    private final PeerQuestions questions = new PeerQuestions(world, Lane.MARKERS, 30_000);
    private final MarkerSender sender =
            new MarkerSender(
                    world.clock(),
                    world.image,
                    questions,
                    (partition, epoch, command) -> told.add(new Told(partition, epoch, command)));

    private static TopicPartition t(int partition) {
        return new TopicPartition("t", partition);
    }

    private static WriteTxnMarkers.Result result(
            long producerId, ErrorCode error, TopicPartition... partitions) {
        return new WriteTxnMarkers.Result(
                producerId,
                List.of(partitions).stream()
                        .map(p -> new WriteTxnMarkers.PartitionResult(p, error))
                        .toList());
    }

    @Test
    void whatATurnBringsTogetherIsOneRequestForEachLeader() {
        sender.writerOf(4, 9).write(OF_A, List.of(t(0), t(1)));
        sender.writerOf(5, 2).write(OF_B, List.of(t(2)));
        assertThat(world.asked).isEmpty();

        sender.turnEnded();

        assertThat(world.take())
                .extracting(TransactionWorld.Asked::peer, TransactionWorld.Asked::request)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                TransactionWorld.broker(2),
                                new WriteTxnMarkers.Request(
                                        List.of(
                                                new WriteTxnMarkers.Marker(
                                                        7L,
                                                        (short) 1,
                                                        new EndMarker(true, 9),
                                                        TransactionVersion.V2,
                                                        List.of(t(0))),
                                                new WriteTxnMarkers.Marker(
                                                        8L,
                                                        (short) 0,
                                                        new EndMarker(false, 2),
                                                        TransactionVersion.V0,
                                                        List.of(t(2)))))),
                        org.assertj.core.groups.Tuple.tuple(
                                TransactionWorld.broker(3),
                                new WriteTxnMarkers.Request(
                                        List.of(
                                                new WriteTxnMarkers.Marker(
                                                        7L,
                                                        (short) 1,
                                                        new EndMarker(true, 9),
                                                        TransactionVersion.V2,
                                                        List.of(t(1)))))));
        sender.turnEnded();
        assertThat(world.asked).isEmpty();
    }

    @Test
    void eachCoordinatorIsToldWhatCameOfItsOwnMarker() {
        sender.writerOf(4, 9).write(OF_A, List.of(t(0)));
        sender.writerOf(5, 2).write(OF_B, List.of(t(2)));
        sender.turnEnded();

        questions.handle(
                world.only()
                        .answered(
                                new WriteTxnMarkers.Response(
                                        List.of(
                                                result(7L, ErrorCode.NONE, t(0)),
                                                result(
                                                        8L,
                                                        ErrorCode.INVALID_PRODUCER_EPOCH,
                                                        t(2))))));

        assertThat(told).hasSize(2);
        assertThat(told.get(0).partition()).isEqualTo(4);
        assertThat(told.get(0).leaderEpoch()).isEqualTo(9);
        assertThat(told.get(0).marker()).isEqualTo(OF_A);
        assertThat(told.get(0).answers()).containsExactly(new MarkerAnswer(t(0), ErrorCode.NONE));
        assertThat(told.get(1).marker()).isEqualTo(OF_B);
        assertThat(told.get(1).answers())
                .containsExactly(new MarkerAnswer(t(2), ErrorCode.INVALID_PRODUCER_EPOCH));
    }

    @Test
    void aPartitionThatIsGoneAndOneWithoutALeaderAreToldWhenTheTurnEnds() {
        TopicPartition gone = new TopicPartition("deleted", 0);
        TopicPartition tooHigh = t(3);
        TopicPartition headless = new TopicPartition("u", 0);
        sender.writerOf(4, 9).write(OF_A, List.of(gone, tooHigh, headless));
        assertThat(told).isEmpty();

        sender.turnEnded();

        assertThat(world.asked).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).answers())
                .containsExactly(
                        new MarkerAnswer(gone, ErrorCode.UNKNOWN_TOPIC_ID),
                        new MarkerAnswer(tooHigh, ErrorCode.UNKNOWN_TOPIC_ID),
                        new MarkerAnswer(headless, ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }

    @Test
    void aBrokenLineAndAnAnswerThatLeavesSomethingOutAreAsWithoutALeader() {
        sender.writerOf(4, 9).write(OF_A, List.of(t(0)));
        sender.turnEnded();
        questions.handle(world.take().get(0).closed());
        sender.writerOf(4, 9).write(OF_A, List.of(t(0), t(2)));
        sender.turnEnded();
        questions.handle(
                world.only()
                        .answered(
                                new WriteTxnMarkers.Response(
                                        List.of(result(7L, ErrorCode.NONE, t(2))))));

        MarkerAnswer none = new MarkerAnswer(t(0), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(told).hasSize(2);
        assertThat(told.get(0).answers()).containsExactly(none);
        assertThat(told.get(1).answers())
                .containsExactly(none, new MarkerAnswer(t(2), ErrorCode.NONE));
    }

    @Test
    void aLeaderThatIsSilentForTooLongIsGivenUp() {
        sender.writerOf(4, 9).write(OF_A, List.of(t(0)));
        sender.turnEnded();
        PeerQuestions.SilenceTimer timer = new PeerQuestions.SilenceTimer(Lane.MARKERS);
        assertThat(world.timers).containsEntry(timer, 30_000L);

        world.nowMs = 29_999;
        questions.timerFired(timer);
        assertThat(world.disconnected).isEmpty();
        world.nowMs = 30_000;
        questions.timerFired(timer);

        assertThat(world.disconnected).containsExactly(TransactionWorld.broker(2));
    }
}
