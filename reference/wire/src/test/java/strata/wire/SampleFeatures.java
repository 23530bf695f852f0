package strata.wire;

import java.util.EnumSet;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.protocol.ApiKeys;
import strata.kernel.ErrorCode;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.UpdateFeatures.UpgradeType;

/** The samples that speak of what nodes can do, and of features. */
final class SampleFeatures {
    private SampleFeatures() {}

    static SampleRequests.Sample updateFeatures(short version) {
        UpdateFeaturesRequestData data = new UpdateFeaturesRequestData().setTimeoutMs(5_000);
        FeatureUpdateKey raised =
                new FeatureUpdateKey()
                        .setFeature("transaction.version")
                        .setMaxVersionLevel((short) 2);
        FeatureUpdateKey lowered = new FeatureUpdateKey().setFeature("another.version");
        data.featureUpdates().add(raised);
        data.featureUpdates().add(lowered);
        if (version == 0) {
            lowered.setAllowDowngrade(true);
        } else {
            lowered.setUpgradeType((byte) 3);
            data.setValidateOnly(true);
        }
        return new SampleRequests.Sample(
                BodyRequest.of(ApiKeys.UPDATE_FEATURES, data, version),
                new UpdateFeatures.Request(
                        5_000,
                        List.of(
                                new UpdateFeatures.Update(
                                        "transaction.version", (short) 2, UpgradeType.UPGRADE),
                                new UpdateFeatures.Update(
                                        "another.version",
                                        (short) 0,
                                        version == 0
                                                ? UpgradeType.UPGRADE
                                                : UpgradeType.UNSAFE_DOWNGRADE)),
                        version > 0));
    }

    static SampleResponses.Sample updatedFeatures() {
        UpdateFeaturesResponseData kafka = new UpdateFeaturesResponseData().setErrorMessage(null);
        kafka.results()
                .add(
                        new UpdatableFeatureResult()
                                .setFeature("transaction.version")
                                .setErrorMessage("NONE"));
        kafka.results()
                .add(
                        new UpdatableFeatureResult()
                                .setFeature("another.version")
                                .setErrorMessage("NONE"));
        return new SampleResponses.Sample(
                new UpdateFeatures.Response(
                        ErrorCode.NONE, null, List.of("transaction.version", "another.version")),
                kafka);
    }

    static SampleResponses.Sample apiVersions(short version) {
        ApiVersionsResponseData kafka = new ApiVersionsResponseData();
        kafka.apiKeys().add(range(0, 0, 13));
        kafka.apiKeys().add(range(1, 4, 18));
        kafka.apiKeys().add(range(2, 1, 11));
        kafka.apiKeys().add(range(3, 0, 13));
        kafka.apiKeys().add(range(8, 2, 10));
        kafka.apiKeys().add(range(9, 1, 10));
        kafka.apiKeys().add(range(10, 0, 6));
        kafka.apiKeys().add(range(11, 0, 9));
        kafka.apiKeys().add(range(12, 0, 4));
        kafka.apiKeys().add(range(13, 0, 5));
        kafka.apiKeys().add(range(14, 0, 5));
        kafka.apiKeys().add(range(15, 0, 6));
        kafka.apiKeys().add(range(16, 0, 5));
        kafka.apiKeys().add(range(18, 0, 4));
        kafka.apiKeys().add(range(19, 2, 7));
        kafka.apiKeys().add(range(20, 1, 6));
        kafka.apiKeys().add(range(21, 0, 2));
        kafka.apiKeys().add(range(22, 0, 5));
        kafka.apiKeys().add(range(23, 2, 4));
        kafka.apiKeys().add(range(24, 0, 5));
        kafka.apiKeys().add(range(25, 0, 4));
        kafka.apiKeys().add(range(26, 0, 5));
        kafka.apiKeys().add(range(27, 1, 2));
        kafka.apiKeys().add(range(28, 0, 5));
        kafka.apiKeys().add(range(32, 1, 4));
        kafka.apiKeys().add(range(33, 0, 2));
        kafka.apiKeys().add(range(35, 1, 5));
        kafka.apiKeys().add(range(37, 0, 3));
        kafka.apiKeys().add(range(42, 0, 2));
        kafka.apiKeys().add(range(43, 0, 2));
        kafka.apiKeys().add(range(44, 0, 1));
        kafka.apiKeys().add(range(45, 0, 1));
        kafka.apiKeys().add(range(46, 0, 0));
        kafka.apiKeys().add(range(47, 0, 0));
        kafka.apiKeys().add(range(52, 0, 2));
        kafka.apiKeys().add(range(53, 0, 1));
        kafka.apiKeys().add(range(54, 0, 1));
        kafka.apiKeys().add(range(55, 0, 2));
        kafka.apiKeys().add(range(56, 2, 3));
        kafka.apiKeys().add(range(57, 0, 2));
        kafka.apiKeys().add(range(59, 0, 1));
        kafka.apiKeys().add(range(60, 0, 2));
        kafka.apiKeys().add(range(61, 0, 0));
        kafka.apiKeys().add(range(62, 0, 4));
        kafka.apiKeys().add(range(63, 0, 2));
        kafka.apiKeys().add(range(64, 0, 0));
        kafka.apiKeys().add(range(65, 0, 0));
        kafka.apiKeys().add(range(66, 0, 2));
        kafka.apiKeys().add(range(67, 0, 0));
        kafka.apiKeys().add(range(68, 0, 1));
        kafka.apiKeys().add(range(69, 0, 1));
        kafka.apiKeys().add(range(75, 0, 0));
        ApiVersions.Features features = features(kafka, version);
        return new SampleResponses.Sample(
                new ApiVersions.Response(EnumSet.allOf(Api.class), features), kafka);
    }

    /** Features, told by Kafka's message too. */
    private static ApiVersions.Features features(ApiVersionsResponseData kafka, short version) {
        kafka.setFinalizedFeaturesEpoch(77L);
        kafka.finalizedFeatures()
                .add(
                        new FinalizedFeatureKey()
                                .setName("transaction.version")
                                .setMinVersionLevel((short) 2)
                                .setMaxVersionLevel((short) 2));
        // What begins at level 0 is not told to a client that cannot read it.
        if (version >= 4) {
            kafka.supportedFeatures()
                    .add(
                            new SupportedFeatureKey()
                                    .setName("transaction.version")
                                    .setMaxVersion((short) 2));
        }
        kafka.supportedFeatures()
                .add(
                        new SupportedFeatureKey()
                                .setName("another.version")
                                .setMinVersion((short) 1)
                                .setMaxVersion((short) 3));
        return new ApiVersions.Features(
                77L,
                List.of(new ApiVersions.FinalizedFeature("transaction.version", (short) 2)),
                List.of(
                        new ApiVersions.SupportedFeature(
                                "transaction.version", (short) 0, (short) 2),
                        new ApiVersions.SupportedFeature("another.version", (short) 1, (short) 3)));
    }

    private static ApiVersion range(int key, int oldest, int newest) {
        return new ApiVersion()
                .setApiKey((short) key)
                .setMinVersion((short) oldest)
                .setMaxVersion((short) newest);
    }
}
