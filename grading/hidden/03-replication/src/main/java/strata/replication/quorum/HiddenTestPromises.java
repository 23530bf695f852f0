package strata.replication.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;
import strata.replication.quorum.HiddenTestMetadataLog.Entry;

/** What must hold over all voters, all crashes and all messages: rule R3.9-p. */
final class HiddenTestPromises {
    /** What is known of a voter; its epoch is what it has told, over all its lives. */
    private static final class Seen {
        int epoch;
        long highWatermark = -1;
    }

    /** What is committed, and the epoch of the first leader that knew it. */
    private record Committed(Entry entry, int byEpoch) {}

    private final HiddenTestWorld world;
    private final Map<Integer, NodeId> leaders = new TreeMap<>();
    // By epoch and voter, as 100 * epoch + voter.
    private final Map<Long, NodeId> votes = new TreeMap<>();
    private final List<Committed> committed = new ArrayList<>();
    private final Map<NodeId, Seen> seen = new TreeMap<>();

    HiddenTestPromises(HiddenTestWorld world) {
        this.world = world;
    }

    int committedCount() {
        return committed.size();
    }

    int electionCount() {
        return leaders.size();
    }

    private Seen seen(HiddenTestMember member) {
        return seen.computeIfAbsent(member.id(), any -> new Seen());
    }

    void crashed(HiddenTestMember member) {
        seen(member).highWatermark = -1;
    }

    void said(HiddenTestMember member, QuorumAsk ask) {
        told(member, ask.epoch());
        if (ask instanceof QuorumAsk.Vote vote && !vote.preVote()) {
            voted(member, vote);
        }
    }

    void answered(HiddenTestMember member, QuorumAsk ask, QuorumSays says) {
        told(member, says.epoch());
        boolean granted = says.voteGranted() && says.error() == ErrorCode.NONE;
        if (granted && ask instanceof QuorumAsk.Vote vote && !vote.preVote()) {
            voted(member, vote);
        }
    }

    private void told(HiddenTestMember member, int epoch) {
        Seen s = seen(member);
        world.expect(
                epoch >= s.epoch,
                "the epoch of which " + member.id() + " tells",
                "at least " + s.epoch + ", of which it has told",
                "" + epoch);
        s.epoch = epoch;
    }

    private void voted(HiddenTestMember member, QuorumAsk.Vote vote) {
        NodeId before =
                votes.putIfAbsent(100L * vote.epoch() + member.id().number(), vote.candidate());
        world.expect(
                before == null || before.equals(vote.candidate()),
                "the vote of " + member.id() + " in epoch " + vote.epoch(),
                "for " + before + ", as before",
                "for " + vote.candidate());
    }

    /** After everything that happens to a voter. */
    void check(HiddenTestMember member) {
        QuorumStatus status = member.status();
        Seen s = seen(member);
        if (status.highWatermark() != s.highWatermark) {
            world.expect(
                    status.highWatermark() > s.highWatermark,
                    "the high watermark of " + member.id(),
                    "at least " + s.highWatermark + ", as it was",
                    "" + status.highWatermark());
            commits(member, Math.max(0, s.highWatermark), status);
            s.highWatermark = status.highWatermark();
        }
        if (status.role() == Role.LEADER) {
            NodeId other = leaders.putIfAbsent(status.epoch(), member.id());
            world.expect(
                    other == null || other.equals(member.id()),
                    "who leads epoch " + status.epoch(),
                    other + " alone",
                    member.id() + ", too");
            if (other == null) {
                hasAll(member, status.epoch());
            }
        }
    }

    private void commits(HiddenTestMember member, long from, QuorumStatus status) {
        HiddenTestMetadataLog log = member.log();
        long to = status.highWatermark();
        long end = log.end().offset();
        world.expect(to <= end, "what is committed at " + member.id(), "up to " + end, "" + to);
        for (long i = from; i < to; i++) {
            if (i == committed.size()) {
                committed.add(new Committed(log.entry(i), status.epoch()));
            }
            Entry right = committed.get((int) i).entry();
            world.expect(
                    right.equals(log.entry(i)),
                    "what is committed at offset " + i + " of " + member.id(),
                    right + ", as elsewhere",
                    "" + log.entry(i));
        }
    }

    /** A leader has what leaders of earlier epochs have committed. */
    private void hasAll(HiddenTestMember leader, int epoch) {
        HiddenTestMetadataLog log = leader.log();
        for (int i = 0; i < committed.size() && committed.get(i).byEpoch() < epoch; i++) {
            Entry right = committed.get(i).entry();
            Entry is = i < log.end().offset() ? log.entry(i) : null;
            world.expect(
                    right.equals(is),
                    "the log of " + leader.id() + ", which leads epoch " + epoch + ", at " + i,
                    right + ", which is committed",
                    is == null ? "nothing" : is.toString());
        }
    }
}
