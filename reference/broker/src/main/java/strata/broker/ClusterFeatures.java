package strata.broker;

import java.util.List;
import strata.kernel.request.BrokerRegistration.Feature;
import strata.kernel.transactions.TransactionVersion;

/**
 * The features of a cluster whose levels can be changed while it runs (KIP-584), and which levels
 * this software knows. Which level each of them has is in the metadata.
 */
public final class ClusterFeatures {
    private static final Feature TRANSACTION_VERSION =
            new Feature(
                    TransactionVersion.FEATURE,
                    TransactionVersion.V0.level(),
                    TransactionVersion.V2.level());

    private ClusterFeatures() {}

    /**
     * What a node supports.
     *
     * @param transactions whether layer 5 is present
     */
    public static List<Feature> supported(boolean transactions) {
        return transactions ? List.of(TRANSACTION_VERSION) : List.of();
    }
}
