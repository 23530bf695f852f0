package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What cannot be asked of a group gets the error code that Apache Kafka 4.3.1 gives it, as {@link
 * BadInputTest} says it of everything else, and changes nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BadGroupsTest {
    private static final String TOPIC = "bad-groups";
    private static final String COMMITTED = "committed";

    private final MeasuredOutcomes outcomes =
            new MeasuredOutcomes("bad-groups.tsv", "bad-groups-divergences.tsv");
    private ServerUnderTest server;
    private BadGroupRequests.Live classic;
    private BadGroupRequests.Live modern;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("bad-groups");
        JavaClients.createTopic(server.bootstrap(), TOPIC, 1, Map.of());
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            JavaClients.await(
                    admin.alterConsumerGroupOffsets(
                                    COMMITTED,
                                    Map.of(
                                            new TopicPartition(TOPIC, 0),
                                            new OffsetAndMetadata(42, "here")))
                            .all());
        }
        classic = classic();
        modern = modern();
    }

    @AfterAll
    void stopTheServer() {
        outcomes.keep();
        server.close();
    }

    @Order(1)
    @TestFactory
    Stream<DynamicTest> whatCannotBeGetsWhatKafkaGivesIt() {
        Uuid id = JavaClients.topicId(server.bootstrap(), TOPIC);
        return outcomes.tests(
                new BadGroupRequests(TOPIC, id, classic, modern).all(),
                (input, expected) -> outcomes.outcomeOf(server.port(), input, expected));
    }

    @Order(2)
    @Test
    void whatWasCommittedBeforeIsUnchanged() {
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    JavaClients.await(
                            admin.listConsumerGroupOffsets(COMMITTED)
                                    .partitionsToOffsetAndMetadata());

            assertThat(offsets)
                    .containsExactly(
                            Map.entry(
                                    new TopicPartition(TOPIC, 0),
                                    new OffsetAndMetadata(42, "here")));
        }
    }

    /** A stable group of one static member, who stays for the length of the test. */
    private BadGroupRequests.Live classic() {
        JoinGroupRequestData join =
                new JoinGroupRequestData()
                        .setGroupId("classic")
                        .setGroupInstanceId("static-1")
                        .setSessionTimeoutMs(1_800_000)
                        .setRebalanceTimeoutMs(1_800_000)
                        .setProtocolType("consumer");
        join.protocols()
                .add(
                        new JoinGroupRequestData.JoinGroupRequestProtocol()
                                .setName("range")
                                .setMetadata(
                                        MessageUtil.byteBufferToArray(
                                                ConsumerProtocol.serializeSubscription(
                                                        new Subscription(List.of(TOPIC))))));
        JoinGroupResponseData joined = ((JoinGroupResponse) ask(5, join)).data();
        SyncGroupRequestData sync =
                new SyncGroupRequestData()
                        .setGroupId("classic")
                        .setMemberId(joined.memberId())
                        .setGroupInstanceId("static-1")
                        .setGenerationId(joined.generationId())
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestData.SyncGroupRequestAssignment()
                                                .setMemberId(joined.memberId())
                                                .setAssignment(new byte[10])));
        assertThat(ask(3, sync).errorCounts().keySet()).allMatch(each -> each.code() == 0);
        return new BadGroupRequests.Live(
                "classic", joined.memberId(), "static-1", joined.generationId());
    }

    /** A group of the consumer protocol with one member. */
    private BadGroupRequests.Live modern() {
        ConsumerGroupHeartbeatResponseData joined =
                ((ConsumerGroupHeartbeatResponse)
                                ask(
                                        1,
                                        new ConsumerGroupHeartbeatRequestData()
                                                .setGroupId("modern")
                                                .setMemberId("modern-1")
                                                .setMemberEpoch(0)
                                                .setRebalanceTimeoutMs(1_800_000)
                                                .setSubscribedTopicNames(List.of(TOPIC))
                                                .setTopicPartitions(List.of())))
                        .data();
        assertThat(joined.errorCode()).isZero();
        return new BadGroupRequests.Live("modern", "modern-1", "", joined.memberEpoch());
    }

    private org.apache.kafka.common.requests.AbstractResponse ask(int version, ApiMessage body) {
        return KafkaProtocol.ask(server.port(), (short) version, body);
    }
}
