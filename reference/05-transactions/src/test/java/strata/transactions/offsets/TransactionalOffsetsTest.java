package strata.transactions.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.groups.PendingOffsets.Pending;
import strata.transactions.KafkaTransactionsLayer;

class TransactionalOffsetsTest {
    private final PendingOffsets offsets = new KafkaTransactionsLayer().newPendingOffsets();

    private static GroupKey.Offset key(String groupId, int partition) {
        return new GroupKey.Offset(groupId, "t", partition);
    }

    /** An offset whose record lies at another one. */
    private static Pending pending(long record, String groupId, int partition, long offset) {
        return new Pending(
                record,
                key(groupId, partition),
                new GroupValue.Offset(offset, -1, "", 0L, -1L, TopicId.ZERO));
    }

    @Test
    void anOffsetIsPendingForItsVeryPartitionUntilItsTransactionEnds() {
        offsets.add(7, pending(0, "g", 0, 10));

        assertThat(offsets.has("g", "t", 0)).isTrue();
        assertThat(offsets.has("g", "t", 1)).isFalse();
        assertThat(offsets.has("g", "u", 0)).isFalse();
        assertThat(offsets.has("h", "t", 0)).isFalse();
        assertThat(offsets.hasAny("g")).isTrue();
        assertThat(offsets.hasAny("h")).isFalse();
        assertThat(offsets.groupIds()).containsExactly("g");

        offsets.ended(7, true);
        assertThat(offsets.has("g", "t", 0)).isFalse();
        assertThat(offsets.hasAny("g")).isFalse();
        assertThat(offsets.groupIds()).isEmpty();
    }

    @Test
    void aCommitTellsAllOffsetsInTheOrderOfTheirRecords() {
        Pending first = pending(3, "g", 1, 10);
        Pending second = pending(4, "h", 0, 20);
        Pending third = pending(9, "g", 0, 30);
        offsets.add(7, third);
        offsets.add(7, first);
        offsets.add(7, second);

        assertThat(offsets.ended(7, true)).containsExactly(first, second, third);
        assertThat(offsets.ended(7, true)).isEmpty();
    }

    @Test
    void anAbortTellsNothingAndLeavesNothing() {
        offsets.add(7, pending(0, "g", 0, 10));

        assertThat(offsets.ended(7, false)).isEmpty();

        assertThat(offsets.hasAny("g")).isFalse();
        assertThat(offsets.ended(7, true)).isEmpty();
    }

    @Test
    void theSameProducersLaterOffsetTakesThePlaceOfTheEarlierOne() {
        Pending later = pending(5, "g", 0, 11);
        offsets.add(7, pending(0, "g", 0, 10));
        offsets.add(7, later);

        assertThat(offsets.of("g")).containsExactly(later);
        assertThat(offsets.ended(7, true)).containsExactly(later);
    }

    @Test
    void eachProducerHasItsOwnAndTheOthersStayWhenItEnds() {
        Pending ones = pending(0, "g", 0, 10);
        Pending others = pending(1, "g", 0, 20);
        offsets.add(8, others);
        offsets.add(7, ones);
        assertThat(offsets.of("g")).containsExactly(ones, others);

        assertThat(offsets.ended(7, true)).containsExactly(ones);

        assertThat(offsets.has("g", "t", 0)).isTrue();
        assertThat(offsets.of("g")).containsExactly(others);
        assertThat(offsets.ended(8, true)).containsExactly(others);
        assertThat(offsets.has("g", "t", 0)).isFalse();
    }

    @Test
    void whatIsDroppedIsPendingForNobodyAndNothingElseIs() {
        Pending stays = pending(2, "g", 1, 30);
        offsets.add(7, pending(0, "g", 0, 10));
        offsets.add(8, pending(1, "g", 0, 20));
        offsets.add(7, stays);

        offsets.dropped(key("g", 0));
        offsets.dropped(key("h", 0));

        assertThat(offsets.has("g", "t", 0)).isFalse();
        assertThat(offsets.of("g")).containsExactly(stays);
        assertThat(offsets.ended(8, true)).isEmpty();
        assertThat(offsets.ended(7, true)).containsExactly(stays);
        assertThat(offsets.hasAny("g")).isFalse();
    }

    @Test
    void whatComesAfterADropIsPendingAgain() {
        Pending again = pending(4, "g", 0, 11);
        offsets.add(7, pending(0, "g", 0, 10));
        offsets.dropped(key("g", 0));

        offsets.add(7, again);

        assertThat(offsets.ended(7, true)).containsExactly(again);
    }

    @Test
    void ofAGroupAllIsToldByTopicAndPartition() {
        Pending zero = pending(9, "g", 0, 1);
        Pending ten = pending(1, "g", 10, 1);
        Pending two = pending(5, "g", 2, 1);
        offsets.add(7, ten);
        offsets.add(8, zero);
        offsets.add(7, two);
        offsets.add(7, pending(6, "h", 0, 1));

        assertThat(offsets.of("g")).isEqualTo(List.of(zero, two, ten));
        assertThat(offsets.of("i")).isEmpty();
    }
}
