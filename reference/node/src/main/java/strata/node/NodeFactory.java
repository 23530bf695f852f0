package strata.node;

import java.util.Set;
import strata.broker.BrokerConfig;
import strata.kernel.Node;
import strata.kernel.request.Api;

/** Makes the node that a {@link NodeServer} runs, once it is known who and where it is. */
public interface NodeFactory {
    /**
     * @param self who and where it is, its ports the real ones
     */
    Served create(BrokerConfig.Identity self);

    /**
     * A node that is not started, and what it can be asked.
     *
     * @param apis with {@link Api#API_VERSIONS} among them
     */
    record Served(Node node, Set<Api> apis) {}
}
