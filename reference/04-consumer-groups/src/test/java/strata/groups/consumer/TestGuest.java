package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;

/** A consumer that speaks the classic protocol, and shares out cooperatively. */
final class TestGuest {
    private final GroupWorld world;
    private final String type;
    private final List<String> topics;
    String id = "";
    @Nullable String instanceId;
    int generation = -1;
    boolean isLeader;
    final Set<TopicPartition> assigned = new TreeSet<>();
    private long waiter;

    TestGuest(GroupWorld world, String topic) {
        this(world, ConsumerProtocol.TYPE, topic);
    }

    TestGuest(GroupWorld world, String type, String topic) {
        this.world = world;
        this.type = type;
        this.topics = List.of(topic);
    }

    /** What a leader gives a member. */
    static SyncGroup.Assignment share(TestGuest guest, int... partitions) {
        List<TopicPartition> given = new ArrayList<>();
        for (int partition : partitions) {
            given.add(new TopicPartition(guest.topics.get(0), partition));
        }
        return new SyncGroup.Assignment(
                guest.id, ConsumerProtocol.encode(new ConsumerProtocol.Assignment(given, null)));
    }

    /** Joins; with the id that it is given, if it has none. An answer may come later. */
    @Nullable
    JoinGroup.Response join() {
        JoinGroup.Request request =
                new JoinGroup.Request(
                        GroupWorld.GROUP,
                        id,
                        instanceId,
                        45_000,
                        60_000,
                        type,
                        List.of(
                                new JoinGroup.Protocol(
                                        "cooperative-sticky",
                                        ConsumerProtocol.encode(
                                                new ConsumerProtocol.Subscription(
                                                        topics,
                                                        null,
                                                        List.copyOf(assigned),
                                                        generation,
                                                        null)))),
                        new JoinGroup.Support(true, true),
                        null);
        waiter = world.ask(new ArrayList<>(), request);
        JoinGroup.Response response = (JoinGroup.Response) world.answers.get(waiter);
        if (response != null && response.error() == ErrorCode.MEMBER_ID_REQUIRED) {
            id = response.memberId();
            return join();
        }
        return response;
    }

    /** The answer to its last join. */
    @Nullable
    JoinGroup.Response lastAnswer() {
        return (JoinGroup.Response) world.answers.get(waiter);
    }

    /** It has been answered, and is in. */
    void answered() {
        JoinGroup.Response response = Objects.requireNonNull(lastAnswer());
        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        id = response.memberId();
        generation = response.generation();
        isLeader = response.leader().equals(id);
    }

    void rejoin() {
        join();
        answered();
    }

    ErrorCode sync(List<SyncGroup.Assignment> shares) {
        ErrorCode error = synced(askSync(shares));
        return Objects.requireNonNull(error);
    }

    /** Wants to know what it is assigned; an answer may come later. */
    long askSync(List<SyncGroup.Assignment> shares) {
        return world.ask(
                new ArrayList<>(),
                new SyncGroup.Request(
                        GroupWorld.GROUP, generation, id, instanceId, type, null, shares));
    }

    /** What was answered; null for nothing yet. */
    @Nullable
    ErrorCode synced(long asked) {
        SyncGroup.Response response = (SyncGroup.Response) world.answers.get(asked);
        if (response == null) {
            return null;
        }
        if (response.error() == ErrorCode.NONE) {
            assigned.clear();
            assigned.addAll(ConsumerProtocol.assignment(response.assignment()).partitions());
        }
        return response.error();
    }

    ErrorCode heartbeat() {
        return ((Heartbeat.Response)
                        world.ask(
                                new Heartbeat.Request(
                                        GroupWorld.GROUP, generation, id, instanceId)))
                .error();
    }

    /** Alive; joins again when told to, and fetches what it is assigned. */
    void beat() {
        if (heartbeat() == ErrorCode.REBALANCE_IN_PROGRESS) {
            rejoin();
            sync(List.of());
        }
    }

    void leave() {
        world.ask(
                new LeaveGroup.Request(
                        GroupWorld.GROUP, List.of(new LeaveGroup.Member(id, instanceId, null))));
    }
}
