package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigType;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.ErrorCode;
import strata.kernel.log.CompressionType;
import strata.kernel.request.Api;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.ListOffsets;
import strata.wire.Frames.Versioned;

/** The numbers written down in Strata are those of the pinned Kafka. */
final class KafkaNumbersTest {
    @ParameterizedTest
    @EnumSource
    void anApiIsServedInTheVersionsThatKafkaServes(Api api) {
        ServedVersions served = ServedVersions.of(api);
        ApiKeys key = ApiKeys.forId(api.key());

        assertThat(served.apiName()).isEqualTo(key.name);
        assertThat(served.oldest()).isEqualTo(key.oldestVersion());
        assertThat(served.newest()).isEqualTo(key.latestVersion(false));
    }

    @ParameterizedTest
    @EnumSource
    void anApiIsAdvertisedAsKafkaAdvertisesIt(Api api) {
        ServedVersions served = ServedVersions.of(api);
        ApiVersion kafka =
                ApiKeys.forId(api.key())
                        .toApiVersionForApiResponse(false, ListenerType.BROKER)
                        .orElseThrow();

        assertThat(served.oldestAdvertised()).isEqualTo(kafka.minVersion());
        assertThat(served.newest()).isEqualTo(kafka.maxVersion());
    }

    @ParameterizedTest
    @MethodSource("strata.wire.Frames#everyVersion")
    void headersHaveKafkasVersions(Versioned at) {
        ServedVersions served = ServedVersions.of(at.api());

        assertThat(served.requestHeaderVersion(at.version()))
                .isEqualTo(at.key().requestHeaderVersion(at.version()));
        assertThat(served.responseHeaderVersion(at.version()))
                .isEqualTo(at.key().responseHeaderVersion(at.version()));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorCodeHasKafkasNumberAndName(ErrorCode code) {
        assertThat(Errors.forCode(code.number()).name()).isEqualTo(code.name());
    }

    @ParameterizedTest
    @EnumSource
    void aConfigurationsSourceHasKafkasNumber(DescribeConfigs.Source source) {
        ConfigSource kafka = DescribeConfigsResponse.ConfigSource.forId(source.number()).source();

        assertThat(kafka.name())
                .isEqualTo(
                        source == DescribeConfigs.Source.TOPIC_CONFIG
                                ? "DYNAMIC_TOPIC_CONFIG"
                                : source.name());
    }

    @ParameterizedTest
    @EnumSource
    void aConfigurationsTypeHasKafkasNumber(DescribeConfigs.Type type) {
        ConfigType kafka = DescribeConfigsResponse.ConfigType.forId(type.number()).type();

        assertThat(kafka.name()).isEqualTo(type.name());
    }

    @ParameterizedTest
    @EnumSource
    void aCompressionHasKafkasNumber(CompressionType type) {
        assertThat(
                        org.apache.kafka.common.record.internal.CompressionType.forId(type.code())
                                .name())
                .isEqualTo(type.name());
    }

    @Test
    void specialTimestampsHaveKafkasNumbers() {
        assertThat(ListOffsets.LATEST).isEqualTo(ListOffsetsRequest.LATEST_TIMESTAMP);
        assertThat(ListOffsets.EARLIEST).isEqualTo(ListOffsetsRequest.EARLIEST_TIMESTAMP);
        assertThat(ListOffsets.MAX_TIMESTAMP).isEqualTo(ListOffsetsRequest.MAX_TIMESTAMP);
        assertThat(ListOffsets.EARLIEST_LOCAL)
                .isEqualTo(ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP);
        assertThat(ListOffsets.LATEST_TIERED).isEqualTo(ListOffsetsRequest.LATEST_TIERED_TIMESTAMP);
        assertThat(ListOffsets.EARLIEST_PENDING_UPLOAD)
                .isEqualTo(ListOffsetsRequest.EARLIEST_PENDING_UPLOAD_TIMESTAMP);
    }
}
