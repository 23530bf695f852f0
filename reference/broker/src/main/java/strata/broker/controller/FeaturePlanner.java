package strata.broker.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.metadata.MetadataImage;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.FeatureLevel;
import strata.kernel.request.ApiVersions.SupportedFeature;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.UpdateFeatures.Update;
import strata.kernel.request.UpdateFeatures.UpgradeType;

/**
 * The levels of the cluster's features (KIP-584): the highest one that is known where nobody has
 * chosen, and what UpdateFeatures makes of them (KIP-778).
 *
 * <p>Which levels a feature may have is asked of this node alone: all nodes of a cluster run the
 * same software.
 */
final class FeaturePlanner {
    private final MetadataImage image;
    private final NodeId self;
    private final Map<String, SupportedFeature> supported = new LinkedHashMap<>();

    FeaturePlanner(MetadataImage image, NodeId self, List<SupportedFeature> supported) {
        this.image = image;
        this.self = self;
        supported.forEach(feature -> this.supported.put(feature.name(), feature));
    }

    /** The facts of the updates that are made, and the answer to all. */
    record Plan(List<MetadataRecord> facts, UpdateFeatures.Response response) {}

    /**
     * What a controller enters when it takes over: features that were never set, as in a new
     * cluster, or after a layer was added to an old one. One that was turned off stays so.
     */
    List<MetadataRecord> unset() {
        List<MetadataRecord> facts = new ArrayList<>();
        for (SupportedFeature feature : supported.values()) {
            if (!image.features().containsKey(feature.name())) {
                facts.add(new FeatureLevel(feature.name(), feature.newest()));
            }
        }
        return facts;
    }

    Plan plan(UpdateFeatures.Request request) {
        Map<String, Update> updates = new LinkedHashMap<>();
        request.updates().forEach(update -> updates.put(update.feature(), update));
        List<MetadataRecord> facts = new ArrayList<>();
        for (Update update : updates.values()) {
            String why = whyNot(update);
            if (why != null) {
                return new Plan(List.of(), refused(update, why));
            }
            facts.add(new FeatureLevel(update.feature(), update.level()));
        }
        return new Plan(
                request.validateOnly() ? List.of() : facts,
                new UpdateFeatures.Response(
                        ErrorCode.NONE, null, new ArrayList<>(updates.keySet())));
    }

    private static UpdateFeatures.Response refused(Update update, String why) {
        return UpdateFeatures.Response.failed(
                ErrorCode.INVALID_UPDATE_VERSION,
                "The update failed for all features since the following feature had an error:"
                        + " Invalid update version "
                        + update.level()
                        + " for feature "
                        + update.feature()
                        + ". "
                        + why);
    }

    /** Why an update is refused, in Kafka's words; null when it may be made. */
    private @Nullable String whyNot(Update update) {
        if (update.type() == UpgradeType.UNKNOWN) {
            return "The controller does not support the given upgrade type.";
        }
        short level = update.level();
        if (level < 0) {
            return "A feature version cannot be less than 0.";
        }
        String unsupported = whyUnsupported(update.feature(), level);
        if (unsupported != null) {
            return unsupported;
        }
        short now = image.features().getOrDefault(update.feature(), (short) 0);
        if (level < now && update.type() == UpgradeType.UPGRADE) {
            return "Can't downgrade the version of this feature without setting the upgrade type"
                    + " to either safe or unsafe downgrade.";
        }
        if (level > now && update.type() != UpgradeType.UPGRADE) {
            return "Can't downgrade to a newer version.";
        }
        return null;
    }

    private @Nullable String whyUnsupported(String name, short level) {
        SupportedFeature feature = supported.get(name);
        if (feature == null) {
            // Not to have a feature goes with level 0, so Kafka complains only later.
            return level == 0
                    ? "Feature " + name + " not found."
                    : "Local controller " + self + " does not support this feature.";
        }
        if (level < feature.oldest() || level > feature.newest()) {
            return "Local controller "
                    + self
                    + " only supports versions "
                    + feature.oldest()
                    + "-"
                    + feature.newest();
        }
        return null;
    }
}
