package strata.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.metadata.MetadataRecord.FeatureLevel;
import strata.kernel.request.UpdateFeatures;
import strata.kernel.request.UpdateFeatures.Update;
import strata.kernel.request.UpdateFeatures.UpgradeType;
import strata.kernel.transactions.TransactionVersion;

/** Levels of features (KIP-584, KIP-778). */
@Tag("layer")
class FeaturesTest {
    private static final String NAME = "transaction.version";
    private static final String ALL =
            "The update failed for all features since the following feature had an error: ";

    private final ControllerWorld world = ControllerWorld.withTransactions(1, 10_000);

    private static Update update(String feature, int level, UpgradeType type) {
        return new Update(feature, (short) level, type);
    }

    private static Update update(int level, UpgradeType type) {
        return update(NAME, level, type);
    }

    private UpdateFeatures.Response ask(boolean validateOnly, Update... updates) {
        return world.ask(
                UpdateFeatures.Response.class,
                99,
                new UpdateFeatures.Request(60_000, Arrays.asList(updates), validateOnly));
    }

    /** Null when it was not refused. */
    private @Nullable String whyNot(Update... updates) {
        int facts = world.log.size();
        UpdateFeatures.Response response = ask(false, updates);
        if (response.error() == ErrorCode.NONE) {
            return null;
        }
        assertThat(world.log).hasSize(facts);
        assertThat(response.error()).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(response.features()).isEmpty();
        return response.errorMessage();
    }

    private TransactionVersion version() {
        return world.image().transactionVersion();
    }

    @Test
    void theFirstControllerSetsTheHighestLevel() {
        assertThat(world.log.get(1)).isEqualTo(new FeatureLevel(NAME, (short) 2));
        assertThat(version()).isEqualTo(TransactionVersion.V2);

        world.failover();

        assertThat(world.log.stream().filter(FeatureLevel.class::isInstance)).hasSize(1);
    }

    @Test
    void anOldClusterThatGetsLayer5GetsTheFeature() {
        ControllerWorld old = ControllerWorld.withBrokers(1);
        assertThat(old.image().features()).isEmpty();

        old.nextBlock = first -> null;
        old.failover();

        assertThat(old.image().features()).containsExactly(entry(NAME, (short) 2));
    }

    @Test
    void whatIsTurnedOffStaysOffWhoeverTakesOver() {
        assertThat(whyNot(update(0, UpgradeType.SAFE_DOWNGRADE))).isNull();

        world.failover();

        assertThat(version()).isEqualTo(TransactionVersion.V0);
    }

    @Test
    void levelsGoDownByDowngradesAndUpByUpgrades() {
        assertThat(whyNot(update(1, UpgradeType.SAFE_DOWNGRADE))).isNull();
        assertThat(version()).isEqualTo(TransactionVersion.V1);
        assertThat(whyNot(update(0, UpgradeType.UNSAFE_DOWNGRADE))).isNull();
        assertThat(version()).isEqualTo(TransactionVersion.V0);
        assertThat(whyNot(update(2, UpgradeType.UPGRADE))).isNull();
        assertThat(version()).isEqualTo(TransactionVersion.V2);
    }

    @Test
    void theAnswerNamesTheFeaturesAndTheEpochRises() {
        long before = world.image().featuresEpoch();

        UpdateFeatures.Response response = ask(false, update(1, UpgradeType.SAFE_DOWNGRADE));

        assertThat(response)
                .isEqualTo(new UpdateFeatures.Response(ErrorCode.NONE, null, List.of(NAME)));
        assertThat(world.image().featuresEpoch()).isGreaterThan(before);
    }

    @Test
    void aLevelThatStaysGoesWithEveryType() {
        for (UpgradeType type : UpgradeType.values()) {
            boolean known = type != UpgradeType.UNKNOWN;
            assertThat(whyNot(update(2, type)) == null).as("%s", type).isEqualTo(known);
        }
    }

    @Test
    void whatIsOnlyValidatedIsNotDone() {
        int facts = world.log.size();

        UpdateFeatures.Response good = ask(true, update(1, UpgradeType.SAFE_DOWNGRADE));
        UpdateFeatures.Response bad = ask(true, update(3, UpgradeType.UPGRADE));

        assertThat(good.error()).isEqualTo(ErrorCode.NONE);
        assertThat(good.features()).containsExactly(NAME);
        assertThat(bad.error()).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(world.log).hasSize(facts);
    }

