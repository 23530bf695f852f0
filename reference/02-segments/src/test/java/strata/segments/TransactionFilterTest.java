package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.segments.KeyedBatch.CODEC;
import static strata.segments.KeyedBatch.NOW_MS;
import static strata.segments.KeyedBatch.shown;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.ProducerStamp;
import strata.kernel.log.Record;
import strata.kernel.segments.TransactionFates;
import strata.kernel.transactions.EndMarker;
import strata.segments.BatchFilter.Filtered;

/** What a compaction makes of a batch of which it knows what became of its transaction. */
final class TransactionFilterTest {
    private static final long HORIZON_MS = NOW_MS + 5_000;

    private static KeyedBatch data(long offset) {
        return KeyedBatch.at(offset).inTransactionOf(7);
    }

    private static ByteBuffer marker(long offset, boolean committed) {
        return KeyedBatch.at(offset)
                .of(new ProducerStamp(7, (short) 1, -1, true))
                .marker(committed);
    }

    /** Filters what is far from a producer's last word. */
    private static Filtered filter(ByteBuffer batch, BatchRole role, long nowMs, String... keys) {
        ProducerTails tails = new ProducerTails();
        tails.note(header(data(900).put("z", "9").build()));
        return filter(batch, role, tails, nowMs, keys);
    }

    private static Filtered filter(
            ByteBuffer batch, BatchRole role, ProducerTails tails, long nowMs, String... keys) {
        KeyMap map = new KeyMap(10_000, 100);
        for (String key : keys) {
            map.put(Objects.requireNonNull(KeyedBatch.bytes(key)), 900);
        }
        return new BatchFilter(KeyedBatch.FORMAT, CODEC)
                .filter(batch, role, new CompactionRule(map, 1_000, tails, nowMs), HORIZON_MS);
    }

    private static BatchHeader header(@Nullable ByteBuffer batch) {
        return BatchHeader.at(Objects.requireNonNull(batch), 0);
    }

    @Test
    void recordsOfAnAbortedTransactionGoWithoutALaterOne() {
        ByteBuffer batch = data(7).compressed().put("a", "1").put(null, "2").build();

        assertThat(filter(batch, BatchRole.ABORTED, NOW_MS)).isEqualTo(new Filtered(null, 2, 0));
    }

    @Test
    void theHeaderOfAnAbortedBatchStaysWhereItIsItsProducersLast() {
        ByteBuffer batch = data(7).put("a", "1").build();

        Filtered filtered = filter(batch, BatchRole.ABORTED, new ProducerTails(), NOW_MS);

        BatchHeader left = header(filtered.bytes());
        assertThat(left.count()).isZero();
        assertThat(left.isTransactional()).isTrue();
        assertThat(left.producerId()).isEqualTo(7);
        assertThat(filtered.recordsKept()).isZero();
    }

    @Test
    void aTombstoneOfACommittedTransactionStaysForAWhileAndOfAnUnknownOneForEver() {
        ByteBuffer batch = data(7).put("a", null).put("b", "1").build();

        Filtered committed = filter(batch, BatchRole.COMMITTED, NOW_MS);

        ByteBuffer left = Objects.requireNonNull(committed.bytes());
        BatchHeader marked = header(left);
        assertThat(marked.hasDeleteHorizon()).isTrue();
        assertThat(marked.baseTimestampMs()).isEqualTo(HORIZON_MS);
        assertThat(marked.isTransactional()).isTrue();
        assertThat(shown(filter(left, BatchRole.COMMITTED, HORIZON_MS).bytes()))
                .containsExactly("8 b=1");
        assertThat(filter(batch, BatchRole.ANY, NOW_MS).bytes()).isEqualTo(batch);
    }

    @Test
    void recordsOfACommittedTransactionGoForALaterOne() {
        ByteBuffer batch = data(7).put("a", "1").put("b", "2").build();

        assertThat(shown(filter(batch, BatchRole.COMMITTED, NOW_MS, "a").bytes()))
                .containsExactly("8 b=2");
    }

    @Test
    void aMarkerThatEndsNothingIsGivenAHorizonAndGoesWhenThatHasCome() {
        ByteBuffer batch = marker(7, true);

        Filtered first = filter(batch, BatchRole.LAST_OF_TRANSACTION, NOW_MS);
        ByteBuffer left = Objects.requireNonNull(first.bytes());
        assertThat(header(left).hasDeleteHorizon()).isTrue();
        assertThat(header(left).baseTimestampMs()).isEqualTo(HORIZON_MS);
        assertThat(header(left).isControl()).isTrue();
        Record record = KeyedBatch.recordsOf(left).get(0);
        assertThat(EndMarker.of(record.key(), record.value())).isEqualTo(new EndMarker(true, 3));
        assertThat(record.timestampMs()).isEqualTo(NOW_MS);

        Filtered soon = filter(left, BatchRole.LAST_OF_TRANSACTION, HORIZON_MS - 1);
        assertThat(soon).isEqualTo(new Filtered(left, 1, 1));
        Filtered later = filter(left, BatchRole.LAST_OF_TRANSACTION, HORIZON_MS);
        assertThat(later).isEqualTo(new Filtered(null, 1, 0));
    }

