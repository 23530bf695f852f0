package strata.transactions.producers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.Verdict;

/** What is known after a beginning, and by which files. */
class RecoveryTest {
    private final TestPartition partition =
            new TestPartition(SegmentSettings.DEFAULT.with(SegmentSettings.Retention.NONE));

    private static String snapshot(int offset) {
        return TestPartition.DIRECTORY + "/" + String.format("%020d.snapshot", offset);
    }

    /** Segments at 0, 2 and 4. */
    private void threeSegments() {
        for (int i = 0; i < 6; i++) {
            partition.send(7, 0, i);
            if (i == 1 || i == 3) {
                partition.roll();
            }
        }
        partition.commitAll();
        partition.flush();
    }

    @Test
    void eachSegmentBeginsWithASnapshotAndACleanStopLeavesOneAtTheEnd() {
        threeSegments();
        assertThat(partition.files(".snapshot"))
                .containsExactly("00000000000000000002.snapshot", "00000000000000000004.snapshot");

        partition.restart();

        assertThat(partition.files(".snapshot"))
                .containsExactly(
                        "00000000000000000002.snapshot",
                        "00000000000000000004.snapshot",
                        "00000000000000000006.snapshot");
    }

    @Test
    void whatASnapshotLeavesOutIsFoundInTheEndOfTheLog() {
        threeSegments();
        partition.kill();
        // From the snapshot at 4 on, or an older one.
        assertThat(partition.send(7, 0, 3)).isInstanceOf(Verdict.Duplicate.class);
        assertThat(partition.send(7, 0, 5)).isInstanceOf(Verdict.Duplicate.class);

        partition.restart();

        for (int again = 5; again > 0; again--) {
            assertThat(partition.send(7, 0, again))
                    .isEqualTo(new Verdict.Duplicate(again, again, 1767225600000L));
        }
        assertThat(partition.send(7, 0, 0)).isInstanceOf(Verdict.Refused.class);
        assertThat(partition.send(7, 0, 6)).isEqualTo(Verdict.APPEND);
    }

    /** They were in flight with it: what comes long before was answered long ago. */
    @Test
    void ofWhoHasWrittenNothingLatelyOnlyTheLastBatchIsKnown() {
        partition.send(7, 0, 0);
        partition.send(7, 0, 1);
        for (int i = 0; i < 4095; i++) {
            partition.send(8, 0, i);
        }
        partition.commitAll();

        partition.restart();

        assertThat(partition.send(7, 0, 0)).isInstanceOf(Verdict.Refused.class);
        assertThat(partition.send(7, 0, 1)).isInstanceOf(Verdict.Duplicate.class);
        assertThat(partition.send(8, 0, 4090)).isInstanceOf(Verdict.Duplicate.class);
        assertThat(partition.send(8, 0, 4089)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void batchesOfAnEarlierEpochAreNotFoundAgain() {
        partition.send(7, 0, 0);
        partition.send(7, 0, 1);
        partition.send(7, 1, 0);
        partition.send(7, 1, 1);
        partition.commitAll();

        partition.restart();

        assertThat(partition.send(7, 1, 0)).isEqualTo(new Verdict.Duplicate(2, 2, 1767225600000L));
        assertThat(partition.send(7, 0, 1)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aBadSnapshotIsDeletedAndTheOneBeforeAndMoreOfTheLogTellTheSame() {
        threeSegments();
        var before = partition.producers().producers();
        byte[] bad = partition.disk.bytes(snapshot(4));
        bad[bad.length - 1] ^= 1;
        partition.disk.setBytes(snapshot(4), bad);

        partition.kill();

        assertThat(partition.producers().producers()).isEqualTo(before);
        assertThat(partition.files(".snapshot")).containsExactly("00000000000000000002.snapshot");
    }

    @Test
    void withoutAnySnapshotTheLogTellsAll() {
        threeSegments();
        var before = partition.producers().producers();
        partition.disk.delete(snapshot(2));
        partition.disk.delete(snapshot(4));

        partition.kill();

        assertThat(partition.producers().producers()).isEqualTo(before);
    }

    /** A flipped bit on a disk must not keep a node from starting. */
    @Test
    void damageHidesTheProducersOfItsSegmentAlone() {
        for (int i = 0; i < 6; i++) {
            partition.send(7 + i, 0, 0);
            if (i == 2) {
                partition.roll();
            }
        }
        partition.commitAll();
        partition.flush();
        for (String snapshot : partition.files(".snapshot")) {
            partition.disk.delete(TestPartition.DIRECTORY + "/" + snapshot);
        }
        String file = TestPartition.DIRECTORY + "/00000000000000000000.log";
        byte[] damaged = partition.disk.bytes(file);
        // The length of the second batch; all three of the segment are of one size.
        damaged[damaged.length / 3 + Long.BYTES] ^= 0x40;
        partition.disk.setBytes(file, damaged);

        partition.kill();

        assertThat(partition.producers().producers())
                .extracting(ProducerView::producerId)
                .containsExactly(10L, 11L, 12L);
        assertThat(partition.producers().endOffset()).isEqualTo(6);
    }

    @Test
    void aSnapshotAboveTheHighWatermarkIsNotBelieved() {
        partition.open(7, 0, 0);
        partition.highWatermarkIs(1);
        partition.end(7, 0, false);
        partition.plain(3);

        // It stops in good order, but the marker at 1 is on no other replica yet.
        partition.restart();

        assertThat(partition.producers().lastStableOffset(1)).isZero();
        partition.commitAll();
        assertThat(partition.producers().lastStableOffset(5)).isEqualTo(5);
    }

    @Test
    void aSnapshotAboveTheEndOfTheLogIsDeleted() {
        threeSegments();

        partition.truncateTo(3);

        assertThat(partition.files(".snapshot")).containsExactly("00000000000000000002.snapshot");
        assertThat(partition.send(7, 0, 3)).isEqualTo(Verdict.APPEND);
    }

    @Test
    void whoHasWrittenNothingForTooLongIsForgottenUnlessATransactionIsOpen() {
        partition.states = new ProducerStatesSpec.Settings(1_000, false);
        partition.restart();
        partition.send(7, 0, 0);
        partition.open(8, 0, 0);

        partition.producers().expire(partition.nowMs + 999);
        assertThat(partition.producers().producers()).hasSize(2);
        partition.producers().expire(partition.nowMs + 1_000);

        assertThat(partition.producers().producers())
                .extracting(ProducerView::producerId)
                .containsExactly(8L);
        assertThat(partition.producers().firstOpenOffset()).isEqualTo(1);
    }

    @Test
    void whoHasExpiredIsLeftOutOfASnapshotThatIsLoaded() {
        partition.states = new ProducerStatesSpec.Settings(1_000, false);
        partition.send(7, 0, 0);
        partition.commitAll();
        partition.nowMs += 1_000;

        partition.restart();

        assertThat(partition.producers().producers()).isEmpty();
    }

    @Test
    void afterItsBeginningWasDeletedTheRestOfATransactionCanBeRead() {
        partition.open(7, 0, 0);
        partition.plain(5);
        partition.commitAll();
        assertThat(partition.producers().lastStableOffset(6)).isZero();

        partition.log().raiseLogStart(4);
        partition.producers().segmentsChanged();

        assertThat(partition.producers().lastStableOffset(6)).isEqualTo(4);
    }
}
