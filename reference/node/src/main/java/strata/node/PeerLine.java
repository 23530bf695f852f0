package strata.node;

import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.request.Request;

/** One lane to a peer, or to oneself, as long as its connection lasts. */
sealed interface PeerLine permits PeerConnection, OwnLine {
    /** Between whom, and for what. */
    record Ends(NodeId peer, Lane lane) {}

    Ends ends();

    /** Takes a request, which leaves at the next {@link #flush}; after its end it is lost. */
    void ask(long correlation, Request request);

    /** Lets out what was asked; called between turns. */
    void flush();

    /** Whether there are requests without an answer. */
    boolean waits();

    /** Ends it; nothing comes of it from here on. Ended already: no effect. */
    void close();
}
