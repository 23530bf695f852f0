package strata.sim.transactions;

import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.request.Response;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.transactions.TransactionVersion;
import strata.sim.Breach;
import strata.sim.SimConnection;
import strata.sim.client.Actor;
import strata.sim.cluster.ClusterClient;

/** Lowers the cluster's {@code transaction.version} at the start, while producers are at work. */
final class OldCluster implements Actor {
    private static final int TIMEOUT_MS = 2_000;

    private final ClusterClient client;
    private boolean done;
    private String last = "not asked yet";

    OldCluster(ClusterClient client) {
        this.client = client;
    }

    @Override
    public void begin() {
        client.later(200_000, 1_500_000, this::ask);
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return done ? null : "transaction.version is not lowered yet: " + last;
    }

    private void ask() {
        UpdateFeatures.Update update =
                new UpdateFeatures.Update(
                        TransactionVersion.FEATURE,
                        TransactionVersion.V1.level(),
                        UpdateFeatures.UpgradeType.UNSAFE_DOWNGRADE);
        client.askAny(
                new UpdateFeatures.Request(TIMEOUT_MS, List.of(update), false),
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        took((UpdateFeatures.Response) response);
                    }

                    @Override
                    public void lost(String why) {
                        last = why;
                        client.backOff(OldCluster.this::ask);
                    }
                });
    }

    private void took(UpdateFeatures.Response told) {
        last = told.error() + " " + told.errorMessage();
        switch (told.error()) {
            case NONE -> done = true;
            case NOT_CONTROLLER, REQUEST_TIMED_OUT, BROKER_NOT_AVAILABLE, NETWORK_EXCEPTION ->
                    client.backOff(this::ask);
            default ->
                    throw client.world()
                            .breach(
                                    Breach.of(
                                            "wrong-answer",
                                            "A good request is served, or refused for a known"
                                                    + " reason",
                                            "UpdateFeatures: " + last));
        }
    }
}
