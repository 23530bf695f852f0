package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.groups.TopicsView;
import strata.kernel.request.ConsumerGroupDescribe;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.FindCoordinator.Coordinator;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.ListGroups;
import strata.kernel.request.Metadata;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetDelete;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.SyncGroup;

/** One broker whose groups are registers: how requests find their coordinators. */
@Tag("layer")
class GroupRequestsTest {
    private static final String TOPIC = "__consumer_offsets";

    private final RegisterGroups groups = new RegisterGroups();
    private final BrokerWorld world = groups.world(Map.of());

    private Coordinator find(String group) {
        return world.ask(FindCoordinator.Response.class, GroupRequests.find(group))
                .coordinators()
                .get(0);
    }

    /** The topic is there, and its coordinators are loaded. */
    private void ready() {
        find("any");
        world.passes(10);
    }

    private Metadata.TopicDescription topic() {
        return world.ask(
                        Metadata.Response.class,
                        new Metadata.Request(List.of(TopicRef.named(TOPIC)), false))
                .topics()
                .get(0);
    }

    @Test
    void theFirstWhoAsksForACoordinatorIsToldItAndHasTheTopicMade() {
        Coordinator found = find("g");

        assertThat(found.error()).isEqualTo(ErrorCode.NONE);
        assertThat(found.nodeId()).isEqualTo(1);
        assertThat(found.host()).isEqualTo("localhost");
        assertThat(topic().isInternal()).isTrue();
        // As many replicas as there are brokers, though three are asked for.
        assertThat(topic().partitions()).hasSize(50).allMatch(p -> p.replicas().size() == 1);
    }

    @Test
    void onASingleBrokerACoordinatorIsToldWhatIsCommittedOnceItHasAppliedIt() {
        ready();
        world.send(GroupRequests.commit("g", 7));
        world.send(GroupRequests.commit("g", 8));

        List<RegisterGroups.Register> written =
                groups.made.stream().filter(register -> register.applied > 0).toList();
        assertThat(written).hasSize(1);
        assertThat(written.get(0).committed).containsExactly(0L, 1L, 2L);
        assertThat(written.get(0).unapplied).isFalse();
    }

    @Test
    void theTopicIsCompactedInSmallSegments() {
        find("g");

        Map<String, String> configs = new LinkedHashMap<>();
        world.ask(
                        DescribeConfigs.Response.class,
                        new DescribeConfigs.Request(
                                List.of(
                                        new DescribeConfigs.Resource(
                                                DescribeConfigs.Resource.TOPIC, TOPIC, null)),
                                false,
                                false))
                .results()
                .get(0)
                .entries()
                .forEach(entry -> configs.put(entry.name(), entry.value()));

        assertThat(configs)
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("compression.type", "producer")
                .containsEntry("segment.bytes", "104857600");
    }

    @Test
    void severalGroupsAreAskedForAtOnceAndAnsweredInTheirOrder() {
        FindCoordinator.Response found =
                world.ask(FindCoordinator.Response.class, GroupRequests.find("a", "b", "c"));

        assertThat(found.coordinators())
                .extracting(Coordinator::key)
                .containsExactly("a", "b", "c");
        assertThat(found.coordinators()).allMatch(one -> one.error() == ErrorCode.NONE);
    }

