package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.groups.GroupSettings;

/** What the configuration says of groups. */
@Tag("layer")
class GroupConfigTest {
    private final RegisterGroups groups = new RegisterGroups();

    @Test
    void timesThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(() -> groups.world(Map.of("group.consumer.session.timeout.ms", "10000")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "group.consumer.session.timeout.ms must be greater than or equal to"
                                + " group.consumer.min.session.timeout.ms");
        assertThatThrownBy(
                        () ->
                                groups.world(
                                        Map.of(
                                                "group.consumer.min.session.timeout.ms", "1",
                                                "group.consumer.session.timeout.ms", "5000")))
                .hasMessage(
                        "group.consumer.heartbeat.interval.ms must be less than"
                                + " group.consumer.session.timeout.ms");
    }

    @Test
    void whatTheConfigurationSaysOfGroupsReachesTheCoordinators() {
        BrokerWorld told =
                groups.world(
                        Map.of(
                                "group.initial.rebalance.delay.ms", "0",
                                "group.consumer.assignors",
                                        "org.apache.kafka.coordinator.group.assignor.RangeAssignor,"
                                                + " uniform",
                                "group.consumer.migration.policy", "UPGRADE",
                                "offsets.retention.minutes", "2"));
        told.send(GroupRequests.find("g"));

        GroupSettings settings = Objects.requireNonNull(groups.settings);

        assertThat(settings.classic().initialRebalanceDelayMs()).isZero();
        assertThat(settings.classic().minSessionTimeoutMs()).isEqualTo(6_000);
        assertThat(settings.consumer().assignors()).containsExactly("range", "uniform");
        assertThat(settings.consumer().migration()).isEqualTo(GroupSettings.Migration.UPGRADE);
        assertThat(settings.offsets().retentionMs()).isEqualTo(120_000);
    }

    @Test
    void kafkasDefaultsAreTheConfigurationsDefaults() {
        groups.world(Map.of()).send(GroupRequests.find("g"));

        assertThat(groups.settings).isEqualTo(GroupSettings.DEFAULT);
    }
}
