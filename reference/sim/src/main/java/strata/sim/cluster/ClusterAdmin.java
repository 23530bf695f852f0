package strata.sim.cluster;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.CreatePartitions;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.ElectLeaders;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.client.Actor;

/**
 * Never leaves a cluster alone: creates topics and deletes them, gives them more partitions, has
 * preferred leaders elected, and moves partitions from brokers to brokers, also those that are
 * written to. What it asks for may well be refused; that nothing comes of it that should not, the
 * claims see.
 */
final class ClusterAdmin implements Actor {
    static final String LABEL = "admin";

    private static final int TIMEOUT_MS = 2_000;
    private static final int TOPICS_MAX = 3;

    private final ClusterClient client;
    private final List<TopicPartition> partitions;
    private final List<Integer> brokers = new ArrayList<>();
    // Topics of its own: those that it has asked for.
    private final List<String> own = new ArrayList<>();
    private long created;
    private boolean busy;
    private long done;

    /**
     * @param partitions of the others' topics: they are moved, but stay
     */
    ClusterAdmin(ClusterClient client, List<TopicPartition> partitions, List<NodeId> brokers) {
        this.client = client;
        this.partitions = partitions;
        brokers.forEach(broker -> this.brokers.add(broker.number()));
    }

    /** Whether it is one that makes a topic of this name. */
    static boolean made(String topic) {
        return topic.startsWith(LABEL + "-");
    }

    /** How many changes were carried out. */
    long done() {
        return done;
    }

    @Override
    public void begin() {
        client.operations().begin(20_000, 300_000, this::act);
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
        busy = true;
        client.askAny(
                wanted(chance),
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        busy = false;
                        if (wentWell(response)) {
                            done++;
                        }
                    }

                    @Override
                    public void lost(String why) {
                        busy = false;
                    }
                });
    }

    private Request wanted(SeededRandom chance) {
        int what = chance.nextInt(10);
        if ((what < 2 && own.size() < TOPICS_MAX) || (own.isEmpty() && what < 5)) {
            return newTopic(chance);
        }
        if (what < 3) {
            String name = own.remove(chance.nextInt(own.size()));
            return new DeleteTopics.Request(List.of(TopicRef.named(name)), TIMEOUT_MS);
        }
        if (what < 5) {
            String name = chance.oneOf(own);
            int count = 2 + chance.nextInt(3);
            CreatePartitions.NewPartitions more =
                    new CreatePartitions.NewPartitions(name, count, null);
            return new CreatePartitions.Request(List.of(more), TIMEOUT_MS, false);
        }
        if (what < 7) {
            return new ElectLeaders.Request(ElectLeaders.PREFERRED, null, TIMEOUT_MS);
        }
        return reassignment(chance);
    }

    private Request newTopic(SeededRandom chance) {
        String name = LABEL + "-" + ++created;
        own.add(name);
        short replicas = (short) Math.min(brokers.size(), 1 + chance.nextInt(3));
        CreateTopics.NewTopic topic =
                new CreateTopics.NewTopic(
                        name, 1 + chance.nextInt(2), replicas, List.of(), List.of());
        return new CreateTopics.Request(List.of(topic), TIMEOUT_MS, false);
    }

    private Request reassignment(SeededRandom chance) {
        TopicPartition partition = chance.oneOf(partitions);
        List<Integer> left = new ArrayList<>(brokers);
        List<Integer> replicas = new ArrayList<>();
        while (replicas.size() < 3 && !left.isEmpty()) {
            replicas.add(left.remove(chance.nextInt(left.size())));
        }
        AlterPartitionReassignments.PartitionReassignment moved =
                new AlterPartitionReassignments.PartitionReassignment(
                        partition.partition(), chance.chance(15) ? null : replicas);
        AlterPartitionReassignments.TopicReassignment topic =
                new AlterPartitionReassignments.TopicReassignment(
                        partition.topic(), List.of(moved));
        return new AlterPartitionReassignments.Request(TIMEOUT_MS, true, List.of(topic));
    }

    private static boolean wentWell(Response response) {
        ErrorCode error =
                switch (response) {
                    case CreateTopics.Response topics -> topics.topics().get(0).error();
                    case DeleteTopics.Response topics -> topics.topics().get(0).error();
                    case CreatePartitions.Response topics -> topics.topics().get(0).error();
                    case ElectLeaders.Response elections -> elections.error();
                    case AlterPartitionReassignments.Response moves ->
                            moves.error() == ErrorCode.NONE && !moves.topics().isEmpty()
                                    ? moves.topics().get(0).partitions().get(0).error()
                                    : moves.error();
                    default -> ErrorCode.UNKNOWN_SERVER_ERROR;
                };
        return error == ErrorCode.NONE;
    }
}
