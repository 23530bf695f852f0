package strata.groups.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupValue;

/**
 * How much memory committed offsets take. {@link #main} prints it, and how long a million records
 * take to be applied.
 */
class OffsetFootprintTest {
    private static final int OFFSETS_A_GROUP = 100;

    /** What is kept alive while it is measured. */
    private CommittedOffsets offsets = new CommittedOffsets();

    @Test
    void anOffsetTakesNoMoreThanAHundredBytesHoweverTheGroupReadsItsTopics() {
        assertThat(bytesAGroup(1_000, 1)).isLessThan(100L * OFFSETS_A_GROUP);
        assertThat(bytesAGroup(1_000, 10)).isLessThan(100L * OFFSETS_A_GROUP);
        assertThat(bytesAGroup(1_000, OFFSETS_A_GROUP)).isLessThan(100L * OFFSETS_A_GROUP);
    }

    /** Bytes of the heap that a group of 100 offsets takes, over so many topics. */
    private long bytesAGroup(int groupCount, int topicCount) {
        offsets = new CommittedOffsets();
        long before = usedBytes();
        for (int group = 0; group < groupCount; group++) {
            for (int number = 0; number < OFFSETS_A_GROUP; number++) {
                apply(decoded(group, topicCount, number));
            }
        }
        long bytes = usedBytes() - before;
        assertThat(offsets.count()).isEqualTo((long) groupCount * OFFSETS_A_GROUP);
        return bytes / groupCount;
    }

    private static long usedBytes() {
        for (int round = 0; round < 3; round++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A record as decoding makes it: every string and id a new one. */
    private static GroupRecord decoded(int group, int topicCount, int number) {
        int topic = number % topicCount;
        return new GroupRecord(
                new GroupKey.Offset(
                        "consumer-group-number-" + group,
                        "topic-with-a-name-" + topic,
                        number / topicCount),
                new GroupValue.Offset(
                        1_000_000L + number,
                        3,
                        "",
                        1_700_000_000_000L,
                        -1L,
                        new TopicId(77L, topic)));
    }

    private void apply(GroupRecord event) {
        offsets.apply(0L, (GroupKey.Offset) event.key(), (GroupValue.Offset) event.value());
    }

    /** Prints bytes and times. */
    public static void main(String[] arguments) {
        OffsetFootprintTest meter = new OffsetFootprintTest();
        for (int topics : new int[] {1, 10, 100}) {
            System.out.printf(
                    "100 offsets of %d topics: %,d bytes a group%n",
                    topics, meter.bytesAGroup(10_000, topics));
        }
        for (int round = 0; round < 5; round++) {
            int salt = round;
            List<GroupRecord> records =
                    IntStream.range(0, 1_000_000)
                            .mapToObj(at -> decoded(at % 10_000 + salt, 10, at / 10_000))
                            .toList();
            meter.offsets = new CommittedOffsets();
            long from = System.nanoTime();
            records.forEach(meter::apply);
            long fresh = System.nanoTime();
            records.forEach(meter::apply);
            long again = System.nanoTime();
            System.out.printf(
                    "1,000,000 records: %d ms; once more over the same: %d ms%n",
                    (fresh - from) / 1_000_000, (again - fresh) / 1_000_000);
        }
    }
}
