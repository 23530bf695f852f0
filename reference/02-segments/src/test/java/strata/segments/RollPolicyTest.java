package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentSettings;
import strata.log.Batches;

final class RollPolicyTest {
    private static final SegmentSettings SETTINGS = settings(1_000, 60_000, 0);
    private static final long NOW_MS = Batches.NOW_MS;

    @Test
    void aSegmentRollsBeforeItWouldGrowLargerThanItMay() {
        RollPolicy.Present active = present(100, 900, NOW_MS);

        assertThat(RollPolicy.mustRoll(active, arriving(100, 200, NOW_MS), SETTINGS)).isFalse();
        assertThat(RollPolicy.mustRoll(active, arriving(101, 200, NOW_MS), SETTINGS)).isTrue();
    }

    @Test
    void sizesDoNotOverflow() {
        SegmentSettings large = settings(Integer.MAX_VALUE, 60_000, 0);
        RollPolicy.Present active = present(0, Integer.MAX_VALUE - 10L, NOW_MS);

        assertThat(RollPolicy.mustRoll(active, arriving(11, 5, NOW_MS), large)).isTrue();
        assertThat(RollPolicy.mustRoll(active, arriving(10, 5, NOW_MS), large)).isFalse();
    }

    @Test
    void anEmptySegmentTakesBatchesOfAnySize() {
        RollPolicy.Present active = present(100, 0, -1);

        assertThat(RollPolicy.mustRoll(active, arriving(5_000, 200, NOW_MS), SETTINGS)).isFalse();
    }

    @Test
    void ageIsCountedInTheTimeOfTheRecords() {
        RollPolicy.Present active = present(0, 10, NOW_MS - 60_000);

        assertThat(RollPolicy.mustRoll(active, arriving(1, 5, NOW_MS), SETTINGS)).isFalse();
        assertThat(RollPolicy.mustRoll(active, arriving(1, 5, NOW_MS + 1), SETTINGS)).isTrue();
    }

    @Test
    void ageIsCountedFromTheCreationWhereRecordsHaveNoTime() {
        RollPolicy.Present old = new RollPolicy.Present(0, 10, -1, NOW_MS - 60_001, 0, false);
        RollPolicy.Present young = new RollPolicy.Present(0, 10, -1, NOW_MS - 60_000, 0, false);
        RollPolicy.Arriving timeless = new RollPolicy.Arriving(1, 5, -1, NOW_MS);

        assertThat(RollPolicy.mustRoll(old, timeless, SETTINGS)).isTrue();
        assertThat(RollPolicy.mustRoll(young, timeless, SETTINGS)).isFalse();
    }

    @Test
    void jitterMakesASegmentRollSooner() {
        RollPolicy.Present active = new RollPolicy.Present(0, 10, NOW_MS, NOW_MS, 1_000, false);

        assertThat(RollPolicy.mustRoll(active, arriving(1, 5, NOW_MS + 59_000), SETTINGS))
                .isFalse();
        assertThat(RollPolicy.mustRoll(active, arriving(1, 5, NOW_MS + 59_001), SETTINGS)).isTrue();
    }

    @Test
    void aSegmentWithAFullIndexRolls() {
        RollPolicy.Present active = new RollPolicy.Present(0, 10, NOW_MS, NOW_MS, 0, true);

        assertThat(RollPolicy.mustRoll(active, arriving(1, 5, NOW_MS), SETTINGS)).isTrue();
    }

    @Test
    void offsetsThatDoNotFitIntoAnIndexEntryGoToANewSegmentEvenFromAnEmptyOne() {
        RollPolicy.Present active = present(100, 0, -1);
        long last = 100L + Integer.MAX_VALUE;

        assertThat(RollPolicy.mustRoll(active, arriving(1, last, NOW_MS), SETTINGS)).isFalse();
        assertThat(RollPolicy.mustRoll(active, arriving(1, last + 1, NOW_MS), SETTINGS)).isTrue();
    }

    @Test
    void jitterIsDrawnWithinTheTopicsAndNeverAboveTheAge() {
        Random random = new Random(1);
        SegmentSettings some = settings(1_000, 60_000, 500);
        SegmentSettings all = settings(1_000, 100, 500);
        long most = 0;
        for (int i = 0; i < 2_000; i++) {
            most = Math.max(most, RollPolicy.drawJitterMs(LogWorld.seeded(random), some));
            assertThat(RollPolicy.drawJitterMs(LogWorld.seeded(random), all)).isBetween(0L, 99L);
        }
        assertThat(most).isBetween(450L, 499L);
        assertThat(RollPolicy.drawJitterMs(LogWorld.seeded(random), SETTINGS)).isZero();
    }

    @Test
    void whatALeaderAppendsIsCountedFromTheLogEnd() {
        ByteBuffer batches =
                Batches.joined(Batches.withTimestamps(5, 9, 7), Batches.withTimestamps(3));
        LeaderAppend created = new LeaderAppend(1, TimestampType.CREATE_TIME, 77);
        LeaderAppend stamped = new LeaderAppend(1, TimestampType.LOG_APPEND_TIME, 77);

        assertThat(RollPolicy.Arriving.asLeader(batches, 40, created))
                .isEqualTo(new RollPolicy.Arriving(batches.remaining(), 43, 9, 77));
        assertThat(RollPolicy.Arriving.asLeader(batches, 40, stamped))
                .isEqualTo(new RollPolicy.Arriving(batches.remaining(), 43, 77, 77));
    }

    @Test
    void whatAFollowerAppendsBearsItsOffsets() {
        ByteBuffer batches = Batches.joined(Batches.at(50, 8, "a"), Batches.at(70, 6, "b", "c"));

        assertThat(RollPolicy.Arriving.asFollower(batches, 99))
                .isEqualTo(new RollPolicy.Arriving(batches.remaining(), 71, 8, 99));
    }

    private static RollPolicy.Present present(long base, long sizeInBytes, long firstTimestampMs) {
        return new RollPolicy.Present(base, sizeInBytes, firstTimestampMs, NOW_MS, 0, false);
    }

    private static RollPolicy.Arriving arriving(int sizeInBytes, long lastOffset, long maxMs) {
        return new RollPolicy.Arriving(sizeInBytes, lastOffset, maxMs, NOW_MS);
    }

    private static SegmentSettings settings(int segmentBytes, long segmentMs, long jitterMs) {
        SegmentSettings all = SegmentSettings.DEFAULT;
        return new SegmentSettings(
                segmentBytes,
                segmentMs,
                jitterMs,
                all.segmentIndexBytes(),
                all.indexIntervalBytes(),
                all.fileDeleteDelayMs(),
                all.retention(),
                all.compaction());
    }
}
