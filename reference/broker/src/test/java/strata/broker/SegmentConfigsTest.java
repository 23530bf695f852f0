package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.broker.metadata.TopicState;
import strata.kernel.TopicId;
import strata.kernel.segments.SegmentSettings;

final class SegmentConfigsTest {
    private static SegmentSettings settings(Map<String, String> topic, Map<String, String> broker) {
        TopicState state = new TopicState("flights", TopicId.ZERO);
        topic.forEach(state::set);
        return TopicSettings.of(state, BrokerConfig.of(BrokerWorld.SELF, broker)).segments();
    }

    private static Map<String, String> map(String text) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String pair : text.split(" ", -1)) {
            if (!pair.isEmpty()) {
                map.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
            }
        }
        return map;
    }

    @Test
    void whereNothingIsSetTheDefaultsAreKafkas() {
        assertThat(settings(map(""), map(""))).isEqualTo(SegmentSettings.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "''|log.retention.hours=2|7200000",
                "''|log.retention.hours=2 log.retention.minutes=3|180000",
                "''|log.retention.hours=2 log.retention.minutes=3 log.retention.ms=4|4",
                "''|log.retention.hours=-1|-1",
                "retention.ms=5|log.retention.ms=4|5",
            },
            delimiter = '|')
    void retentionCountsInTheOrderMillisecondsMinutesHours(
            String topic, String broker, long expectedMs) {
        assertThat(settings(map(topic), map(broker)).retention().ms()).isEqualTo(expectedMs);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "''|log.roll.hours=2|7200000|0",
                "''|log.roll.hours=2 log.roll.ms=3|3|0",
                "segment.ms=5|log.roll.ms=3 log.roll.jitter.hours=1|5|3600000",
                "''|log.roll.jitter.hours=1 log.roll.jitter.ms=6|604800000|6",
            },
            delimiter = '|')
    void rollingCountsInTheOrderMillisecondsHours(
            String topic, String broker, long expectedMs, long expectedJitterMs) {
        SegmentSettings settings = settings(map(topic), map(broker));

        assertThat(settings.segmentMs()).isEqualTo(expectedMs);
        assertThat(settings.segmentJitterMs()).isEqualTo(expectedJitterMs);
    }

    @ParameterizedTest
    @CsvSource(
            value = {"delete|true|false", "compact|false|true", "compact, delete|true|true"},
            delimiter = '|')
    void thePolicySaysWhatBecomesOfOldSegments(String policy, boolean deletes, boolean compacts) {
        Map<String, String> topic = new LinkedHashMap<>();
        topic.put("cleanup.policy", policy);

        SegmentSettings settings = settings(topic, map(""));

        assertThat(settings.retention().enabled()).isEqualTo(deletes);
        assertThat(settings.compaction().enabled()).isEqualTo(compacts);
    }

    @Test
    void aSegmentsSizeBelowKafkasLeastOneIsForTestsOnly() {
        assertThat(TopicConfigs.problemWith("segment.bytes", "1000")).contains("at least 1048576");
        assertThat(TopicConfigs.problemWith("internal.segment.bytes", "1000")).isNull();
        assertThat(settings(map("internal.segment.bytes=1000"), map("")).segmentBytes())
                .isEqualTo(1000);
        assertThat(TopicConfigs.all()).noneMatch(key -> key.name().startsWith("internal"));
    }
}
