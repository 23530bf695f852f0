package strata.sim.transactions;

import java.util.List;
import strata.kernel.Nullable;
import strata.sim.SimNode;
import strata.sim.check.Session;
import strata.sim.cluster.ClusterClient;
import strata.sim.groups.CoordinatorLink;
import strata.sim.groups.Life;
import strata.sim.scenario.Stage;

/** Makes the lives of one client, with their ways to the cluster. */
final class Parties {
    private final String label;
    private final ClusterClient client;
    private final @Nullable String transactionalId;
    private final Party.Manners manners;
    private final Party.Common common;
    // Two lives of a client may be there at once.
    private final CoordinatorLink[] coordinators = new CoordinatorLink[2];
    private final CoordinatorLink[] groups = new CoordinatorLink[2];

    /**
     * Which client it is.
     *
     * @param transactionalId null for none
     * @param groupId of the group that it commits offsets of
     */
    record Post(String label, @Nullable String transactionalId, String groupId) {}

    Parties(
            Stage stage,
            List<SimNode> brokers,
            Post post,
            Party.Manners manners,
            Party.Common common) {
        this.label = post.label();
        this.client = new ClusterClient(stage, label, brokers);
        this.transactionalId = post.transactionalId();
        this.manners = manners;
        this.common = common;
        String id = post.transactionalId();
        for (int i = 0; i < coordinators.length; i++) {
            coordinators[i] =
                    CoordinatorLink.ofTransactions(stage, client, id == null ? "" : id, brokers);
            groups[i] = new CoordinatorLink(stage, client, post.groupId(), brokers);
        }
    }

    String label() {
        return label;
    }

    ClusterClient client() {
        return client;
    }

    Party.Common common() {
        return common;
    }

    /** A life, from 0. */
    Party party(int number) {
        return new Party(
                new Session(label, number),
                new Life(client),
                client,
                transactionalId,
                manners,
                common);
    }

    /** A life's way to its transaction coordinator, by its slot. */
    CoordinatorLink coordinator(int slot) {
        return coordinators[slot];
    }

    /** A life's way to the coordinator of its group, by its slot. */
    CoordinatorLink ofGroup(int slot) {
        return groups[slot];
    }
}
