package strata.broker.metadata;

import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;

/** Tells of who leads the quorum whenever that has changed; and, now and then, that nobody does. */
final class LeaderWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);
    // How long a quorum is without a leader before it is said, and how often then.
    private static final long LEADERLESS_MS = 5_000;
    private static final long LEADERLESS_AGAIN_MS = 10_000;

    private final MetadataListener listener;
    private final List<NodeId> voters;
    // What the listener was told last; null for nothing yet.
    private @Nullable QuorumStatus told;
    private long leaderlessSinceMs;
    private long sayAtMs;

    LeaderWatch(MetadataListener listener, List<NodeId> voters, long nowMs) {
        this.listener = listener;
        this.voters = voters;
        this.leaderlessSinceMs = nowMs;
        this.sayAtMs = nowMs + LEADERLESS_MS;
    }

    void look(QuorumStatus status, long nowMs) {
        if (told == null || isNews(told, status)) {
            boolean hadLeader = told == null || told.leader() != null;
            told = status;
            if (status.leader() == null && hadLeader) {
                leaderlessSinceMs = nowMs;
                sayAtMs = nowMs + LEADERLESS_MS;
            }
            tell(status);
        }
        if (status.leader() == null && nowMs >= sayAtMs) {
            sayAtMs = nowMs + LEADERLESS_AGAIN_MS;
            LOG.warn(
                    "Nobody has led the metadata quorum of voters {} for {} ms (epoch {}): a"
                            + " majority of them is not to be reached.",
                    voters,
                    nowMs - leaderlessSinceMs,
                    status.epoch());
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
