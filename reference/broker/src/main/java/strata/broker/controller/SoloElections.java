package strata.broker.controller;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules;

/** Elections where layer 3 is absent: the one broker leads whatever has no leader. */
final class SoloElections implements ElectionRules {
    @Override
    public PartitionChanged decide(PartitionChanged now, Wish wish, Circumstances circumstances) {
        if (now.leader() != null) {
            return now;
        }
        for (NodeId replica : now.replicas()) {
            if (circumstances.mayLead().test(replica)) {
                return new PartitionChanged(
                        now.topicId(),
                        now.partition(),
                        now.replicas(),
                        List.of(replica),
                        replica,
                        now.leaderEpoch() + 1,
                        now.partitionEpoch() + 1);
            }
        }
        return now;
    }
}