    @Test
    void keysOfOtherKindsAreRefused() {
        FindCoordinator.Response transactions =
                BrokerWorld.on(FewerLayers.without("transactions"))
                        .ask(
                                FindCoordinator.Response.class,
                                new FindCoordinator.Request(
                                        FindCoordinator.TRANSACTION, List.of("t")));
        FindCoordinator.Response unknown =
                world.ask(
                        FindCoordinator.Response.class,
                        new FindCoordinator.Request((byte) 7, List.of("x")));

        assertThat(transactions.coordinators().get(0).error())
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(unknown.coordinators().get(0).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void beforeAnybodyHasAskedForACoordinatorThereIsNone() {
        assertThat(world.ask(Heartbeat.Response.class, GroupRequests.heartbeat("g")).error())
                .isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(
                        world.ask(
                                        ListGroups.Response.class,
                                        new ListGroups.Request(List.of(), List.of()))
                                .error())
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aClientThatAsksForTheTopicHasItMadeAsItShouldBe() {
        world.ask(
                Metadata.Response.class,
                new Metadata.Request(List.of(TopicRef.named(TOPIC)), true));

        assertThat(topic().partitions()).hasSize(50);
    }

    @Test
    void aGroupBelongsToThePartitionOfItsHash() {
        ready();

        world.send(GroupRequests.commit("g", 7));

        int partition = "g".hashCode() % 50;
        assertThat(groups.made.get(partition).offsets).containsKey("g");
    }

    @Test
    void whatIsAskedOfSeveralGroupsIsAnsweredOnceAndInTheirOrder() {
        ready();
        world.send(GroupRequests.commit("a", 1));
        world.send(GroupRequests.commit("c", 3));

        OffsetFetch.Response fetched =
                world.ask(OffsetFetch.Response.class, GroupRequests.fetch("c", "none", "a", "c"));
        DeleteGroups.Response deleted =
                world.ask(
                        DeleteGroups.Response.class,
                        new DeleteGroups.Request(List.of("none", "c", "a")));

        assertThat(fetched.groups())
                .extracting(OffsetFetch.GroupResult::groupId)
                .containsExactly("c", "none", "a", "c");
        assertThat(fetched.groups().get(0).topics().get(0).partitions().get(0).offset())
                .isEqualTo(3);
        assertThat(deleted.results())
                .containsExactly(
                        new DeleteGroups.Result("none", ErrorCode.NONE),
                        new DeleteGroups.Result("c", ErrorCode.NON_EMPTY_GROUP),
                        new DeleteGroups.Result("a", ErrorCode.NON_EMPTY_GROUP));
    }

    @Test
    void nothingIsAskedOfNoGroups() {
        ready();

        assertThat(
                        world.ask(DeleteGroups.Response.class, new DeleteGroups.Request(List.of()))
                                .results())
                .isEmpty();
    }

    @Test
    void allGroupsAreListedThoughEachCoordinatorHasSome() {
        ready();
        for (String group : List.of("a", "b", "c", "d")) {
            world.send(GroupRequests.commit(group, 1));
        }

        ListGroups.Response listed =
                world.ask(ListGroups.Response.class, new ListGroups.Request(List.of(), List.of()));

        assertThat(listed.groups())
                .extracting(ListGroups.Group::groupId)
                .containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void nothingIsListedWhileACoordinatorIsLoading() {
        find("any");

        ListGroups.Response listed =
                world.ask(ListGroups.Response.class, new ListGroups.Request(List.of(), List.of()));

        assertThat(listed.error()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    }

    @Test
    void aGroupWithoutANameIsRefusedWhereItCannotBe() {
        ready();

        assertThat(world.ask(JoinGroup.Response.class, GroupRequests.join("")).error())
                .isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(
                        world.ask(
                                        SyncGroup.Response.class,
                                        new SyncGroup.Request(
                                                "", 1, "m", null, null, null, List.of()))
                                .error())
                .isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(world.ask(Heartbeat.Response.class, GroupRequests.heartbeat("")).error())
                .isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(world.ask(LeaveGroup.Response.class, GroupRequests.leave("")).error())
                .isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(
                        world.ask(
                                        OffsetDelete.Response.class,
                                        new OffsetDelete.Request("", List.of()))
                                .error())
                .isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(
                        world.ask(
                                        ConsumerGroupDescribe.Response.class,
                                        new ConsumerGroupDescribe.Request(List.of("")))
                                .groups()
                                .get(0)
                                .error())
                .isEqualTo(ErrorCode.INVALID_GROUP_ID);
    }

    @Test
    void offsetsMayBeOfTheGroupWithoutAName() {
        ready();

        OffsetCommit.Response committed =
                world.ask(OffsetCommit.Response.class, GroupRequests.commit("", 5));

        assertThat(committed.topics().get(0).partitions().get(0).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whereTheConsumerProtocolIsSwitchedOffItsRequestsAreUnsupported() {
        BrokerWorld classicOnly =
                groups.world(Map.of("group.coordinator.rebalance.protocols", "classic"));

        assertThat(
                        classicOnly
                                .ask(
                                        ConsumerGroupHeartbeat.Response.class,
                                        new ConsumerGroupHeartbeat.Request(
                                                "g", "m", 0, null, null, 1, List.of(), null, null,
                                                null, true))
                                .error())
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(
                        classicOnly
                                .ask(
                                        ConsumerGroupDescribe.Response.class,
                                        new ConsumerGroupDescribe.Request(List.of("g")))
                                .groups()
                                .get(0)
                                .error())
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    }

    @Test
    void producersMayNotWriteToTheTopicButTheAdminClientMay() {
        ready();
        ByteBuffer batch = world.keyed("k", "v");

        assertThat(world.appended(world.send(Requests.produce(1, TOPIC, 3, batch))).error())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        RequestId admin = new RequestId(9, 0);
        world.turn(
                new Event.RequestArrived(
                        admin,
                        new ClientInfo("__admin_client", "localhost"),
                        Requests.produce(1, TOPIC, 3, batch)));
        assertThat(world.appended(admin).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aBrokerThatComesBackKnowsWhatItHasAnswered() {
        ready();
        world.send(GroupRequests.commit("g", 7));

        BrokerWorld again = world.restarted();
        again.passes(10);

        assertThat(
                        again.ask(OffsetFetch.Response.class, GroupRequests.fetch("g"))
                                .groups()
                                .get(0)
                                .topics()
                                .get(0)
                                .partitions()
                                .get(0)
                                .offset())
                .isEqualTo(7);
    }

    @Test
    void whereEveryAppendIsFlushedAnAnswerWaitsForThat() {
        BrokerWorld careful = groups.world(Map.of("log.flush.interval.messages", "1"));
        careful.send(GroupRequests.find("g"));
        careful.passes(10);

        RequestId commit = careful.send(GroupRequests.commit("g", 7));
        assertThat(careful.replies).doesNotContainKey(commit);
        careful.settle();

        assertThat(careful.replies).containsKey(commit);
    }

    @Test
    void whereTheLayerIsAbsentACoordinatorIsUnsupported() {
        BrokerWorld without = BrokerWorld.on(FewerLayers.without("groups", "transactions"));

        Coordinator none =
                without.ask(FindCoordinator.Response.class, GroupRequests.find("g"))
                        .coordinators()
                        .get(0);

        assertThat(none.error()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(Objects.requireNonNull(none.host())).isEmpty();
    }

    @Test
    void coordinatorsSeeTheTopicsThereAre() {
        world.send(GroupRequests.find("g"));
        TopicsView topics = Objects.requireNonNull(groups.topics);
        long before = topics.version();

        world.create("t", 3);

        assertThat(topics.version()).isGreaterThan(before);
        assertThat(topics.partitionCount("t")).isEqualTo(3);
        assertThat(topics.partitionCount("none")).isZero();
        assertThat(topics.names()).containsExactly(TOPIC, "t");
        assertThat(topics.nameOf(Objects.requireNonNull(topics.idOf("t")))).isEqualTo("t");
        assertThat(topics.idOf("none")).isNull();
    }
}
