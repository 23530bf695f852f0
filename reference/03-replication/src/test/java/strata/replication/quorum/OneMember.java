package strata.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Trace;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.Quorum.Say;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.replication.QuorumTimeouts;
import strata.log.MemoryStorage;

/** One member of a quorum of three, driven by hand. */
final class OneMember {
    static final NodeId SELF = new NodeId(1);
    static final NodeId B = new NodeId(2);
    static final NodeId C = new NodeId(3);
    static final NodeId OBSERVER = new NodeId(100);
    static final List<NodeId> VOTERS = List.of(SELF, B, C);
    static final String FILE = "metadata/quorum-state";

    final MemoryStorage disk = new MemoryStorage();
    final ModelLog log = new ModelLog();
    long nowMs = 1_000;
    Quorum quorum;

    OneMember() {
        disk.setBytes("metadata/log", new byte[0]);
        quorum = open(SELF, VOTERS);
    }

    Quorum open(NodeId self, List<NodeId> voters) {
        return RaftQuorum.open(
                new QuorumSpec(
                        self,
                        voters,
                        disk,
                        "metadata",
                        log,
                        QuorumTimeouts.DEFAULT,
                        new Chance(7),
                        Trace.NONE),
                nowMs);
    }

    Quorum restarted() {
        disk.loseUnflushed();
        return open(SELF, VOTERS);
    }

    void logHolds(int epoch, int entries) {
        for (int i = 0; i < entries; i++) {
            log.append(epoch, i);
        }
        log.flushed(log.end().offset());
    }

    /** Goes to the deadline, until this node asks for something. */
    List<Say> tick() {
        List<Say> says = List.of();
        for (int i = 0; i < 5 && says.isEmpty(); i++) {
            nowMs = Math.max(nowMs, quorum.deadlineMs());
            says = quorum.tick(nowMs);
        }
        return says;
    }

    QuorumSays voteAsked(NodeId from, int epoch, OffsetAndEpoch last) {
        return quorum.heard(from, new QuorumAsk.Vote(epoch, from, last, false), nowMs);
    }

    QuorumSays preVoteAsked(NodeId from, int epoch, OffsetAndEpoch last) {
        return quorum.heard(from, new QuorumAsk.Vote(epoch, from, last, true), nowMs);
    }

    QuorumSays granted(boolean granted) {
        return new QuorumSays(ErrorCode.NONE, quorum.status().epoch(), null, granted);
    }

    List<Say> grantedBy(NodeId voter, List<Say> asked) {
        return quorum.answered(voter, asked.get(0).ask(), granted(true), nowMs);
    }

    /** Makes it the leader of the next epoch, flushed. */
    void elected() {
        List<Say> vote = grantedBy(B, tick());
        grantedBy(B, vote);
        log.flushed(log.end().offset());
        quorum.flushed(nowMs);
        assertThat(quorum.status().role()).isEqualTo(Role.LEADER);
    }

    void follows(NodeId leader, int epoch) {
        quorum.heard(leader, new QuorumAsk.Begin(epoch, leader), nowMs);
        assertThat(quorum.status().role()).isEqualTo(Role.FOLLOWER);
    }

    QuorumFetchVerdict fetchedBy(NodeId node, long offset, int lastEpoch) {
        int epoch = quorum.status().epoch();
        return quorum.fetchedBy(node, new FetchPosition(offset, epoch, lastEpoch, 0), nowMs);
    }

    static QuorumAnswer answer(int epoch, NodeId leader, long highWatermark) {
        return new QuorumAnswer(ErrorCode.NONE, epoch, leader, highWatermark, null, null, null);
    }
}
