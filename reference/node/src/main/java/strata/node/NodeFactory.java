package strata.node;

import strata.kernel.Node;
import strata.kernel.NodeId;

/** Makes the node that a {@link NodeServer} runs, once it is known who and where it is. */
public interface NodeFactory {
    /**
     * @param self {@code node.id}
     * @param clusterId 22 characters of URL-safe base64
     * @param advertised where clients reach it, its port the real one
     */
    Node create(NodeId self, String clusterId, Endpoint advertised);
}
