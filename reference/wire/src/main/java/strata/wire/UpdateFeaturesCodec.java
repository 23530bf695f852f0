package strata.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKeyCollection;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.UpdateFeatures.Update;
import strata.kernel.request.UpdateFeatures.UpgradeType;

/**
 * UpdateFeatures, versions 0 to 2. Version 0 has a flag that allows a downgrade in place of a type;
 * as with Kafka's controllers since KRaft it counts for nothing, and every update is an upgrade.
 * Version 2 does not repeat the features in the answer.
 */
final class UpdateFeaturesCodec {
    private static final short FIRST_WITH_TYPE = 1;
    private static final short LAST_WITH_RESULTS = 1;

    private UpdateFeaturesCodec() {}

    static UpdateFeatures.Request read(FrameReader from, short version) {
        // As UpdateFeaturesRequestData has it, which hashes features: see Unhashed.
        boolean flexible = ServedVersions.UPDATE_FEATURES.isFlexible(version);
        int timeoutMs = from.readInt();
        int count = from.readCollectionSize(flexible);
        // Of a feature that is named twice the last update counts.
        Map<String, Update> updates = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String feature = from.readString(flexible);
            short level = from.readShort();
            byte code = from.readByte();
            from.skipTaggedFields(flexible);
            UpgradeType type = version >= FIRST_WITH_TYPE ? type(code) : UpgradeType.UPGRADE;
            updates.put(feature, new Update(feature, level, type));
        }
        boolean validateOnly = version >= FIRST_WITH_TYPE && from.readByte() != 0;
        from.skipTaggedFields(flexible);
        return new UpdateFeatures.Request(
                timeoutMs, new ArrayList<>(updates.values()), validateOnly);
    }

    private static UpgradeType type(byte code) {
        return switch (code) {
            case 1 -> UpgradeType.UPGRADE;
            case 2 -> UpgradeType.SAFE_DOWNGRADE;
            case 3 -> UpgradeType.UNSAFE_DOWNGRADE;
            default -> UpgradeType.UNKNOWN;
        };
    }

    private static byte code(UpgradeType type) {
        return switch (type) {
            case UPGRADE -> 1;
            case SAFE_DOWNGRADE -> 2;
            case UNSAFE_DOWNGRADE -> 3;
            case UNKNOWN -> 0;
        };
    }

    static ApiMessage write(UpdateFeatures.Response response, short version) {
        UpdateFeaturesResponseData data =
                new UpdateFeaturesResponseData()
                        .setErrorCode(response.error().number())
                        .setErrorMessage(KernelTypes.message(response.errorMessage()));
        if (version > LAST_WITH_RESULTS) {
            return data;
        }
        UpdatableFeatureResultCollection results =
                new UpdatableFeatureResultCollection(Unhashed.capacity(response.features().size()));
        for (String feature : response.features()) {
            UpdatableFeatureResult result =
                    new UpdatableFeatureResult()
                            .setErrorCode(response.error().number())
                            .setErrorMessage(null);
            Unhashed.add(results, result, UpdatableFeatureResult::setFeature, feature);
        }
        return data.setResults(results);
    }

    static ApiMessage ask(UpdateFeatures.Request request) {
        FeatureUpdateKeyCollection updates =
                new FeatureUpdateKeyCollection(Unhashed.capacity(request.updates().size()));
        for (Update update : request.updates()) {
            FeatureUpdateKey asked =
                    new FeatureUpdateKey()
                            .setMaxVersionLevel(update.level())
                            .setUpgradeType(code(update.type()));
            Unhashed.add(updates, asked, FeatureUpdateKey::setFeature, update.feature());
        }
        return new UpdateFeaturesRequestData()
                .setTimeoutMs(request.timeoutMs())
                .setFeatureUpdates(updates)
                .setValidateOnly(request.validateOnly());
    }

    static UpdateFeatures.Response answer(FrameReader from, short version) {
        UpdateFeaturesResponseData data = new UpdateFeaturesResponseData(from, version);
        List<String> features = new ArrayList<>(data.results().size());
        data.results().forEach(result -> features.add(result.feature()));
        return new UpdateFeatures.Response(
                ErrorCode.ofNumber(data.errorCode()), data.errorMessage(), features);
    }
}
