package strata.broker.metadata;

import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;

/**
 * Tells of who leads the quorum whenever that has changed; and, now and then, that nobody does. A
 * leader that is known and says nothing is none: who was the last to lead stays known.
 */
final class LeaderWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);
    // How long a quorum is without a leader before it is said, and how often then.
    private static final long LEADERLESS_MS = 5_000;
    private static final long LEADERLESS_AGAIN_MS = 10_000;

    private final MetadataListener listener;
    private final List<NodeId> voters;
    // What the listener was told last; null for nothing yet.
    private @Nullable QuorumStatus told;
    // When a leader was last heard, oneself included.
    private long heardMs;
    private long sayAtMs;

    LeaderWatch(MetadataListener listener, List<NodeId> voters, long nowMs) {
        this.listener = listener;
        this.voters = voters;
        heard(nowMs);
    }

    /** A leader has answered. */
    void heard(long nowMs) {
        heardMs = nowMs;
        sayAtMs = nowMs + LEADERLESS_MS;
    }

    void look(QuorumStatus status, long nowMs) {
        if (told == null || isNews(told, status)) {
            told = status;
            tell(status);
        }
        if (status.role() == Role.LEADER) {
            heard(nowMs);
        } else if (nowMs >= sayAtMs) {
            sayAtMs = nowMs + LEADERLESS_AGAIN_MS;
            LOG.warn(
                    "No leader of the metadata quorum has been heard for {} ms (epoch {}): no"
                            + " majority of its voters {} is to be reached; start more of them.",
                    nowMs - heardMs,
                    status.epoch(),
                    voters);
        }
    }

    private static boolean isNews(QuorumStatus before, QuorumStatus now) {
        return before.epoch() != now.epoch()
                || !Objects.equals(before.leader(), now.leader())
                || (before.role() == Role.LEADER) != (now.role() == Role.LEADER);
    }

    private void tell(QuorumStatus status) {
        if (status.leader() != null) {
            LOG.info(
                    "Node {} leads the metadata quorum in epoch {}.",
                    status.leader(),
                    status.epoch());
        }
        if (status.role() == Role.LEADER) {
            listener.leading(status.epoch());
        } else {
            listener.notLeading(status.leader(), status.epoch());
        }
    }
}
