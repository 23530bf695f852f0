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

/** What must hold of all members together, after everything that happens. */
final class QuorumInvariants {
    private static final class Seen {
        // What it has told others of; survives its crashes.
        int epochTold;
        // Of this life.
        int epoch;
        long highWatermark = -1;
        // Its log is compared with the others' up to here.
        long comparedTo;
        long cuts;
    }

    private final Plant plant;
    private final Map<Integer, NodeId> leaders = new TreeMap<>();
    // By epoch, then by voter.
    private final Map<Integer, Map<NodeId, NodeId>> votes = new TreeMap<>();
    private final List<ModelLog.Entry> committed = new ArrayList<>();
    // By offset, then by epoch.
    private final List<Map<Integer, Long>> written = new ArrayList<>();
    private final Map<NodeId, Seen> seen = new TreeMap<>();

    QuorumInvariants(Plant plant) {
        this.plant = plant;
    }

    Plant plant() {
        return plant;
    }

    int committedCount() {
        return committed.size();
    }

    int electionCount() {
        return leaders.size();
    }

    void crashed(ModelMember member) {
        Seen s = seen(member);
        s.epoch = 0;
        s.highWatermark = -1;
        s.comparedTo = 0;
    }

    void installed(ModelMember member) {
        seen(member).comparedTo = member.log().startOffset();
        OffsetBelow.check(member, committed);
    }

    /** A member says something: it may not go back behind what it said before it crashed. */
    void said(ModelMember member, QuorumAsk ask) {
        told(member, ask.epoch());
        if (ask instanceof QuorumAsk.Vote vote && !vote.preVote()) {
            voted(member, vote.epoch(), vote.candidate());
        }
    }

    void heard(ModelMember member, QuorumAsk ask, QuorumSays says) {
        told(member, says.epoch());
        boolean granted = says.voteGranted() && says.error() == ErrorCode.NONE;
        if (granted && ask instanceof QuorumAsk.Vote vote && !vote.preVote()) {
            voted(member, vote.epoch(), vote.candidate());
        }
    }

    private void told(ModelMember member, int epoch) {
        Seen s = seen(member);
        that(epoch >= s.epochTold, member, "went back to epoch " + epoch + " from " + s.epochTold);
        s.epochTold = epoch;
    }

    private void voted(ModelMember member, int epoch, NodeId candidate) {
        NodeId before =
                votes.computeIfAbsent(epoch, any -> new TreeMap<>())
                        .putIfAbsent(member.id(), candidate);
        that(
                before == null || before.equals(candidate),
                member,
                "voted twice in epoch " + epoch + ": for " + before + " and " + candidate);
    }

    void check(ModelMember member) {
        QuorumStatus status = member.status();
        Seen s = seen(member);
        that(status.epoch() >= s.epoch, member, "went back in epochs");
        s.epoch = status.epoch();
        that(
                status.highWatermark() >= s.highWatermark,
                member,
                "high watermark fell from " + s.highWatermark);
        compare(member, s);
        if (status.highWatermark() > s.highWatermark) {
            commit(member, Math.max(0, s.highWatermark), status.highWatermark());
            s.highWatermark = status.highWatermark();
        }
        if (status.role() == Role.LEADER) {
            boolean isLatest = leaders.keySet().stream().allMatch(e -> e < status.epoch());
            NodeId other = leaders.putIfAbsent(status.epoch(), member.id());
            that(
                    other == null || other.equals(member.id()),
                    member,
                    "leads epoch " + status.epoch() + " as " + other + " does");
            // One of an older epoch may be late to notice that it was elected.
            if (other == null && isLatest) {
                hasAllCommitted(member);
            }
        }
    }

    private void compare(ModelMember member, Seen s) {
        ModelLog log = member.log();
        if (s.cuts != log.cuts()) {
            s.cuts = log.cuts();
            s.comparedTo = log.startOffset();
        }
        for (long i = Math.max(s.comparedTo, log.startOffset()); i < log.end().offset(); i++) {
            while (written.size() <= i) {
                written.add(new TreeMap<>());
            }
            ModelLog.Entry entry = log.entry(i);
            Long before = written.get((int) i).putIfAbsent(entry.epoch(), entry.value());
            that(
                    before == null || before == entry.value(),
                    member,
                    "has another record at " + i + " of epoch " + entry.epoch());
        }
        s.comparedTo = log.end().offset();
    }

    private void commit(ModelMember member, long from, long to) {
        ModelLog log = member.log();
        that(to <= log.end().offset(), member, "has committed " + to + ", beyond its end");
        for (long i = Math.max(from, log.startOffset()); i < to; i++) {
            that(i <= committed.size(), member, "commits " + i + " with a gap");
            if (i == committed.size()) {
                committed.add(log.entry(i));
            } else {
                that(
                        committed.get((int) i).equals(log.entry(i)),
                        member,
                        "committed at "
                                + i
                                + " "
                                + log.entry(i)
                                + ", not "
                                + committed.get((int) i));
            }
        }
    }

    /** Leader completeness (Raft section 5.4.3). */
    void hasAllCommitted(ModelMember member) {
        ModelLog log = member.log();
        that(
                log.end().offset() >= committed.size(),
                member,
                "leads without what is committed up to " + committed.size());
        OffsetBelow.check(member, committed);
        for (long i = log.startOffset(); i < committed.size(); i++) {
            that(
                    committed.get((int) i).equals(log.entry(i)),
                    member,
                    "leads with another record at " + i);
        }
    }

    private static final class OffsetBelow {
        static void check(ModelMember member, List<ModelLog.Entry> committed) {
            long start = member.log().startOffset();
            boolean right =
                    start == 0
                            || (start <= committed.size()
                                    && committed.get((int) start - 1).epoch()
                                            == member.log().start().epoch());
            that(right, member, "has a snapshot of what is not committed, up to " + start);
        }
    }

    private Seen seen(ModelMember member) {
        return seen.computeIfAbsent(member.id(), any -> new Seen());
    }

    private static void that(boolean holds, ModelMember member, String what) {
        if (!holds) {
            throw new Breach("node " + member.id() + " " + what);
        }
    }
}
