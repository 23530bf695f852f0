package strata.sim.transactions;

import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.kernel.transactions.TransactionVersion;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SimWorld;
import strata.sim.check.Session;
import strata.sim.cluster.ClusterClient;
import strata.sim.groups.Life;

/**
 * One life of a client: who it is, and what it works with.
 *
 * @param transactionalId null for one that is idempotent only
 */
record Party(
        Session session,
        Life life,
        ClusterClient client,
        @Nullable String transactionalId,
        Manners manners,
        Common common) {

    /**
     * How it speaks.
     *
     * @param version of transactions: {@code V2}, or an older one
     * @param support what of transactions its requests know
     * @param timeoutMs {@code transaction.timeout.ms}
     */
    record Manners(TransactionVersion version, TransactionSupport support, int timeoutMs) {}

    /** What all clients of a run share. */
    record Common(
            Ledger ledger,
            FencingClaims fencing,
            ProcessedClaims processed,
            StampedRecords records,
            Insight insight) {}

    /**
     * Who coordinates in truth. A broker that has been replaced without knowing tells committed
     * offsets as they were (in Kafka, too); who believed that would process things twice.
     */
    interface Insight {
        /** Whether a broker coordinates a group now, and nobody has replaced it. */
        boolean isCoordinator(NodeId broker, String groupId);
    }

    String who() {
        return session.toString();
    }

    SimWorld world() {
        return client.world();
    }

    Ledger ledger() {
        return common.ledger();
    }

    FencingClaims fencing() {
        return common.fencing();
    }

    StampedRecords records() {
        return common.records();
    }

    TransactionSupport support() {
        return manners.support();
    }

    /** Whether brokers add partitions to its transactions, and each end brings another epoch. */
    boolean isOfVersion2() {
        return manners.version().bumpsEpochs();
    }

    /** Tells the story of the run. */
    void tell(String text) {
        String whose = transactionalId == null ? session.client() : transactionalId;
        world().story().tellOf(java.util.List.of(whose), who() + " " + text);
        world().trace().line(session.client(), "producer", who() + " " + text);
    }

    /** An answer that no broker in order gives. */
    BreachFound wrong(String request, Object answer) {
        throw world().breach(
                        Breach.of(
                                "wrong-answer",
                                "A good request is served, or refused for a known reason",
                                who() + ": " + request + " was answered with " + answer,
                                session.client()));
    }

    /** The answer, of the kind of its request. */
    <R extends Response> R as(Class<R> kind, Response response) {
        if (!kind.isInstance(response)) {
            throw wrong(String.valueOf(kind.getEnclosingClass()), response);
        }
        return kind.cast(response);
    }
}
