package strata.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.ask.Answers.Partition;
import strata.cli.ask.KafkaClient;
import strata.cli.status.GroupReport.Lag;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.request.Api;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.DescribeGroups;
import strata.kernel.request.ListGroups;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/** What the groups' coordinators, and the leaders of what they read, are asked. */
final class GroupsLookTest {
    private static final Set<Api> APIS =
            EnumSet.of(
                    Api.LIST_GROUPS,
                    Api.DESCRIBE_GROUPS,
                    Api.CONSUMER_GROUP_DESCRIBE,
                    Api.OFFSET_FETCH,
                    Api.LIST_OFFSETS);

    @TempDir private Path directory;
    private FakeBroker broker;
    private volatile ErrorCode listing = ErrorCode.NONE;
    private volatile int groupCount = 2;

    @BeforeEach
    void start() {
        broker = FakeBroker.start(directory, 1, APIS, this::answer);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Response answer(Request request) {
        return switch (request) {
            case ListGroups.Request any -> new ListGroups.Response(listing, listed());
            case DescribeGroups.Request describe ->
                    new DescribeGroups.Response(
                            describe.groups().stream().map(GroupsLookTest::classic).toList());
            case ConsumerGroupDescribe.Request describe ->
                    new ConsumerGroupDescribe.Response(
                            describe.groups().stream().map(GroupsLookTest::modern).toList());
            case OffsetFetch.Request fetch ->
                    new OffsetFetch.Response(
                            fetch.groups().stream().map(GroupsLookTest::committed).toList());
            case ListOffsets.Request ends -> ends(ends);
            default -> new Response.CloseConnection("not expected");
        };
    }

    private List<ListGroups.Group> listed() {
        List<ListGroups.Group> groups = new ArrayList<>();
        for (int i = 0; i < groupCount && listing == ErrorCode.NONE; i++) {
            groups.add(
                    i % 2 == 0
                            ? new ListGroups.Group("old-" + i, "consumer", "Stable", "classic")
                            : new ListGroups.Group("new-" + i, "consumer", "Empty", "consumer"));
        }
        return groups;
    }

    private static DescribeGroups.Group classic(String id) {
        DescribeGroups.Member member =
                new DescribeGroups.Member(
                        "m", "i", "c", "/h", ByteBuffer.allocate(300), ByteBuffer.allocate(7));
        return new DescribeGroups.Group(
                ErrorCode.NONE, null, id, "Stable", "consumer", "range", List.of(member, member));
    }

    private static ConsumerGroupDescribe.Group modern(String id) {
        List<ConsumerGroupDescribe.TopicPartitions> has =
                List.of(
                        new ConsumerGroupDescribe.TopicPartitions(
                                new TopicId(1, 2), "a", List.of(0, 1)));
        ConsumerGroupDescribe.Member member =
                new ConsumerGroupDescribe.Member(
                        "m", null, null, 3, "c", "/h", List.of("a"), null, has, has, false);
        return new ConsumerGroupDescribe.Group(
                ErrorCode.NONE, null, id, "Stable", 3, 3, "uniform", List.of(member));
    }

    private static OffsetFetch.GroupResult committed(OffsetFetch.Group group) {
        return new OffsetFetch.GroupResult(
                group.groupId(),
                ErrorCode.NONE,
                List.of(
                        new OffsetFetch.TopicResult(
                                "a", TopicId.ZERO, List.of(at(0, 90), at(1, 0))),
                        new OffsetFetch.TopicResult(
                                "b", TopicId.ZERO, List.of(at(0, 7), at(1, -1)))));
    }

    private static OffsetFetch.PartitionResult at(int partition, long offset) {
        return new OffsetFetch.PartitionResult(partition, offset, 1, "note", ErrorCode.NONE);
    }

    /** Every log ends at 100. */
    private static ListOffsets.Response ends(ListOffsets.Request request) {
        List<ListOffsets.TopicResult> topics = new ArrayList<>();
        for (ListOffsets.TopicQuery topic : request.topics()) {
            List<ListOffsets.PartitionResult> ends = new ArrayList<>();
            for (ListOffsets.PartitionQuery query : topic.partitions()) {
                ends.add(
                        new ListOffsets.PartitionResult(
                                query.partition(), ErrorCode.NONE, -1, 100, 1));
            }
            topics.add(new ListOffsets.TopicResult(topic.topic(), ends));
        }
        return new ListOffsets.Response(topics);
    }

    private KafkaClient connect() throws IOException {
        return new KafkaClient("127.0.0.1", broker.port(), 10_000);
    }

    private GroupReport.All look(List<Partition> partitions) throws IOException {
        GroupsLook look = new GroupsLook();
        try (KafkaClient client = connect()) {
            look.visit(1, client);
        }
        return Objects.requireNonNull(look.report(partitions, leader -> connect()));
    }

    private static Partition led(String topic, int number, int leader) {
        return new Partition(topic, number, leader, 1, List.of(1), List.of(1), List.of());
    }

    private static List<Partition> all(int leaderOfB) {
        return List.of(led("a", 0, 1), led("a", 1, 1), led("b", 0, leaderOfB));
    }

    @Test
    void groupsOfBothProtocolsAreToldWithMembersAndLag() throws IOException {
        GroupReport.All all = look(all(1));

        Map<String, Lag> lags = Map.of("a", new Lag(110, 0), "b", new Lag(93, 0));
        assertThat(all.untold()).isEmpty();
        assertThat(all.groups())
                .containsExactlyInAnyOrder(
                        new GroupReport(
                                "old-0", "classic", "consumer", "Stable", "range", 1, 2, lags),
                        new GroupReport(
                                "new-1", "consumer", "consumer", "Empty", "uniform", 1, 1, lags));
        assertThat(all.groups().get(0).lag()).isEqualTo(new Lag(203, 0));
    }

    @Test
    void whereNobodyLeadsTheLagIsNotKnown() throws IOException {
        GroupReport.All all = look(all(-1));

        assertThat(all.groups().get(0).topics()).containsEntry("b", new Lag(0, 1));
    }

    @Test
    void manyGroupsAreAskedForAFewAtATime() throws IOException {
        groupCount = 430;

        GroupReport.All all = look(all(1));

        assertThat(all.groups()).hasSize(430).allMatch(group -> group.memberCount() > 0);
        assertThat(all.groups()).allMatch(group -> group.lag().offsets() == 203);
    }

    @Test
    void aCoordinatorThatIsStillLoadingIsNamed() throws IOException {
        listing = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;

        GroupReport.All all = look(all(1));

        assertThat(all.groups()).isEmpty();
        assertThat(all.untold())
                .containsExactly("node 1 does not tell of its groups: it is still loading them");
    }

    @Test
    void groupsThatNobodyCoordinatesAreSaidToBeMissing() throws IOException {
        GroupReport.All all = look(List.of(led("__consumer_offsets", 7, -1)));

        assertThat(all.untold())
                .containsExactly(
                        "nobody coordinates the groups of 1 partitions of __consumer_offsets,"
                                + " which nobody leads");
    }
}
