package strata.wire;

import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBrokerCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.Metadata;

/**
 * DescribeCluster, versions 0 to 2. From 1 on controllers may be asked for (KIP-919), from 2 on
 * fenced brokers (KIP-1073).
 */
final class DescribeClusterCodec {
    private static final short FIRST_WITH_ENDPOINT_TYPE = 1;
    private static final short FIRST_WITH_FENCED = 2;

    private DescribeClusterCodec() {}

    static DescribeCluster.Request read(FrameReader from, short version) {
        DescribeClusterRequestData data = new DescribeClusterRequestData(from, version);
        return new DescribeCluster.Request(data.endpointType(), data.includeFencedBrokers());
    }

    static ApiMessage write(DescribeCluster.Response response, short version) {
        DescribeClusterBrokerCollection brokers =
                new DescribeClusterBrokerCollection(response.brokers().size());
        for (Metadata.Broker broker : response.brokers()) {
            brokers.add(
                    new DescribeClusterBroker()
                            .setBrokerId(broker.id().number())
                            .setHost(broker.host())
                            .setPort(broker.port())
                            .setRack(broker.rack())
                            .setIsFenced(
                                    version >= FIRST_WITH_FENCED
                                            && response.fenced().contains(broker.id())));
        }
        DescribeClusterResponseData data =
                new DescribeClusterResponseData()
                        .setErrorCode(response.error().number())
                        .setClusterId(response.clusterId())
                        .setControllerId(KernelTypes.number(response.controllerId()))
                        .setBrokers(brokers);
        if (version >= FIRST_WITH_ENDPOINT_TYPE) {
            data.setEndpointType(response.endpointType());
        }
        return data;
    }
}
