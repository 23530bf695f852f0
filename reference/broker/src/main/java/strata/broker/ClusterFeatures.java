package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.broker.metadata.MetadataImage;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.ApiVersions.FinalizedFeature;
import strata.kernel.request.ApiVersions.SupportedFeature;
import strata.kernel.transactions.TransactionVersion;

/**
 * The features of a cluster whose levels can be changed while it runs (KIP-584), and which levels
 * this software knows. Which level each of them has is in the metadata.
 */
public final class ClusterFeatures {
    private static final SupportedFeature TRANSACTION_VERSION =
            new SupportedFeature(
                    TransactionVersion.FEATURE,
                    TransactionVersion.V0.level(),
                    TransactionVersion.V2.level());

    private ClusterFeatures() {}

    /**
     * What a node supports.
     *
     * @param transactions whether layer 5 is present
     */
    public static List<SupportedFeature> supported(boolean transactions) {
        return transactions ? List.of(TRANSACTION_VERSION) : List.of();
    }

    /** What clients are told; of features that this node does not support, nothing. */
    static ApiVersions.Features told(MetadataImage image, boolean transactions) {
        List<SupportedFeature> supported = supported(transactions);
        List<FinalizedFeature> finalized = new ArrayList<>();
        for (SupportedFeature feature : supported) {
            Short level = image.features().get(feature.name());
            if (level != null) {
                finalized.add(new FinalizedFeature(feature.name(), level));
            }
        }
        long epoch = finalized.isEmpty() ? MetadataImage.NO_FEATURES : image.featuresEpoch();
        return new ApiVersions.Features(epoch, finalized, supported);
    }
}
