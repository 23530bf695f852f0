package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.TopicPartition;

final class OffsetCheckpointTest {
    private static final String NAME = "recovery-point-offset-checkpoint";

    private final MemoryStorage storage = new MemoryStorage();
    private final OffsetCheckpoint checkpoint = new OffsetCheckpoint(storage, NAME);

    private static Map<TopicPartition, Long> offsets() {
        Map<TopicPartition, Long> offsets = new TreeMap<>();
        offsets.put(new TopicPartition("trips", 0), 7L);
        offsets.put(new TopicPartition("flights", 12), Long.MAX_VALUE);
        return offsets;
    }

    @Test
    void theTextIsKafkas() {
        checkpoint.write(offsets());

        assertThat(storage.text(NAME))
                .isEqualTo("0\n2\nflights 12 9223372036854775807\ntrips 0 7\n");
    }

    @Test
    void whatWasWrittenIsRead() throws OffsetCheckpoint.BadContent {
        checkpoint.write(offsets());

        assertThat(checkpoint.read()).isEqualTo(offsets());
    }

    @Test
    void aMissingOrEmptyFileSaysNothing() throws OffsetCheckpoint.BadContent {
        assertThat(checkpoint.read()).isEmpty();

        // Kafka makes the file before it has anything to say.
        storage.put(NAME, "");

        assertThat(checkpoint.read()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1|0, line 1",
        "x, line 1",
        "0, line 2",
        "0|2|flights 0 1, line 2",
        "0|0|flights 0 1, line 2",
        "0|-1, line 2",
        "0|1|flights 0, line 3",
        "0|1|flights 0 1 2, line 3",
        "0|1|flights -1 1, line 3",
        "0|1|flights 0 -1, line 3",
        "0|1|flights 0 9223372036854775808, line 3",
        "0|1|flights 2147483648 0, line 3",
        "0|2|flights 0 1|flights 0 2, line 4",
    })
    void badContentIsNamedByItsLine(String content, String where) {
        storage.put(NAME, content.replace('|', '\n'));

        assertThatThrownBy(checkpoint::read)
                .isInstanceOf(OffsetCheckpoint.BadContent.class)
                .hasMessageContaining(NAME + ", " + where);
    }

    @Test
    void aCrashAtAnyPointOfAWriteLeavesTheOldContentOrTheNew() throws Exception {
        Map<TopicPartition, Long> old = offsets();
        Map<TopicPartition, Long> changed = new TreeMap<>(old);
        changed.put(new TopicPartition("trips", 0), 8L);
        int crashes = 0;
        for (long call = 1; ; call++) {
            checkpoint.write(old);
            storage.diesAtCall = storage.calls + call;
            try {
                checkpoint.write(changed);
                break;
            } catch (strata.kernel.storage.StorageException e) {
                crashes++;
            } finally {
                storage.diesAtCall = Long.MAX_VALUE;
            }
            assertThat(checkpoint.read()).isIn(old, changed);
        }

        assertThat(checkpoint.read()).isEqualTo(changed);
        assertThat(crashes).isGreaterThanOrEqualTo(5);
    }
}
