package strata.sim.cluster;

import strata.sim.scenario.FailurePages;

/** Which page of {@code docs/failures} explains a broken claim about a cluster. */
public final class ClusterCodes {
    public static final FailurePages PAGES =
            new FailurePages()
                    .page(
                            "SIM-301",
                            "early-acknowledgement",
                            "committed-lost",
                            "lost-write",
                            "unseen")
                    .page("SIM-302", "committed-differs", "inconsistent-offsets")
                    .page("SIM-303", "high-watermark-went-back", "high-watermark-beyond-log")
                    .page("SIM-304", "in-sync-without-committed", "committed-by-too-few")
                    .page("SIM-305", "two-leaders")
                    .page("SIM-306", "two-controllers")
                    .page("SIM-307", "voted-twice", "epoch-went-back", "vote-for-less")
                    .page("SIM-308", "committed-by-counting")
                    .page("SIM-309", "liveness")
                    .page(
                            "SIM-310",
                            "node-threw",
                            "unprovoked-stop",
                            "crash-swallowed",
                            "answered-twice",
                            "slice-leak",
                            "wrong-answer",
                            "unreadable-partition",
                            "unknown-broker",
                            "topic-not-created");

    private ClusterCodes() {}
}
