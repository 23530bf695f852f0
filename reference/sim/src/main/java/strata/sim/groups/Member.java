package strata.sim.groups;

import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SimWorld;
import strata.sim.client.RecordCodec;
import strata.sim.cluster.ClusterClient;
import strata.sim.history.History;

/**
 * One life of a member: who it is, and what it works with.
 *
 * @param whenFenced what follows when another has taken its place (KIP-345): its application ends
 */
record Member(
        Life life,
        Tenant tenant,
        GroupPlan plan,
        ClusterClient client,
        CoordinatorLink coordinator,
        Ledger ledger,
        History history,
        RecordCodec codec,
        Runnable whenFenced) {

    String groupId() {
        return plan.groupId();
    }

    @Nullable
    String instanceId() {
        return tenant.instanceId();
    }

    SimWorld world() {
        return client.world();
    }

    /**
     * Up to when a member's coordinator cannot have given it up.
     *
     * @param by who answered well
     * @param sentUs when it was asked
     */
    long leaseUs(NodeId by, long sentUs) {
        return ledger.leadership().isCoordinator(by, groupId()) ? sentUs + plan.leaseUs() : 0;
    }

    /** Tells the story of the run. */
    void tell(String text) {
        world().story().tellOf(java.util.List.of(groupId()), tenant + " " + text);
    }

    /** An answer that no coordinator in order gives. */
    BreachFound wrong(String request, Object answer) {
        throw world().breach(
                        Breach.of(
                                "wrong-answer",
                                "A good request is served, or refused for a known reason",
                                tenant + ": " + request + " was answered with " + answer,
                                groupId()));
    }

    /** The answer, of the kind of its request. */
    <R extends Response> R as(Class<R> kind, Response response) {
        if (!kind.isInstance(response)) {
            throw wrong(String.valueOf(kind.getEnclosingClass()), response);
        }
        return kind.cast(response);
    }
}
