package strata.kernel.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.log.CorruptDataException;
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.BrokerUnregistered;
import strata.kernel.metadata.MetadataRecord.ClusterCreated;
import strata.kernel.metadata.MetadataRecord.FeatureLevel;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.ProducerIdsAllocated;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.Listener;

final class MetadataRecordCodecTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final TopicId TOPIC = new TopicId(7L, -8L);

    /** At least one of each kind. */
    static List<MetadataRecord> facts() {
        return List.of(
                new ClusterCreated("cluster-of-this-test00"),
                new BrokerRegistered(
                        ONE,
                        List.of(
                                new Listener("PLAINTEXT", "one.example", 9092),
                                new Listener("OTHER", "1.example", 65_535)),
                        "rack-1",
                        1L << 40,
                        new TopicId(11L, -12L),
                        true,
                        false),
                new BrokerChanged(ONE, 5L, false, true),
                new BrokerUnregistered(TWO, 6L),
                new TopicCreated("flights", TOPIC),
                new TopicDeleted(TOPIC),
                new PartitionChanged(
                        TOPIC,
                        3,
                        List.of(TWO, ONE),
                        List.of(TWO),
                        null,
                        4,
                        5,
                        List.of(ONE),
                        List.of(TWO),
                        true,
                        List.of(ONE),
                        List.of(TWO)),
                new TopicConfigChanged(TOPIC, "cleanup.policy", null),
                new ProducerIdsAllocated(TWO, 1L << 40, Long.MAX_VALUE),
                new FeatureLevel("transaction.version", (short) 0),
                new FeatureLevel("any.version", Short.MAX_VALUE));
    }

    @Test
    void everyKindOfFactIsTriedHere() {
        Set<Class<?>> tried = new LinkedHashSet<>();
        facts().forEach(fact -> tried.add(fact.getClass()));

        assertThat(tried).containsOnly(MetadataRecord.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aFactIsReadAsItWasWritten(MetadataRecord fact) {
        assertThat(MetadataRecordCodec.decode(MetadataRecordCodec.encode(fact))).isEqualTo(fact);
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aFactThatIsCutOrGoesOnIsDamaged(MetadataRecord fact) {
        ByteBuffer bytes = MetadataRecordCodec.encode(fact);
        for (int length = 0; length < bytes.remaining(); length++) {
            ByteBuffer cut = bytes.slice(0, length);
            assertThatThrownBy(() -> MetadataRecordCodec.decode(cut))
                    .as("cut to %s", length)
                    .isInstanceOf(CorruptDataException.class);
        }
        ByteBuffer longer = ByteBuffer.allocate(bytes.remaining() + 1).put(bytes).clear();

        assertThatThrownBy(() -> MetadataRecordCodec.decode(longer))
                .isInstanceOf(CorruptDataException.class);
    }

    // The numbers are on disks: no other kind of fact may ever get them.
    @Test
    void producerIdsAndFeaturesHaveTheirBytes() {
        assertThat(hex(new ProducerIdsAllocated(TWO, 3L, 1_000L)))
                .isEqualTo("0901" + "00000002" + "0000000000000003" + "00000000000003e8");
        assertThat(hex(new FeatureLevel("a.b", (short) 2)))
                .isEqualTo("0a01" + "0003612e62" + "0002");
    }

    @Test
    void aLevelBelowZeroIsDamage() {
        ByteBuffer bytes = MetadataRecordCodec.encode(new FeatureLevel("a.b", (short) 2));
        bytes.putShort(bytes.limit() - Short.BYTES, (short) -1);

        assertThatThrownBy(() -> MetadataRecordCodec.decode(bytes))
                .isInstanceOf(CorruptDataException.class);
    }

    private static String hex(MetadataRecord fact) {
        ByteBuffer bytes = MetadataRecordCodec.encode(fact);
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append(String.format("%02x", bytes.get()));
        }
        return text.toString();
    }
}
