package strata.node;

import strata.kernel.Nullable;

/**
 * One of a node's listeners.
 *
 * @param name in upper case
 * @param bind where it listens
 * @param advertised where others reach it; null to derive it from where it listens
 * @param use who connects there
 */
record ListenerConfig(String name, Endpoint bind, @Nullable Endpoint advertised, Use use) {
    /** Who connects to a listener. */
    enum Use {
        /** Clients and other brokers. */
        BROKER,
        /** Whoever speaks to the node as a controller. */
        CONTROLLER,
        /** All of them: the node has no listener apart for its controller. */
        ALL;

        boolean isBroker() {
            return this != CONTROLLER;
        }

        boolean isController() {
            return this != BROKER;
        }
    }

    /** Where others reach it, given the port that it really has. */
    Endpoint advertisedAt(int boundPort) {
        if (advertised != null) {
            return advertised.port() == 0 ? new Endpoint(advertised.host(), boundPort) : advertised;
        }
        String host = bind.isWildcard() ? LocalHost.name() : bind.host();
        return new Endpoint(host, boundPort);
    }

    /** Whether a voter of this port could be reached here. */
    boolean hasPort(int port) {
        return bind.port() == port || (advertised != null && advertised.port() == port);
    }
}
