package strata.wire;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKeyCollection;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKeyCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;

/**
 * ApiVersions, versions 0 to 4. The one API that may be asked in a version that is not known: the
 * answer is then one of version 0 (KIP-511). Features are told from version 3 on (KIP-584); without
 * a finalized {@code transaction.version} a client keeps to the first version of transactions
 * (KIP-890).
 */
final class ApiVersionsCodec {
    /** The version in which an unknown version is answered. */
    static final short FALLBACK_VERSION = 0;

    private static final short FIRST_WITH_SOFTWARE_NAME = 3;
    private static final short FIRST_WITH_LEVEL_0 = 4;
    private static final Pattern SOFTWARE_NAME =
            Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private ApiVersionsCodec() {}

    static ApiVersions.Request read(FrameReader from, short version) {
        ApiVersionsRequestData data = new ApiVersionsRequestData(from, version);
        String name = data.clientSoftwareName();
        String softwareVersion = data.clientSoftwareVersion();
        if (version >= FIRST_WITH_SOFTWARE_NAME
                && !(isSoftwareName(name) && isSoftwareName(softwareVersion))) {
            throw new RefusedRequest(
                    new ApiVersionsResponseData().setErrorCode(ErrorCode.INVALID_REQUEST.number()));
        }
        return new ApiVersions.Request(name, softwareVersion);
    }

    private static boolean isSoftwareName(String text) {
        return SOFTWARE_NAME.matcher(text).matches();
    }

    /** The answer to a version that is not known: which ones are. */
    static ApiMessage unknownVersion() {
        ApiVersionCollection known = new ApiVersionCollection(1);
        known.add(range(Api.API_VERSIONS));
        return new ApiVersionsResponseData()
                .setErrorCode(ErrorCode.UNSUPPORTED_VERSION.number())
                .setApiKeys(known);
    }

    static ApiMessage write(ApiVersions.Response response, short version) {
        Set<Api> apis = response.apis();
        ApiVersionCollection ranges = new ApiVersionCollection(apis.size());
        for (Api api : Api.values()) {
            if (apis.contains(api)) {
                ranges.add(range(api));
            }
        }
        ApiVersions.Features features = response.features();
        return new ApiVersionsResponseData()
                .setApiKeys(ranges)
                .setSupportedFeatures(supported(features.supported(), version))
                .setFinalizedFeaturesEpoch(features.epoch())
                .setFinalizedFeatures(finalized(features.finalized()));
    }

    private static SupportedFeatureKeyCollection supported(
            List<ApiVersions.SupportedFeature> features, short version) {
        SupportedFeatureKeyCollection keys = new SupportedFeatureKeyCollection(features.size());
        for (ApiVersions.SupportedFeature feature : features) {
            // A client of version 3 closes the connection where it is told of a level 0.
            if (feature.oldest() > 0 || version >= FIRST_WITH_LEVEL_0) {
                keys.add(
                        new SupportedFeatureKey()
                                .setName(feature.name())
                                .setMinVersion(feature.oldest())
                                .setMaxVersion(feature.newest()));
            }
        }
        return keys;
    }

    private static FinalizedFeatureKeyCollection finalized(
            List<ApiVersions.FinalizedFeature> features) {
        FinalizedFeatureKeyCollection keys = new FinalizedFeatureKeyCollection(features.size());
        for (ApiVersions.FinalizedFeature feature : features) {
            if (feature.level() > 0) {
                keys.add(
                        new FinalizedFeatureKey()
                                .setName(feature.name())
                                .setMinVersionLevel(feature.level())
                                .setMaxVersionLevel(feature.level()));
            }
        }
        return keys;
    }

    private static ApiVersion range(Api api) {
        ServedVersions versions = ServedVersions.of(api);
        return new ApiVersion()
                .setApiKey(api.key())
                .setMinVersion(versions.oldestAdvertised())
                .setMaxVersion(versions.newest());
    }

    static ApiMessage ask(ApiVersions.Request request) {
        return new ApiVersionsRequestData()
                .setClientSoftwareName(request.softwareName())
                .setClientSoftwareVersion(request.softwareVersion());
    }

    /** What is served of what Strata knows; an error reads as nothing. */
    static ApiVersions.Response answer(FrameReader from, short version) {
        ApiVersionsResponseData data = new ApiVersionsResponseData(from, version);
        EnumSet<Api> apis = EnumSet.noneOf(Api.class);
        for (ApiVersion range : data.apiKeys()) {
            Api api = Api.ofKey(range.apiKey());
            if (api != null) {
                apis.add(api);
            }
        }
        return new ApiVersions.Response(apis, features(data));
    }

    private static ApiVersions.Features features(ApiVersionsResponseData data) {
        List<ApiVersions.FinalizedFeature> finalized = new ArrayList<>();
        for (FinalizedFeatureKey key : data.finalizedFeatures()) {
            finalized.add(new ApiVersions.FinalizedFeature(key.name(), key.maxVersionLevel()));
        }
        List<ApiVersions.SupportedFeature> supported = new ArrayList<>();
        for (SupportedFeatureKey key : data.supportedFeatures()) {
            supported.add(
                    new ApiVersions.SupportedFeature(
                            key.name(), key.minVersion(), key.maxVersion()));
        }
        return new ApiVersions.Features(data.finalizedFeaturesEpoch(), finalized, supported);
    }
}
