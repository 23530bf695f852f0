package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import strata.kernel.request.Api;

/** What a node serves is what its layers and its roles can do. */
class ServedApisTest {
    private static final EnumSet<Api> OF_COORDINATORS =
            EnumSet.of(
                    Api.INIT_PRODUCER_ID,
                    Api.ADD_PARTITIONS_TO_TXN,
                    Api.ADD_OFFSETS_TO_TXN,
                    Api.END_TXN,
                    Api.WRITE_TXN_MARKERS,
                    Api.TXN_OFFSET_COMMIT,
                    Api.DESCRIBE_PRODUCERS,
                    Api.DESCRIBE_TRANSACTIONS,
                    Api.LIST_TRANSACTIONS);
    private static final EnumSet<Api> OF_CONTROLLERS =
            EnumSet.of(Api.ALLOCATE_PRODUCER_IDS, Api.UPDATE_FEATURES);

    private final Layers four = FewerLayers.without("transactions");
    private final Layers five =
            four.with(Layers.Layer.TRANSACTIONS, "reference", "only whether it is there counts");

    @Test
    void noApiOfTransactionsIsServedWithoutLayer5() {
        Set<Api> apis = ServedApis.of(four, BrokerConfig.Roles.BROKER_AND_CONTROLLER);

        assertThat(apis).doesNotContainAnyElementsOf(OF_COORDINATORS);
        assertThat(apis).doesNotContainAnyElementsOf(OF_CONTROLLERS);
    }

    @Test
    void brokersAndControllersShareTheApisOfTransactions() {
        Set<Api> broker = ServedApis.of(five, BrokerConfig.Roles.BROKER);
        Set<Api> controller = ServedApis.of(five, BrokerConfig.Roles.CONTROLLER);

        assertThat(broker).containsAll(OF_COORDINATORS).contains(Api.UPDATE_FEATURES);
        assertThat(controller).containsAll(OF_CONTROLLERS);
        assertThat(controller).doesNotContainAnyElementsOf(OF_COORDINATORS);
    }

    @Test
    void whatOnlyControllersCanAnswerIsServedByNoOtherNode() {
        EnumSet<Api> ofControllersAlone =
                EnumSet.of(
                        Api.VOTE,
                        Api.BEGIN_QUORUM_EPOCH,
                        Api.END_QUORUM_EPOCH,
                        Api.ALTER_PARTITION,
                        Api.FETCH_SNAPSHOT,
                        Api.BROKER_REGISTRATION,
                        Api.BROKER_HEARTBEAT,
                        Api.ALLOCATE_PRODUCER_IDS);

        Set<Api> broker = ServedApis.of(five, BrokerConfig.Roles.BROKER);
        Set<Api> both = ServedApis.of(five, BrokerConfig.Roles.BROKER_AND_CONTROLLER);

        assertThat(broker).isEqualTo(EnumSet.complementOf(ofControllersAlone));
        assertThat(both).isEqualTo(EnumSet.allOf(Api.class));
    }
}
