package strata.kernel.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol.Assignment;
import strata.kernel.groups.ConsumerProtocol.Subscription;
import strata.kernel.log.CorruptDataException;

/** Byte by byte against Apache Kafka: strata.conformance.groups.ConsumerProtocolBytesTest. */
class ConsumerProtocolTest {
    private static final List<TopicPartition> OWNED =
            List.of(
                    new TopicPartition("orders", 4),
                    new TopicPartition("orders", 2),
                    new TopicPartition("returns", 0));
    private static final Subscription SUBSCRIPTION =
            new Subscription(
                    List.of("orders", "returns"),
                    ByteBuffer.wrap(new byte[] {1, 2}),
                    OWNED,
                    17,
                    "rack");

    @Test
    void aSubscriptionIsReadAsItWasWritten() {
        ByteBuffer bytes = ConsumerProtocol.encode(SUBSCRIPTION);

        assertThat(ConsumerProtocol.subscription(bytes)).isEqualTo(SUBSCRIPTION);
        assertThat(bytes.position()).isZero();
    }

    @Test
    void noBytesAreAnAssignmentOfNothing() {
        assertThat(ConsumerProtocol.assignment(ByteBuffer.allocate(0)))
                .isEqualTo(new Assignment(List.of(), null));
    }

    @Test
    void aLaterVersionIsReadAsTheLastOneKnown() {
        ByteBuffer bytes = ConsumerProtocol.encode(SUBSCRIPTION);
        ByteBuffer later = ByteBuffer.allocate(bytes.limit() + 8).put(bytes).putLong(-1L).rewind();
        later.putShort(0, (short) 9);

        assertThat(ConsumerProtocol.version(later)).isEqualTo((short) 3);
        assertThat(ConsumerProtocol.subscription(later)).isEqualTo(SUBSCRIPTION);
    }

    @Test
    void partitionsOfATopicThatAreNotTogetherAreBroughtTogether() {
        TopicPartition first = new TopicPartition("orders", 1);
        TopicPartition other = new TopicPartition("returns", 1);
        TopicPartition second = new TopicPartition("orders", 2);
        ByteBuffer bytes =
                ConsumerProtocol.encode(new Assignment(List.of(first, other, second), null));

        assertThat(ConsumerProtocol.assignment(bytes).partitions())
                .containsExactly(first, second, other);
    }

    @Test
    void bytesThatEndEarlyAreCorruption() {
        ByteBuffer bytes = ConsumerProtocol.encode(SUBSCRIPTION);
        for (int size = 0; size < bytes.limit(); size++) {
            ByteBuffer cut = bytes.slice(0, size);
            assertThatThrownBy(() -> ConsumerProtocol.subscription(cut))
                    .isInstanceOf(CorruptDataException.class);
        }
        ByteBuffer given = ConsumerProtocol.encode(new Assignment(OWNED, null));
        for (int size = 1; size < given.limit(); size++) {
            ByteBuffer cut = given.slice(0, size);
            assertThatThrownBy(() -> ConsumerProtocol.assignment(cut))
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void aNegativeVersionIsCorruption() {
        ByteBuffer bytes = ConsumerProtocol.encode(SUBSCRIPTION).putShort(0, (short) -1);

        assertThatThrownBy(() -> ConsumerProtocol.subscription(bytes))
                .isInstanceOf(CorruptDataException.class);
    }
}
