package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.transactions.producers.TestPartition.batch;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verdict;
import strata.kernel.transactions.Verification;
import strata.log.Batches;

/** What is let in. */
class AppendsTest {
    private final TestPartition partition = new TestPartition();

    private static ErrorCode error(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused
                ? refused.refusal().error()
                : ErrorCode.NONE;
    }

    private Verdict judge(ByteBuffer bytes, @Nullable Verification verification) {
        return partition
                .producers()
                .judge(BatchHeader.at(bytes, 0), BatchOrigin.CLIENT, verification);
    }

    @Test
    void aBatchThatIsSentAgainIsAnsweredWithItsFirstOffsetAndNotAppended() {
        partition.plain(3);
        partition.send(batch(7, 0, 0, false, 4));
        partition.send(batch(7, 0, 4, false, 2));

        Verdict again = partition.send(batch(7, 0, 0, false, 4));

        assertThat(again).isEqualTo(new Verdict.Duplicate(3, 6, Batches.NOW_MS + 3));
        assertThat(partition.log().logEndOffset()).isEqualTo(9);
    }

    @Test
    void theLastFiveBatchesAreKnownAndTheOneBeforeIsOutOfOrder() {
        for (int sequence = 0; sequence < 6; sequence++) {
            assertThat(partition.send(7, 0, sequence)).isEqualTo(Verdict.APPEND);
        }

        for (int sequence = 1; sequence < 6; sequence++) {
            assertThat(partition.send(7, 0, sequence)).isInstanceOf(Verdict.Duplicate.class);
        }
        assertThat(error(partition.send(7, 0, 0)))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void anotherBatchOverTheSameSequencesIsNoDuplicate() {
        partition.send(batch(7, 0, 0, false, 4));

        assertThat(error(partition.send(batch(7, 0, 0, false, 3))))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(error(partition.send(batch(7, 0, 1, false, 3))))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aGapIsOutOfOrderAndAnUnknownProducerMayBeginAnywhere() {
        assertThat(partition.send(7, 0, 12)).isEqualTo(Verdict.APPEND);
        assertThat(error(partition.send(7, 0, 14)))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(partition.send(7, 0, 13)).isEqualTo(Verdict.APPEND);
    }

    @Test
    void aBatchMayRunOverTheEndOfTheSequences() {
        partition.send(batch(7, 0, Integer.MAX_VALUE - 1, false, 4));

        assertThat(partition.send(batch(7, 0, Integer.MAX_VALUE - 1, false, 4)))
                .isInstanceOf(Verdict.Duplicate.class);
        assertThat(error(partition.send(7, 0, 3)))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(partition.send(7, 0, 2)).isEqualTo(Verdict.APPEND);
    }

    @Test
    void aNewEpochBeginsWith0AndForgetsTheOldOne() {
        partition.send(7, 0, 0);

        assertThat(error(partition.send(7, 1, 1)))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(partition.send(7, 1, 0)).isEqualTo(Verdict.APPEND);
        assertThat(error(partition.send(7, 0, 0))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(error(partition.send(7, 0, 1))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void ofACoordinatorsBatchOnlyTheEpochIsLookedAt() {
        ByteBuffer first = batch(7, 3, -1, true, 1);
        partition.append(first);

        assertThat(
                        partition
                                .producers()
                                .judge(
                                        BatchHeader.at(batch(7, 3, -1, true, 1), 0),
                                        BatchOrigin.COORDINATOR,
                                        null))
                .isEqualTo(Verdict.APPEND);
        assertThat(
                        error(
                                partition
                                        .producers()
                                        .judge(
                                                BatchHeader.at(batch(7, 2, -1, true, 1), 0),
                                                BatchOrigin.COORDINATOR,
                                                null)))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void outsideOfItsOpenTransactionAProducerMayNotWrite() {
        partition.open(7, 0, 0);

        assertThat(error(partition.send(7, 0, 1))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        partition.end(7, 0, true);
        assertThat(partition.send(7, 0, 1)).isEqualTo(Verdict.APPEND);
    }

    @Test
    void anOldMarkerIsRefusedAndAnOldCoordinatorToo() {
        partition.open(7, 4, 0);
        partition.append(TestPartition.marker(7, 4, new EndMarker(true, 9)));

        assertThat(marker(3, 9, TransactionVersion.V0)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(marker(4, 8, TransactionVersion.V0))
                .isEqualTo(ErrorCode.TRANSACTION_COORDINATOR_FENCED);
        assertThat(marker(4, 9, TransactionVersion.V0)).isEqualTo(ErrorCode.NONE);
        assertThat(marker(5, 10, TransactionVersion.V0)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void underVersion2AMarkerBumpsTheEpochAndTheSameOneMayComeAgain() {
        partition.open(7, 4, 0);
        assertThat(marker(4, 0, TransactionVersion.V2)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(marker(5, 0, TransactionVersion.V2)).isEqualTo(ErrorCode.NONE);

        partition.end(7, 5, false);

        assertThat(marker(5, 0, TransactionVersion.V2)).isEqualTo(ErrorCode.NONE);
        partition.open(7, 5, 0);
        assertThat(marker(5, 0, TransactionVersion.V2)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    private ErrorCode marker(int epoch, int coordinatorEpoch, TransactionVersion version) {
        var refusal =
                partition
                        .producers()
                        .refusalOf(
                                7, (short) epoch, new EndMarker(true, coordinatorEpoch), version);
        return refusal == null ? ErrorCode.NONE : refusal.error();
    }

    private @Nullable Verification asked(int sequence, TransactionVersion version) {
        return partition.producers().verification(7, (short) 0, sequence, version);
    }

    private void verifying() {
        partition.states = new ProducerStatesSpec.Settings(86_400_000L, true);
        partition.restart();
    }

    @Test
    void theFirstBatchOfATransactionNeedsTheTokenOfItsVerification() {
        verifying();
        ByteBuffer first = batch(7, 0, 0, true, 1);
        assertThat(error(judge(first, null))).isEqualTo(ErrorCode.INVALID_TXN_STATE);

        Verification token = asked(0, TransactionVersion.V2);

        assertThat(error(judge(first, null))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(error(judge(first, new Verification()))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(judge(first, token)).isEqualTo(Verdict.APPEND);
        partition.append(first);
        assertThat(asked(1, TransactionVersion.V2)).isNull();
        assertThat(judge(batch(7, 0, 1, true, 1), null)).isEqualTo(Verdict.APPEND);
    }

    @Test
    void aMarkerInBetweenMakesAVerificationWorthless() {
        verifying();
        Verification token = asked(0, TransactionVersion.V0);

        partition.end(7, 0, false);

        assertThat(error(judge(batch(7, 0, 0, true, 1), token)))
                .isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(asked(0, TransactionVersion.V0)).isNotSameAs(token);
    }

    @Test
    void aLaterBatchDoesNotGetInBeforeOneThatWaits() {
        verifying();
        Verification token = asked(5, TransactionVersion.V0);
        assertThat(asked(3, TransactionVersion.V0)).isSameAs(token);

        assertThat(error(judge(batch(7, 0, 5, true, 1), token)))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(judge(batch(7, 0, 3, true, 1), token)).isEqualTo(Verdict.APPEND);
    }

    @Test
    void underVersion2AnUnknownProducerBeginsWith0() {
        verifying();
        Verification token = asked(2, TransactionVersion.V2);

        assertThat(error(judge(batch(7, 0, 2, true, 1), token)))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void ofAnOldEpochNobodyIsAskedAndItIsRefusedAsSuch() {
        partition.open(7, 1, 0);
        partition.end(7, 1, true);
        verifying();

        assertThat(asked(1, TransactionVersion.V2)).isNull();
        assertThat(error(judge(batch(7, 0, 1, true, 1), null)))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void whereNobodyVerifiesAPartitionIsAddedAllTheSame() {
        assertThat(asked(0, TransactionVersion.V0)).isNull();
        assertThat(asked(0, TransactionVersion.V2)).isNotNull();
    }
}
