package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.UpdateFeaturesResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code transaction.version} as the Java Admin client changes it, beside Apache Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FeaturesTest {
    private static final String NAME = "transaction.version";
    private static final Duration SOON = Duration.ofSeconds(30);

    private ServerUnderTest kafka;
    private ServerUnderTest strata;

    @BeforeAll
    void startBoth() {
        kafka = ServerUnderTest.start(new KafkaBroker(), "features-kafka");
        strata = ServerUnderTest.start("features-strata");
    }

    @AfterAll
    void stopBoth() {
        Stream.of(kafka, strata).filter(Objects::nonNull).forEach(ServerUnderTest::close);
    }

    /** One update of {@code transaction.version} or of something that is no feature. */
    private record Step(String feature, int level, UpgradeType type, boolean validateOnly) {}

    /** From each level to each, by each type; some only tried, some senseless. */
    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (UpgradeType type :
                List.of(
                        UpgradeType.SAFE_DOWNGRADE,
                        UpgradeType.UPGRADE,
                        UpgradeType.UNSAFE_DOWNGRADE)) {
            for (int level : List.of(1, 0, 1, 2, 0, 2, 2, 3, 1)) {
                // A level of 0 by an upgrade is refused by the client itself.
                if (level > 0 || type != UpgradeType.UPGRADE) {
                    steps.add(new Step(NAME, level, type, true));
                    steps.add(new Step(NAME, level, type, false));
                }
            }
        }
        steps.add(new Step("no.version", 1, UpgradeType.UPGRADE, false));
        steps.add(new Step("no.version", 0, UpgradeType.SAFE_DOWNGRADE, false));
        return steps;
    }

    @Order(1)
    @Test
    void everyUpdateEndsAsWithKafka() {
        List<String> there = outcomes(kafka);
        List<String> here = outcomes(strata);

        assertThat(here).isEqualTo(there);
        assertThat(here).filteredOn(outcome -> outcome.endsWith("done")).hasSizeGreaterThan(10);
        assertThat(here).filteredOn(outcome -> outcome.contains("Invalid")).hasSizeGreaterThan(10);
    }

    private static List<String> outcomes(ServerUnderTest server) {
        List<String> outcomes = new ArrayList<>();
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            outcomes.add("at first: " + levels(admin));
            for (Step step : steps()) {
                String outcome = outcome(admin, step);
                if (outcome.equals("done") && !step.validateOnly()) {
                    awaitLevel(admin, step.level());
                }
                outcomes.add(step + ", " + levels(admin) + ": " + outcome);
            }
        }
        return outcomes;
    }

    private static String outcome(Admin admin, Step step) {
        try {
            admin.updateFeatures(
                            Map.of(
                                    step.feature(),
                                    new FeatureUpdate((short) step.level(), step.type())),
                            new UpdateFeaturesOptions().validateOnly(step.validateOnly()))
                    .all()
                    .get(SOON.toSeconds(), TimeUnit.SECONDS);
            return "done";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer in time to " + step, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Version 0 asks only whether a level may fall, and is asked in vain. */
    @Order(2)
    @Test
    void whatTheOldestVersionAllowsEndsAsWithKafka() {
        List<String> there = oldOutcomes(kafka);
        List<String> here = oldOutcomes(strata);

        assertThat(here).isEqualTo(there);
        assertThat(here).anyMatch(outcome -> outcome.contains("INVALID_UPDATE_VERSION"));
    }

    private static List<String> oldOutcomes(ServerUnderTest server) {
        List<String> outcomes = new ArrayList<>();
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            for (Step step :
                    List.of(
                            new Step(NAME, 2, UpgradeType.UPGRADE, false),
                            new Step(NAME, 1, UpgradeType.SAFE_DOWNGRADE, false),
                            new Step(NAME, 1, UpgradeType.UPGRADE, false),
                            new Step(NAME, 0, UpgradeType.SAFE_DOWNGRADE, false),
                            new Step(NAME, 3, UpgradeType.SAFE_DOWNGRADE, false),
                            new Step(NAME, 2, UpgradeType.SAFE_DOWNGRADE, false))) {
                FeatureUpdateKey update =
                        new FeatureUpdateKey()
                                .setFeature(step.feature())
                                .setMaxVersionLevel((short) step.level())
                                .setAllowDowngrade(step.type() == UpgradeType.SAFE_DOWNGRADE);
                UpdateFeaturesRequestData request = new UpdateFeaturesRequestData();
                request.featureUpdates().add(update);
                var answer =
                        (UpdateFeaturesResponse)
                                KafkaProtocol.ask(server.port(), (short) 0, request);
                Errors error = Errors.forCode(answer.data().errorCode());
                if (error == Errors.NONE) {
                    awaitLevel(admin, step.level());
                }
                outcomes.add(step + ", " + levels(admin) + ": " + error + " " + answer.data());
            }
        }
        return outcomes;
    }

    private static void awaitLevel(Admin admin, int level) {
        Awaitility.await("level " + level)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> level(describe(admin)) == level);
    }

    private static FeatureMetadata describe(Admin admin) {
        return JavaClients.await(admin.describeFeatures().featureMetadata());
    }

    private static int level(FeatureMetadata features) {
        FinalizedVersionRange range = features.finalizedFeatures().get(NAME);
        return range == null ? 0 : range.maxVersionLevel();
    }

    private static String levels(Admin admin) {
        FeatureMetadata features = describe(admin);
        return "finalized "
                + features.finalizedFeatures().get(NAME)
                + " of "
                + features.supportedFeatures().get(NAME);
    }

    @Order(3)
    @Test
    void aLevelOutlivesTheProcessAndItsEpochNeverFalls() {
        try (Admin admin = JavaClients.admin(strata.bootstrap())) {
            long first = epoch(describe(admin));
            int other = level(describe(admin)) == 2 ? 1 : 2;
            UpgradeType type = other == 2 ? UpgradeType.UPGRADE : UpgradeType.SAFE_DOWNGRADE;
            assertThat(outcome(admin, new Step(NAME, other, type, false))).isEqualTo("done");
            awaitLevel(admin, other);
            long changed = epoch(describe(admin));
            assertThat(changed).isGreaterThan(first);

            strata.kill();
            strata.restart();

            awaitLevel(admin, other);
            assertThat(epoch(describe(admin))).isGreaterThanOrEqualTo(changed);
        }
    }

    private static long epoch(FeatureMetadata features) {
        return features.finalizedFeaturesEpoch().orElseThrow();
    }
}
