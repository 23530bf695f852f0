package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/** DescribeCluster (key 60, KIP-700). */
public final class DescribeCluster {
    private DescribeCluster() {}

    /**
     * @param endpointType 1 brokers, 2 controllers (KIP-919)
     */
    public record Request(byte endpointType, boolean includeFencedBrokers)
            implements strata.kernel.request.Request {}

    /**
     * @param error {@code NONE}, or why the endpoints asked for cannot be given
     * @param controllerId null when there is none
     * @param fenced those of the brokers that are fenced (KIP-1073)
     */
    public record Response(
            ErrorCode error,
            byte endpointType,
            String clusterId,
            @Nullable NodeId controllerId,
            List<Metadata.Broker> brokers,
            List<NodeId> fenced)
            implements strata.kernel.request.Response {
        public Response(
                ErrorCode error,
                byte endpointType,
                String clusterId,
                @Nullable NodeId controllerId,
                List<Metadata.Broker> brokers) {
            this(error, endpointType, clusterId, controllerId, brokers, List.of());
        }
    }
}
