package strata.groups.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;

class GroupOffsetsTest {
    private final SharedTopics topics = new SharedTopics();
    private final GroupOffsets table = new GroupOffsets("g");

    @Test
    void itHoldsWhatASortedMapHoldsThroughAnyHistory() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int partitions = 1 + random.nextInt(seed % 5 == 0 ? 400 : 12);
            GroupOffsets tested = new GroupOffsets("g");
            TreeMap<TopicPartition, Long> model = new TreeMap<>();
            for (long offset = 0; offset < 1_000; offset++) {
                TopicPartition at =
                        new TopicPartition("t" + random.nextInt(4), random.nextInt(partitions));
                // Phases of growth and of decay, so that it grows and shrinks.
                boolean grows = offset % 500 < 300;
                if (random.nextInt(10) < (grows ? 8 : 2)) {
                    Long former = offsetOf(tested.put(committed(at, offset)));
                    assertThat(former).isEqualTo(model.put(at, offset));
                } else {
                    Long former = offsetOf(tested.remove(at.topic(), at.partition()));
                    assertThat(former).isEqualTo(model.remove(at));
                }
                assertThat(tested.count()).isEqualTo(model.size());
            }
            assertThat(tested.sorted().stream().map(found -> found.offset).toList())
                    .isEqualTo(List.copyOf(model.values()));
            model.forEach(
                    (at, offset) ->
                            assertThat(offsetOf(tested.find(at.topic(), at.partition())))
                                    .isEqualTo(offset));
        }
    }

    @Test
    void partitionsOfOneTopicAreFoundAmongManyTopics() {
        for (int number = 0; number < 100; number++) {
            table.put(committed(new TopicPartition("t" + number, number), number));
        }

        assertThat(offsetOf(table.find("t42", 42))).isEqualTo(42L);
        assertThat(table.find("t42", 43)).isNull();
        assertThat(table.find("t420", 42)).isNull();
    }

    @Test
    void aTopicIsForgottenWithItsLastOffset() {
        CommittedOffsets offsets = new CommittedOffsets();
        GroupValue.Offset value = new GroupValue.Offset(1L, -1, "", 0L, -1L, TopicId.ZERO);
        offsets.apply(0L, new GroupKey.Offset("g", "t", 0), value);
        offsets.apply(1L, new GroupKey.Offset("g", "t", 0), value);
        offsets.apply(2L, new GroupKey.Offset("h", "t", 0), value);

        offsets.apply(3L, new GroupKey.Offset("g", "t", 0), null);
        assertThat(offsets.hasTopic("t")).isTrue();
        offsets.apply(4L, new GroupKey.Offset("h", "t", 0), null);

        assertThat(offsets.hasTopic("t")).isFalse();
        assertThat(offsets.groupIds()).isEmpty();
        assertThat(offsets.count()).isZero();
    }

    private static @Nullable Long offsetOf(@Nullable CommittedOffset offset) {
        return offset == null ? null : offset.offset;
    }

    private CommittedOffset committed(TopicPartition at, long offset) {
        return new CommittedOffset(
                topics.of(at.topic()),
                at.partition(),
                TopicId.ZERO,
                offset,
                new GroupValue.Offset(offset, -1, "", 0L, -1L, TopicId.ZERO));
    }
}
