package strata.broker.metadata;

import strata.kernel.Timer;

/** The timers of this package. */
enum MetadataTimer implements Timer {
    /** The quorum, or somebody who has not answered. */
    QUORUM,
    /** A fetch that waits for news. */
    PARKED,
    /** The snapshot that is being written. */
    SNAPSHOT
}
