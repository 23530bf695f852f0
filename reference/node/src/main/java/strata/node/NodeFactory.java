package strata.node;

import java.util.Set;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.request.Api;

/** Makes the node that a {@link NodeServer} runs, once it is known who and where it is. */
public interface NodeFactory {
    /**
     * @param self {@code node.id}
     * @param clusterId 22 characters of URL-safe base64
     * @param advertised where clients reach it, its port the real one
     */
    Served create(NodeId self, String clusterId, Endpoint advertised);

    /**
     * A node that is not started, and what it can be asked.
     *
     * @param apis with {@link Api#API_VERSIONS} among them
     */
    record Served(Node node, Set<Api> apis) {}
}
