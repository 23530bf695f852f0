package strata.sim.planted;

import java.util.function.Consumer;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.FencingRules;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderStart;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.ReplicaLog;
import strata.kernel.replication.ReplicaSpec;
import strata.kernel.replication.ReplicationLayer;

/**
 * Layer 3 with one mistake.
 *
 * @param right what it stands around
 * @param decided is told what the controller decides of partitions
 */
public record PlantedLayer(
        ReplicationLayer right, Mistake mistake, Consumer<PartitionChanged> decided)
        implements ReplicationLayer {
    @Override
    public LeaderEpochs openEpochs(EpochsSpec spec) {
        return right.openEpochs(spec);
    }

    @Override
    public FollowerReplica newFollower(ReplicaSpec spec, FollowerStart start) {
        return switch (mistake) {
            case CUTS_TO_THE_HIGH_WATERMARK -> {
                ReplicaLog log = spec.log();
                if (start.highWatermark() < log.logEndOffset()) {
                    log.truncateTo(Math.max(log.logStartOffset(), start.highWatermark()));
                    spec.epochs().truncateFromEnd(log.logEndOffset());
                }
                yield new BlindFollower(right.newFollower(spec, start));
            }
            case CHECKS_NO_EPOCH -> new BlindFollower(right.newFollower(spec, start));
            default -> right.newFollower(spec, start);
        };
    }

    @Override
    public LeaderReplica newLeader(ReplicaSpec spec, LeaderStart start) {
        return switch (mistake) {
            case ACKNOWLEDGES_ITS_OWN ->
                    new Leaders.AcknowledgesItsOwn(right.newLeader(spec, start));
            case COMMITS_ITS_OWN -> new Leaders.CommitsItsOwn(right.newLeader(spec, start));
            case CUTS_TO_THE_HIGH_WATERMARK, CHECKS_NO_EPOCH ->
                    new Leaders.ChecksNoEpoch(right.newLeader(spec, start), spec.epochs());
            case SHRINKS_BY_ITSELF ->
                    new Leaders.ShrinksByItself(right.newLeader(spec, start), spec.trace());
            default -> right.newLeader(spec, start);
        };
    }

    @Override
    public ElectionRules elections() {
        ElectionRules rules = right.elections();
        ElectionRules planted =
                switch (mistake) {
                    case CUTS_TO_THE_HIGH_WATERMARK -> new Elections.BelievesEverybody(rules);
                    case LAST_ONE_STANDS -> new Elections.LastOneStands(rules);
                    case TAKES_ANYBODY -> new Elections.TakesAnybody(rules);
                    default -> rules;
                };
        return (now, wish, circumstances) -> {
            PartitionChanged next = planted.decide(now, wish, circumstances);
            decided.accept(next);
            return next;
        };
    }

    @Override
    public FencingRules fencing() {
        return right.fencing();
    }

    @Override
    public Quorum openQuorum(QuorumSpec spec, long nowMs) {
        if (mistake == Mistake.FORGETS_ITS_VOTE) {
            // As if it had never been written.
            spec.storage().delete(spec.directory() + "/quorum-state");
        }
        Quorum quorum = right.openQuorum(spec, nowMs);
        return switch (mistake) {
            case VOTES_TWICE -> new Voters.VotesTwice(quorum);
            case PREFERS_LENGTH -> new Voters.PrefersLength(quorum, spec.log());
            case COUNTS_ANY_EPOCH -> new Voters.CountsAnyEpoch(quorum, spec);
            default -> quorum;
        };
    }
}
