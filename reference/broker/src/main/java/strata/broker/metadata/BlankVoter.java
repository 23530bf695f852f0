package strata.broker.metadata;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;

/**
 * Holds a voter back that begins with nothing. Its directory may have been lost: then it has
 * forgotten for whom it voted, and lacks what it had acknowledged, so that with its help one could
 * be elected who lacks that, too. KRaft's static quorum leaves this to the operator.
 *
 * <p>Until it has got all that its leader has, it does not vote for one with a log, nor does it
 * stand with a part of one. Among empty logs it does both: so a new cluster begins. And it is held
 * back for a time only, longer than an election goes on in which it may have voted: there may be no
 * leader to get anything from until it votes.
 */
final class BlankVoter {
    private static final Logger LOG = LoggerFactory.getLogger(BlankVoter.class);
    // A candidate gives up its epoch after twice the election timeout at the latest.
    private static final int PATIENCE = 5;
    // Layer 3 stores votes in it; a voter that has ever voted or followed has one.
    private static final String VOTES = ReplicatedLog.DIRECTORY + "/quorum-state";

    private final NodeContext context;
    private final long untilMs;
    private boolean blank;
    private boolean said;

    /** To be made before the quorum is opened, which stores its state. */
    BlankVoter(NodeContext context, MetadataSpec spec, List<NodeId> voters) {
        this.context = context;
        blank =
                voters.size() > 1
                        && voters.contains(context.self())
                        && !context.storage().exists(VOTES);
        untilMs =
                context.clock().monotonicMs() + PATIENCE * spec.settings().timeouts().electionMs();
    }

    /** Whether it may vote for a candidate whose log ends there. */
    boolean mayVoteFor(long candidatesEnd) {
        return candidatesEnd == 0 || isFree();
    }

    /** Whether it may be a candidate with a log that ends there. */
    boolean mayStand(long ownEnd) {
        return ownEnd == 0 || isFree();
    }

    /** It has all that its leader has. */
    void caughtUp() {
        blank = false;
    }

    private boolean isFree() {
        if (blank && context.clock().monotonicMs() >= untilMs) {
            blank = false;
        }
        if (blank && !said) {
            said = true;
            LOG.info(
                    "Node {} begins with an empty {}: it takes no part in elections until it is"
                            + " filled, or for a few seconds.",
                    context.self(),
                    ReplicatedLog.DIRECTORY);
        }
        return !blank;
    }
}
