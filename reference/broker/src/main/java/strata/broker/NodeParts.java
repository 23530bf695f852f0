package strata.broker;

import strata.broker.controller.BrokerLifecycle;
import strata.broker.controller.ControllerRuntime;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataRuntime;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;

/**
 * What a node is made of.
 *
 * @param segmented whether logs are in segments
 * @param controller null on a node that is none
 * @param broker null on a node that is none
 * @param lifecycle null on a node that is no broker, and where there is but one node
 */
record NodeParts(
        NodeContext context,
        boolean segmented,
        MetadataRuntime metadata,
        Forwarding forwarding,
        @Nullable ControllerRuntime controller,
        @Nullable BrokerRole broker,
        @Nullable BrokerLifecycle lifecycle) {}
