package strata.replication;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules.Circumstances;
import strata.kernel.replication.ElectionRules.Election;
import strata.kernel.replication.ElectionRules.Wish;

/** A partition's states, written as tests want to read them; leader 0 is none. */
final class TestPartition {
    private static final TopicId TOPIC = new TopicId(3, 7);

    private TestPartition() {}

    /** Nodes by their numbers, like {@code nodes(1, 2)}. */
    static List<NodeId> nodes(int... numbers) {
        List<NodeId> nodes = new ArrayList<>();
        for (int number : numbers) {
            nodes.add(new NodeId(number));
        }
        return Collections.unmodifiableList(nodes);
    }

    static @Nullable NodeId node(int number) {
        return number == 0 ? null : new NodeId(number);
    }

    /** On brokers 1, 2 and 3, in leader epoch 7 and partition epoch 70. */
    static PartitionChanged state(
            int leader, List<NodeId> isr, List<NodeId> elr, List<NodeId> lastKnown) {
        return state(leader, isr, elr, lastKnown, false);
    }

    static PartitionChanged state(
            int leader,
            List<NodeId> isr,
            List<NodeId> elr,
            List<NodeId> lastKnown,
            boolean recovering) {
        return new PartitionChanged(
                TOPIC,
                0,
                nodes(1, 2, 3),
                isr,
                node(leader),
                7,
                70,
                elr,
                lastKnown,
                recovering,
                List.of(),
                List.of());
    }

    /** A topic of which all three brokers are in sync and 1 leads. */
    static PartitionChanged fresh(int replicas) {
        List<NodeId> all = new ArrayList<>();
        for (int id = 1; id <= replicas; id++) {
            all.add(new NodeId(id));
        }
        return new PartitionChanged(
                TOPIC, 0, Collections.unmodifiableList(all), all, all.get(0), 0, 0);
    }

    static Circumstances live(List<NodeId> live, int minInsyncReplicas) {
        return new Circumstances(live::contains, minInsyncReplicas, false);
    }

    static Circumstances liveAndUnclean(List<NodeId> live, int minInsyncReplicas) {
        return new Circumstances(live::contains, minInsyncReplicas, true);
    }

    /** The ISR as it is, and another way to seek a leader. */
    static Wish election(PartitionChanged now, Election election) {
        return new Wish(now.isr(), election, List.of(), false);
    }

    /** The ISR as it is, and brokers that have come back without having stopped in good order. */
    static Wish stoppedUncleanly(PartitionChanged now, List<NodeId> brokers) {
        return new Wish(now.isr(), Election.IF_NEEDED, brokers, false);
    }
}
