package strata.replication.quorum;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus;

/** A quorum with a bug in it. */
final class PlantedQuorum implements Quorum {
    private final Quorum sound;
    private final Plant plant;
    private final ModelLog log;
    private final int voters;
    // What the others have, in this epoch of the leader.
    private final Map<NodeId, Long> ends = new TreeMap<>();
    private int countedEpoch = -1;
    private long wrongHighWatermark = -1;

    PlantedQuorum(Quorum sound, Plant plant, ModelLog log, int voters) {
        this.sound = sound;
        this.plant = plant;
        this.log = log;
        this.voters = voters;
    }

    @Override
    public QuorumStatus status() {
        QuorumStatus s = sound.status();
        return new QuorumStatus(
                s.role(),
                s.epoch(),
                s.leader(),
                s.votedFor(),
                Math.max(s.highWatermark(), wrongHighWatermark));
    }

    @Override
    public long deadlineMs() {
        return sound.deadlineMs();
    }

    @Override
    public List<Say> tick(long nowMs) {
        return sound.tick(nowMs);
    }

    @Override
    public QuorumSays heard(NodeId from, QuorumAsk ask, long nowMs) {
        if (!(ask instanceof QuorumAsk.Vote vote)) {
            return sound.heard(from, ask, nowMs);
        }
        if (plant == Plant.NO_LOG_CHECK) {
            OffsetAndEpoch best = new OffsetAndEpoch(Long.MAX_VALUE, vote.epoch() - 1);
            return sound.heard(
                    from,
                    new QuorumAsk.Vote(vote.epoch(), vote.candidate(), best, vote.preVote()),
                    nowMs);
        }
        QuorumSays says = sound.heard(from, ask, nowMs);
        boolean wouldVote = says.error() == ErrorCode.NONE && vote.last().compareTo(log.end()) >= 0;
        return plant == Plant.VOTES_TWICE && wouldVote
                ? new QuorumSays(says.error(), says.epoch(), says.leader(), true)
                : says;
    }

    @Override
    public List<Say> answered(NodeId from, QuorumAsk asked, QuorumSays answer, long nowMs) {
        return sound.answered(from, asked, answer, nowMs);
    }

    @Override
    public void unanswered(NodeId from, QuorumAsk asked, boolean dead, long nowMs) {
        sound.unanswered(from, asked, dead, nowMs);
    }

    @Override
    public @Nullable QuorumFetch fetch(long nowMs) {
        return sound.fetch(nowMs);
    }

    @Override
    public QuorumFetched fetched(QuorumFetch asked, QuorumAnswer answer, long nowMs) {
        return sound.fetched(asked, answer, nowMs);
    }

    @Override
    public void fetchFailed(QuorumFetch asked, boolean dead, long nowMs) {
        sound.fetchFailed(asked, dead, nowMs);
    }

    @Override
    public void snapshotPieceArrived(long nowMs) {
        sound.snapshotPieceArrived(nowMs);
    }

    @Override
    public void snapshotInstalled(OffsetAndEpoch id, long nowMs) {
        sound.snapshotInstalled(id, nowMs);
    }

    @Override
    public QuorumFetchVerdict fetchedBy(NodeId replica, FetchPosition position, long nowMs) {
        QuorumFetchVerdict verdict = sound.fetchedBy(replica, position, nowMs);
        if (verdict instanceof QuorumFetchVerdict.Serve) {
            if (countedEpoch != sound.status().epoch()) {
                countedEpoch = sound.status().epoch();
                ends.clear();
            }
            if (replica.number() < 100) {
                ends.put(replica, position.fetchOffset());
            }
            countWrongly();
        }
        return verdict;
    }

    private void countWrongly() {
        if (plant == Plant.COMMITS_OLDER_EPOCHS) {
            List<Long> sorted =
                    ends.values().stream().sorted((a, b) -> Long.compare(b, a)).toList();
            int needed = voters / 2;
            if (sorted.size() >= needed) {
                long ofMajority = Math.min(log.flushedOffset(), sorted.get(needed - 1));
                wrongHighWatermark = Math.max(wrongHighWatermark, ofMajority);
            }
        } else if (plant == Plant.COMMITS_ALONE) {
            wrongHighWatermark = Math.max(wrongHighWatermark, log.flushedOffset());
        }
    }

    @Override
    public ErrorCode snapshotFetchedBy(NodeId replica, int currentLeaderEpoch, long nowMs) {
        return sound.snapshotFetchedBy(replica, currentLeaderEpoch, nowMs);
    }

    @Override
    public void appended(long nowMs) {
        sound.appended(nowMs);
    }

    @Override
    public boolean flushed(long nowMs) {
        return sound.flushed(nowMs);
    }

    @Override
    public List<Say> resign(long nowMs) {
        return sound.resign(nowMs);
    }

    @Override
    public Map<NodeId, Member> members() {
        return sound.members();
    }
}
