package strata.kernel.request;

import java.util.List;
import java.util.UUID;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** BrokerRegistration (key 62): a broker that starts makes itself known (KIP-631). */
public final class BrokerRegistration {
    private BrokerRegistration() {}

    /**
     * @param brokerId as it came: there may be no such node
     * @param incarnationId another one at each start of the process
     * @param listeners where clients and brokers reach it
     * @param features what it understands, and in which versions (KIP-584)
     * @param rack {@code broker.rack}; null for none
     * @param previousBrokerEpoch the one it had before a clean shutdown (KIP-966); -1 for none
     */
    public record Request(
            int brokerId,
            String clusterId,
            UUID incarnationId,
            List<Listener> listeners,
            List<Feature> features,
            @Nullable String rack,
            long previousBrokerEpoch)
            implements strata.kernel.request.Request {}

    public record Feature(String name, short minVersion, short maxVersion) {}

    /**
     * @param brokerEpoch the offset of the registration in the metadata log; -1 on an error
     */
    public record Response(ErrorCode error, long brokerEpoch)
            implements strata.kernel.request.Response {

        /** A broker that was not registered. */
        public static Response failed(ErrorCode error) {
            return new Response(error, -1L);
        }
    }
}
