package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.groups.consumer.GroupWorld.assertRefused;
import static strata.groups.consumer.GroupWorld.beat;
import static strata.groups.consumer.GroupWorld.join;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.ConsumerGroupHeartbeat;

class ConsumerGroupHeartbeatTest {
    private final GroupWorld world = new GroupWorld(GroupWorld.with(0, 3));

    @BeforeEach
    void topics() {
        world.topics.create("t", 4);
        world.topics.create("u", 2);
    }

    @Test
    void theFirstMemberIsGivenEverythingAtOnce() {
        ConsumerGroupHeartbeat.Response response = world.heartbeat(join("a", "t").request());

        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        assertThat(response.memberId()).isEqualTo("a");
        assertThat(response.memberEpoch()).isEqualTo(1);
        assertThat(response.heartbeatIntervalMs()).isEqualTo(5_000);
        assertThat(response.assignment())
                .containsExactly(
                        new ConsumerGroupHeartbeat.TopicPartitions(
                                world.topics.id("t"), List.of(0, 1, 2, 3)));
        assertThat(world.group().state()).isEqualTo("Stable");
    }

    @Test
    void whoHasNoIdYetIsGivenOneInVersionZeroOnly() {
        ConsumerGroupHeartbeat.Response given =
                world.heartbeat(join("", "t").versionZero().request());

        assertThat(given.memberId()).hasSize(22);
        assertRefused(world.heartbeat(join("", "t").request()), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void whoJoinsHasToTellEverything() {
        assertRefused(
                world.heartbeat(beat("a", 0).topics("t").owned(List.of()).request()),
                ErrorCode.INVALID_REQUEST);
        assertRefused(
                world.heartbeat(beat("a", 0).timeout(1).owned(List.of()).request()),
                ErrorCode.INVALID_REQUEST);
        assertRefused(
                world.heartbeat(beat("a", 0).timeout(1).topics("t").request()),
                ErrorCode.INVALID_REQUEST);
        assertRefused(
                world.heartbeat(
                        join("a", "t")
                                .owned(
                                        List.of(
                                                new ConsumerGroupHeartbeat.TopicPartitions(
                                                        world.topics.id("t"), List.of(0))))
                                .request()),
                ErrorCode.INVALID_REQUEST);
        assertThat(world.log).isEmpty();
    }

    @Test
    void emptyNamesAreNoNames() {
        assertRefused(
                world.heartbeat(join("a", "t").group("").request()), ErrorCode.INVALID_REQUEST);
        assertRefused(
                world.heartbeat(join("a", "t").group(" ").request()), ErrorCode.INVALID_REQUEST);
        assertRefused(
                world.heartbeat(join("a", "t").instance("").request()), ErrorCode.INVALID_REQUEST);
        assertRefused(
                world.heartbeat(join("a", "t").rack("").request()), ErrorCode.INVALID_REQUEST);
        assertRefused(world.heartbeat(beat("", 3).request()), ErrorCode.INVALID_REQUEST);
        assertRefused(world.heartbeat(beat("a", -2).request()), ErrorCode.INVALID_REQUEST);
        assertRefused(world.heartbeat(beat("a", -3).request()), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void anAssignorThatIsNotConfiguredIsRefused() {
        assertRefused(
                world.heartbeat(join("a", "t").assignor("sticky").request()),
                ErrorCode.UNSUPPORTED_ASSIGNOR);
    }

    @Test
    void whoIsNoMemberIsTold() {
        assertRefused(world.heartbeat(beat("a", 1).request()), ErrorCode.GROUP_ID_NOT_FOUND);
        assertRefused(world.heartbeat(beat("a", -1).request()), ErrorCode.GROUP_ID_NOT_FOUND);
        world.heartbeat(join("a", "t").request());

        assertRefused(world.heartbeat(beat("b", 1).request()), ErrorCode.UNKNOWN_MEMBER_ID);
        assertRefused(world.heartbeat(beat("b", -1).request()), ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aFullGroupTakesNobodyElse() {
        world.heartbeat(join("a", "t").request());
        world.heartbeat(join("b", "t").request());
        world.heartbeat(join("c", "t").request());

        assertRefused(world.heartbeat(join("d", "t").request()), ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(world.heartbeat(join("c", "t").request()).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anEpochThatWasNeverGivenIsFenced() {
        TestMember a = new TestMember(world, "a", "t").join();

        assertRefused(world.heartbeat(beat("a", 2).request()), ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(a.beat().memberEpoch()).isEqualTo(1);
    }

    @Test
    void theEpochBeforeIsAcceptedFromWhoOwnsNothingElse() {
        TestMember a = new TestMember(world, "a", "t").join();
        new TestMember(world, "b", "t").join();
        a.beat();
        assertThat(world.heartbeat(a.request().request()).memberEpoch()).isEqualTo(2);

        assertThat(world.heartbeat(beat("a", 1).owned(a.list()).request()).memberEpoch())
                .isEqualTo(2);
        assertRefused(world.heartbeat(beat("a", 1).request()), ErrorCode.FENCED_MEMBER_EPOCH);
        a.owned.add(new TopicPartition("t", 0));
        a.owned.add(new TopicPartition("t", 3));
        assertRefused(
                world.heartbeat(beat("a", 1).owned(a.list()).request()),
                ErrorCode.FENCED_MEMBER_EPOCH);
    }

    @Test
    void whoIsFencedMayJoinAgainWithItsId() {
        TestMember a = new TestMember(world, "a", "t").join();

        a.join();

        assertThat(a.epoch).isEqualTo(1);
        assertThat(a.owned).hasSize(4);
    }

    @Test
    void theAssignmentIsToldOnlyWhenItHasChanged() {
        TestMember a = new TestMember(world, "a", "t").join();

        assertThat(world.heartbeat(beat("a", 1).request()).assignment()).isNull();
        assertThat(
                        world.heartbeat(
                                        beat("a", 1)
                                                .timeout(60_000)
                                                .topics("t")
                                                .owned(a.list())
                                                .request())
                                .assignment())
                .isNotNull();
    }

    @Test
    void aHeartbeatThatChangesNothingStoresNothing() {
        TestMember a = new TestMember(world, "a", "t").join();
        int before = world.log.size();

        a.beat();
        a.beat();

        assertThat(world.log).hasSize(before);
    }

    @Test
    void whoLeavesIsGoneAndTheOthersTakeOver() {
        TestMember a = new TestMember(world, "a", "t").join();
        TestMember b = new TestMember(world, "b", "t").join();
        a.beat();
        a.beat();
        b.beat();

        ConsumerGroupHeartbeat.Response left = world.heartbeat(beat("a", -1).request());
        b.beat();

        assertThat(left.memberEpoch()).isEqualTo(-1);
        assertThat(b.owned).hasSize(4);
        assertThat(world.group().members()).hasSize(1);
    }

    @Test
    void aGroupWhoseLastMemberLeavesIsEmptyAndItsEpochGoesOn() {
        new TestMember(world, "a", "t").join();

        world.heartbeat(beat("a", -1).request());

        assertThat(world.group().state()).isEqualTo("Empty");
        assertThat(world.group().epoch()).isEqualTo(2);
        assertThat(new TestMember(world, "b", "t").join().epoch).isEqualTo(3);
    }

    @Test
    void anotherSubscriptionIsAnotherAssignment() {
        TestMember a = new TestMember(world, "a", "t").join();

        a.accept(world.heartbeat(a.request().topics("u").request()));
        assertThat(a.epoch).isEqualTo(1);
        a.beat();

        assertThat(a.epoch).isEqualTo(2);
        assertThat(a.owned).containsExactly(new TopicPartition("u", 0), new TopicPartition("u", 1));
    }

    @Test
    void whatMostMembersPreferIsTheAssignor() {
        world.heartbeat(join("a", "t", "u").assignor("range").request());

        assertThat(Description.of(world).assignor()).isEqualTo("range");
        world.heartbeat(join("b", "t", "u").request());
        assertThat(Description.of(world).assignor()).isEqualTo("range");
        world.heartbeat(join("b", "t", "u").assignor("uniform").request());
        assertThat(Description.of(world).assignor()).isEqualTo("uniform");
    }

    /** The group as it is described. */
    private static final class Description {
        static strata.kernel.request.ConsumerGroupDescribe.Group of(GroupWorld world) {
            return ((strata.kernel.request.ConsumerGroupDescribe.Response)
                            world.ask(
                                    new strata.kernel.request.ConsumerGroupDescribe.Request(
                                            List.of(GroupWorld.GROUP))))
                    .groups()
                    .get(0);
        }
    }
}
