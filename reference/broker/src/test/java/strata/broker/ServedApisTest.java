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

        assertThat(broker).containsAll(EnumSet.allOf(Api.class));
        assertThat(controller).containsAll(OF_CONTROLLERS);
        assertThat(controller).doesNotContainAnyElementsOf(OF_COORDINATORS);
    }
}
