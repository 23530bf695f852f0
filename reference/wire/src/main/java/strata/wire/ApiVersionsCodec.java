package strata.wire;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;

/**
 * ApiVersions, versions 0 to 4. The one API that may be asked in a version that is not known: the
 * answer is then one of version 0 (KIP-511). No features are told; without a finalized {@code
 * transaction.version} a client keeps to the first version of transactions (KIP-890).
 */
final class ApiVersionsCodec {
    /** The version in which an unknown version is answered. */
    static final short FALLBACK_VERSION = 0;

    private static final short FIRST_WITH_SOFTWARE_NAME = 3;
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

    static ApiMessage write(ApiVersions.Response response) {
        Set<Api> apis = response.apis();
        ApiVersionCollection ranges = new ApiVersionCollection(apis.size());
        for (Api api : Api.values()) {
            if (apis.contains(api)) {
                ranges.add(range(api));
            }
        }
        return new ApiVersionsResponseData().setApiKeys(ranges);
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
        return new ApiVersions.Response(apis);
    }
}