    @Test
    void whatIsRefusedIsRefusedInKafkasWords() {
        String invalid = ALL + "Invalid update version ";
        assertThat(whyNot(update(1, UpgradeType.UPGRADE)))
                .isEqualTo(
                        invalid
                                + "1 for feature transaction.version. Can't downgrade the version"
                                + " of this feature without setting the upgrade type to either safe"
                                + " or unsafe downgrade.");
        assertThat(whyNot(update(3, UpgradeType.UPGRADE)))
                .isEqualTo(
                        invalid
                                + "3 for feature transaction.version. Local controller 100 only"
                                + " supports versions 0-2");
        assertThat(whyNot(update(-1, UpgradeType.SAFE_DOWNGRADE)))
                .isEqualTo(
                        invalid
                                + "-1 for feature transaction.version. A feature version cannot be"
                                + " less than 0.");
        assertThat(whyNot(update(1, UpgradeType.UNKNOWN)))
                .isEqualTo(
                        invalid
                                + "1 for feature transaction.version. The controller does not"
                                + " support the given upgrade type.");
        assertThat(whyNot(update("share.version", 1, UpgradeType.UPGRADE)))
                .isEqualTo(
                        invalid
                                + "1 for feature share.version. Local controller 100 does not"
                                + " support this feature.");
        assertThat(whyNot(update("share.version", 0, UpgradeType.SAFE_DOWNGRADE)))
                .isEqualTo(
                        invalid + "0 for feature share.version. Feature share.version not found.");
        ask(false, update(0, UpgradeType.SAFE_DOWNGRADE));
        assertThat(whyNot(update(1, UpgradeType.SAFE_DOWNGRADE)))
                .isEqualTo(
                        invalid
                                + "1 for feature transaction.version. Can't downgrade to a newer"
                                + " version.");
    }

    @Test
    void oneUpdateThatIsRefusedStopsTheOthers() {
        assertThat(
                        whyNot(
                                update(1, UpgradeType.SAFE_DOWNGRADE),
                                update("share.version", 1, UpgradeType.UPGRADE)))
                .contains("for feature share.version");
        assertThat(version()).isEqualTo(TransactionVersion.V2);
    }

    @Test
    void ofAFeatureThatIsNamedTwiceTheLastUpdateCounts() {
        UpdateFeatures.Response response =
                ask(false, update(7, UpgradeType.UPGRADE), update(1, UpgradeType.SAFE_DOWNGRADE));

        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        assertThat(response.features()).containsExactly(NAME);
        assertThat(version()).isEqualTo(TransactionVersion.V1);
    }

    @Test
    void theAnswerWaitsUntilTheLevelIsCommitted() {
        world.commitsAtOnce = false;
        UpdateFeatures.Request request =
                new UpdateFeatures.Request(
                        60_000, List.of(update(1, UpgradeType.SAFE_DOWNGRADE)), false);
        RequestId asked = world.send(99, request);
        assertThat(world.replies).doesNotContainKey(asked);

        world.controller.deactivated();

        assertThat(world.answer(UpdateFeatures.Response.class, asked).error())
                .isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void aClientMayAskAnyBroker() {
        PeerWorld node = new PeerWorld();
        Forwarding forwarding = new Forwarding(node, null);
        node.timers = forwarding::timerFired;
        forwarding.controllerIs(new NodeId(1));
        RequestId id = new RequestId(7, 0);
        UpdateFeatures.Request request =
                new UpdateFeatures.Request(
                        2_000, List.of(update(1, UpgradeType.SAFE_DOWNGRADE)), false);

        assertThat(forwarding.handle(id, ClientInfo.ANONYMOUS, request)).isTrue();
        assertThat(node.last().request()).isSameAs(request);
        forwarding.handle(
                new Event.AnswerArrived(
                        new NodeId(1),
                        Lane.FORWARDING,
                        node.last().correlation(),
                        UpdateFeatures.Response.failed(ErrorCode.NOT_CONTROLLER, "Not me.")));
        node.passes(1_999);
        assertThat(node.asked).hasSize(2);
        node.passes(1);

        assertThat(node.answer(UpdateFeatures.Response.class, id).error())
                .isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void withoutLayer5ThereIsNoFeature() {
        ControllerWorld lower = ControllerWorld.withBrokers(1);

        UpdateFeatures.Response response =
                lower.ask(
                        UpdateFeatures.Response.class,
                        99,
                        new UpdateFeatures.Request(
                                60_000, List.of(update(1, UpgradeType.UPGRADE)), false));

        assertThat(response.error()).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(response.errorMessage()).endsWith("does not support this feature.");
    }
}
