package strata.conformance.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.Test;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;

class ConsumerProtocolBytesTest {
    private static final int TIMES = 1_000;
    private static final short NEWEST = ConsumerProtocolSubscription.HIGHEST_SUPPORTED_VERSION;

    @Test
    void aSubscriptionIsWrittenAndReadAsKafkaDoes() {
        GroupRecordDraft draft = new GroupRecordDraft(10);
        for (int i = 0; i < TIMES; i++) {
            var ours =
                    new ConsumerProtocol.Subscription(
                            draft.list(draft::text),
                            draft.orNull(draft::bytes),
                            partitions(draft),
                            draft.number(),
                            draft.orNull(draft::text));
            var kafkas =
                    new ConsumerProtocolSubscription()
                            .setTopics(ours.topics())
                            .setUserData(ours.userData())
                            .setGenerationId(ours.generation())
                            .setRackId(ours.rack());
            var owned = kafkas.ownedPartitions();
            for (TopicPartition each : ours.owned()) {
                var topic = owned.find(each.topic());
                if (topic == null) {
                    topic =
                            new ConsumerProtocolSubscription.TopicPartition()
                                    .setTopic(each.topic())
                                    .setPartitions(new java.util.ArrayList<>());
                    owned.add(topic);
                }
                topic.partitions().add(each.partition());
            }

            assertThat(ConsumerProtocol.encode(ours))
                    .isEqualTo(MessageUtil.toVersionPrefixedByteBuffer(NEWEST, kafkas));
            for (short version = 0; version <= NEWEST; version++) {
                ByteBuffer bytes = MessageUtil.toVersionPrefixedByteBuffer(version, kafkas);
                assertThat(ConsumerProtocol.subscription(bytes))
                        .as("version %d", version)
                        .isEqualTo(
                                new ConsumerProtocol.Subscription(
                                        ours.topics(),
                                        ours.userData(),
                                        version >= 1 ? ours.owned() : List.of(),
                                        version >= 2 ? ours.generation() : -1,
                                        version >= 3 ? ours.rack() : null));
                assertThat(ConsumerProtocol.version(bytes)).isEqualTo(version);
            }
        }
    }

    @Test
    void anAssignmentIsWrittenAndReadAsKafkaDoes() {
        GroupRecordDraft draft = new GroupRecordDraft(11);
        for (int i = 0; i < TIMES; i++) {
            var ours =
                    new ConsumerProtocol.Assignment(partitions(draft), draft.orNull(draft::bytes));
            var kafkas = new ConsumerProtocolAssignment().setUserData(ours.userData());
            for (TopicPartition each : ours.partitions()) {
                var topic = kafkas.assignedPartitions().find(each.topic());
                if (topic == null) {
                    topic =
                            new ConsumerProtocolAssignment.TopicPartition()
                                    .setTopic(each.topic())
                                    .setPartitions(new java.util.ArrayList<>());
                    kafkas.assignedPartitions().add(topic);
                }
                topic.partitions().add(each.partition());
            }

            for (short version = 0; version <= NEWEST; version++) {
                ByteBuffer bytes = MessageUtil.toVersionPrefixedByteBuffer(version, kafkas);
                assertThat(ConsumerProtocol.encode(ours, version)).isEqualTo(bytes);
                assertThat(ConsumerProtocol.assignment(bytes)).isEqualTo(ours);
            }
        }
    }

    // Partitions of one topic follow each other, as they do in the bytes.
    private static List<TopicPartition> partitions(GroupRecordDraft draft) {
        return draft.list(draft::text).stream()
                .distinct()
                .flatMap(
                        topic ->
                                draft.list(draft::number).stream()
                                        .map(number -> new TopicPartition(topic, number)))
                .toList();
    }
}
