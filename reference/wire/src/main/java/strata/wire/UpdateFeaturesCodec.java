package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKeyCollection;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.UpdateFeatures.UpgradeType;

/**
 * UpdateFeatures, versions 0 to 2: from 1 on an update says what it may do (KIP-778); from 2 on the
 * answer is about all of them. In version 0 every update is an upgrade: its {@code AllowDowngrade}
 * is read by nobody, as in Apache Kafka's controller.
 */
final class UpdateFeaturesCodec {
    /** The last version of which the answer names features, so that it can be passed on in any. */
    static final short LAST_WITH_RESULTS = 1;

    private static final short FIRST_WITH_TYPES = 1;
    private static final byte UPGRADE = 1;
    private static final byte SAFE_DOWNGRADE = 2;
    private static final byte UNSAFE_DOWNGRADE = 3;
    private static final byte UNKNOWN = 0;

    /** What Apache Kafka says of a feature of which there is nothing to say. */
    private static final String NOTHING_TO_SAY = "NONE";

    private UpdateFeaturesCodec() {}

    static UpdateFeatures.Request read(FrameReader from, short version) {
        // As UpdateFeaturesRequestData has it, which hashes features: see Unhashed.
        int timeoutMs = from.readInt();
        int count = from.readCollectionSize(true);
        List<UpdateFeatures.Update> updates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            FeatureUpdateKey key = new FeatureUpdateKey(from, version);
            updates.add(
                    new UpdateFeatures.Update(
                            key.feature(), key.maxVersionLevel(), type(key, version)));
        }
        boolean validateOnly = version >= FIRST_WITH_TYPES && from.readByte() != 0;
        from.skipTaggedFields(true);
        return new UpdateFeatures.Request(timeoutMs, updates, validateOnly);
    }

    private static UpgradeType type(FeatureUpdateKey key, short version) {
        if (version < FIRST_WITH_TYPES) {
            return UpgradeType.UPGRADE;
        }
        return switch (key.upgradeType()) {
            case UPGRADE -> UpgradeType.UPGRADE;
            case SAFE_DOWNGRADE -> UpgradeType.SAFE_DOWNGRADE;
            case UNSAFE_DOWNGRADE -> UpgradeType.UNSAFE_DOWNGRADE;
            default -> UpgradeType.UNKNOWN;
        };
    }

    private static byte number(UpgradeType type) {
        return switch (type) {
            case UPGRADE -> UPGRADE;
            case SAFE_DOWNGRADE -> SAFE_DOWNGRADE;
            case UNSAFE_DOWNGRADE -> UNSAFE_DOWNGRADE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    static ApiMessage write(UpdateFeatures.Response response) {
        String message = KernelTypes.message(response.errorMessage());
        UpdatableFeatureResultCollection results =
                new UpdatableFeatureResultCollection(Unhashed.capacity(response.features().size()));
        for (String feature : response.features()) {
            Unhashed.add(
                    results,
                    new UpdatableFeatureResult()
                            .setErrorCode(response.error().number())
                            .setErrorMessage(message == null ? NOTHING_TO_SAY : message),
                    UpdatableFeatureResult::setFeature,
                    feature);
        }
        return new UpdateFeaturesResponseData()
                .setErrorCode(response.error().number())
                .setErrorMessage(message)
                .setResults(results);
    }

    static ApiMessage ask(UpdateFeatures.Request request) {
        FeatureUpdateKeyCollection updates =
                new FeatureUpdateKeyCollection(Unhashed.capacity(request.updates().size()));
        for (UpdateFeatures.Update update : request.updates()) {
            Unhashed.add(
                    updates,
                    new FeatureUpdateKey()
                            .setMaxVersionLevel(update.level())
                            .setUpgradeType(number(update.type())),
                    FeatureUpdateKey::setFeature,
                    update.feature());
        }
        return new UpdateFeaturesRequestData()
                .setTimeoutMs(request.timeoutMs())
                .setFeatureUpdates(updates)
                .setValidateOnly(request.validateOnly());
    }

    static UpdateFeatures.Response answer(FrameReader from, short version) {
        // As UpdateFeaturesResponseData has it, which hashes features: see Unhashed.
        from.readInt(); // How long the client is throttled.
        ErrorCode error = ErrorCode.ofNumber(from.readShort());
        String message = from.readNullableString(true);
        int count = version <= LAST_WITH_RESULTS ? from.readCollectionSize(true) : 0;
        List<String> features = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            features.add(new UpdatableFeatureResult(from, version).feature());
        }
        from.skipTaggedFields(true);
        return new UpdateFeatures.Response(error, message, features);
    }
}