    @Test
    void aMarkerOfATransactionOfWhichSomethingIsLeftStays() {
        ByteBuffer batch = marker(7, false);

        assertThat(filter(batch, BatchRole.ANY, HORIZON_MS)).isEqualTo(new Filtered(batch, 1, 1));
    }

    @Test
    void aMarkerThatIsItsProducersLastWordStaysWhole() {
        ProducerTails tails = new ProducerTails();
        ByteBuffer batch = marker(7, true);
        tails.note(header(batch));
        Filtered first = filter(batch, BatchRole.LAST_OF_TRANSACTION, tails, NOW_MS);
        ByteBuffer left = Objects.requireNonNull(first.bytes());

        Filtered later = filter(left, BatchRole.LAST_OF_TRANSACTION, tails, HORIZON_MS);

        assertThat(later).isEqualTo(new Filtered(left, 1, 1));
    }

    @Test
    void anEmptyControlBatchThatSomebodyElseHasLeftGoes() {
        ByteBuffer batch = marker(7, true).limit(BatchHeader.SIZE);
        batch.putInt(8, BatchHeader.SIZE - BatchHeader.LOG_OVERHEAD).putInt(57, 0);

        assertThat(filter(batch, BatchRole.LAST_OF_TRANSACTION, NOW_MS))
                .isEqualTo(new Filtered(null, 0, 0));
    }

    // ---- the walk -------------------------------------------------------------------------------

    @Test
    void aWalkAsksOnceATransactionAndTellsMarkersWithNothingBelow() {
        Map<Long, Boolean> asked = new LinkedHashMap<>();
        TransactionWalk walk =
                new TransactionWalk(
                        new TransactionFates() {
                            @Override
                            public boolean known() {
                                return true;
                            }

                            @Override
                            public boolean aborted(long producerId, long offset) {
                                assertThat(asked.put(offset, true)).isNull();
                                return offset < 10;
                            }
                        });

        assertThat(walk.next(header(data(1).put("a", "1").build()))).isEqualTo(BatchRole.ABORTED);
        assertThat(walk.next(header(KeyedBatch.at(2).put("a", "1").build())))
                .isEqualTo(BatchRole.ANY);
        assertThat(walk.next(header(data(3).put("a", "1").build()))).isEqualTo(BatchRole.ABORTED);
        assertThat(walk.next(header(marker(4, false)))).isEqualTo(BatchRole.ANY);
        assertThat(walk.next(header(marker(5, true)))).isEqualTo(BatchRole.LAST_OF_TRANSACTION);
        assertThat(walk.next(header(data(11).put("a", "1").build())))
                .isEqualTo(BatchRole.COMMITTED);
        assertThat(walk.next(header(marker(12, true)))).isEqualTo(BatchRole.ANY);
        assertThat(asked.keySet()).containsExactly(1L, 11L);
    }

    @Test
    void aWalkThatKnowsNothingTellsNothing() {
        TransactionWalk walk = new TransactionWalk(TransactionFates.UNKNOWN);

        assertThat(walk.next(header(data(1).put("a", "1").build()))).isEqualTo(BatchRole.ANY);
        assertThat(walk.next(header(marker(2, true)))).isEqualTo(BatchRole.ANY);
        assertThat(walk.next(header(marker(3, true)))).isEqualTo(BatchRole.ANY);
    }

    // ---- producers' last words ------------------------------------------------------------------

    @Test
    void theLastDataBatchIsNeededThoughAMarkerFollowsIt() {
        ProducerTails tails = new ProducerTails();
        BatchHeader first = header(data(1).put("a", "1").build());
        BatchHeader last = header(data(2).put("a", "1").build());
        BatchHeader marker = header(marker(3, true));
        tails.note(first);
        tails.note(last);
        tails.note(marker);

        assertThat(tails.mayNeed(first, NOW_MS)).isFalse();
        assertThat(tails.mayNeed(last, NOW_MS)).isTrue();
        assertThat(tails.mayNeed(marker, NOW_MS)).isFalse();
    }

    @Test
    void aMarkerOfANewEpochIsNeededInThePlaceOfTheDataBeforeIt() {
        ProducerTails tails = new ProducerTails();
        BatchHeader last = header(data(2).put("a", "1").build());
        BatchHeader marker =
                header(KeyedBatch.at(3).of(new ProducerStamp(7, (short) 2, -1, true)).marker(true));
        tails.note(last);
        tails.note(marker);

        assertThat(tails.mayNeed(last, NOW_MS)).isFalse();
        assertThat(tails.mayNeed(marker, NOW_MS)).isTrue();
    }
}
