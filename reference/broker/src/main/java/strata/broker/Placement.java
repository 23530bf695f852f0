package strata.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.broker.metadata.MetadataImage;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;

/** Where new partitions live when nobody says where. */
final class Placement {
    private Placement() {}

    /**
     * The brokers take turns: partition p begins at broker p.
     *
     * @param first the first new partition's number
     * @param replicationFactor at most as many as there are brokers
     * @return for each new partition its replicas, the preferred leader first
     */
    static List<List<NodeId>> inTurn(
            MetadataImage image, int first, int count, int replicationFactor) {
        List<NodeId> brokers = image.brokers().stream().map(BrokerRegistered::id).toList();
        List<List<NodeId>> placed = new ArrayList<>();
        for (int partition = first; partition < first + count; partition++) {
            List<NodeId> replicas = new ArrayList<>();
            for (int i = 0; i < replicationFactor; i++) {
                replicas.add(brokers.get((partition + i) % brokers.size()));
            }
            placed.add(Collections.unmodifiableList(replicas));
        }
        return placed;
    }
}
