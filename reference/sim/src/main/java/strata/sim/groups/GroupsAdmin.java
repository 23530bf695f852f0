package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.cluster.ClusterClient;

/** Moves coordinators from broker to broker, and has topics grow. */
public final class GroupsAdmin implements Actor {
    public static final String LABEL = "mover";

    private static final int TIMEOUT_MS = 2_000;

    private final ClusterClient client;
    private final List<TopicPartition> partitions;
    private final List<NodeId> brokers;
    private final List<TopicPartition> movable;
    private final Wants wants;
    private final Map<String, Integer> grown = new LinkedHashMap<>();
    private boolean busy;
    private boolean moved;

    /**
     * What it does.
     *
     * @param moves whether it moves leaders
     * @param growsBy by how many partitions each topic grows at most
     */
    public record Wants(boolean moves, int growsBy) {}

    /**
     * @param partitions of all topics; gets those that come
     * @param movable whose leaders it moves
     */
    public GroupsAdmin(
            ClusterClient client,
            List<TopicPartition> partitions,
            List<NodeId> brokers,
            List<TopicPartition> movable,
            Wants wants) {
        this.client = client;
        this.partitions = partitions;
        this.brokers = brokers;
        this.movable = movable;
        this.wants = wants;
    }

    @Override
    public void begin() {
        client.operations().begin(100_000, 900_000, this::act);
        adopt();
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }

    private void act(long number, SeededRandom chance) {
        if (busy || partitions.isEmpty()) {
            return;
        }
        if (chance.chance(25) && wants.growsBy() > 0) {
            grow(chance.oneOf(partitions).topic());
        } else if (wants.moves()) {
            // A move is two steps: other preferred leaders, then their election.
            Request request = moved ? election() : reassignment(chance);
            moved = !moved;
            ask(request, response -> {});
        }
    }

    /** Takes up what has come of its requests, whether it was told or not. */
    private void adopt() {
        client.refresh();
        for (String topic : grown.keySet()) {
            for (int number = 0; number < client.partitionCount(topic); number++) {
                TopicPartition partition = new TopicPartition(topic, number);
                if (!partitions.contains(partition)) {
                    client.world().story().tell(partition + " is there");
                    partitions.add(partition);
                }
            }
        }
        client.later(100_000, 200_000, this::adopt);
    }

    private void grow(String topic) {
        int count = (int) partitions.stream().filter(p -> p.topic().equals(topic)).count();
        if (grown.merge(topic, 1, Integer::sum) > wants.growsBy()) {
            return;
        }
        CreatePartitions.NewPartitions more =
                new CreatePartitions.NewPartitions(topic, count + 1, null);
        ask(new CreatePartitions.Request(List.of(more), TIMEOUT_MS, false), response -> {});
    }

    /**
     * The second step of a move at once, where the first one is done.
     *
     * @return whether it is asked for
     */
    public boolean electNow() {
        if (busy || !moved) {
            return false;
        }
        moved = false;
        ask(election(), response -> {});
        return true;
    }

    private static Request election() {
        return new ElectLeaders.Request(ElectLeaders.PREFERRED, null, TIMEOUT_MS);
    }

    private Request reassignment(SeededRandom chance) {
        List<Integer> left = new ArrayList<>();
        brokers.forEach(broker -> left.add(broker.number()));
        List<Integer> replicas = new ArrayList<>();
        while (!left.isEmpty()) {
            replicas.add(left.remove(chance.nextInt(left.size())));
        }
        TopicPartition partition = chance.oneOf(movable);
        AlterPartitionReassignments.PartitionReassignment moves =
                new AlterPartitionReassignments.PartitionReassignment(
                        partition.partition(), replicas);
        return new AlterPartitionReassignments.Request(
                TIMEOUT_MS,
                true,
                List.of(
                        new AlterPartitionReassignments.TopicReassignment(
                                partition.topic(), List.of(moves))));
    }

    /** What to do with an answer. */
    private interface Then {
        void answered(Response response);
    }

    private void ask(Request request, Then then) {
        busy = true;
        client.askAny(
                request,
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        busy = false;
                        then.answered(response);
                    }

                    @Override
                    public void lost(String why) {
                        busy = false;
                    }
                });
    }
}
