package strata.replication;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;
import strata.lessons.Lesson;

/** A leader and what one should be, to which the same things happen. Node 1 leads, in epoch 5. */
final class HiddenTestDuel {
    private static final NodeId SELF = new NodeId(1);
    private static final int EPOCH = 5;
    private static final long LAG_MS = 1_000;
    private static final int NODES = 5;

    private final Lesson lesson;
    private final SplittableRandom random;
    private final boolean settled;
    private final HiddenTestNode node = new HiddenTestNode(1);
    private final HiddenTestLeader right;
    private final LeaderReplica leader;
    private final List<IsrProposal> proposals = new ArrayList<>();
    private long nowMs;
    private LeaderSettings settings;
    private long endAtLastFetch;
    private String story;

    /**
     * @param settled whether only those fetch that are in the ISR from the beginning
     */
    HiddenTestDuel(Lesson lesson, SplittableRandom random, String name, boolean settled) {
        this.lesson = lesson;
        this.random = random;
        for (int left = random.nextInt(4); left > 0; left--) {
            node.put(2, random.nextInt(1, 5), "");
        }
        nowMs = random.nextLong(1L << 40);
        List<NodeId> replicas = someReplicas();
        List<NodeId> isr = settled && random.nextInt(3) > 0 ? replicas : someOf(replicas);
        IsrState state = new IsrState(isr, random.nextInt(20), !settled && random.nextInt(6) == 0);
        this.settled = settled;
        settings = new LeaderSettings(random.nextInt(1, 4), LAG_MS);
        long known = random.nextLong(node.log.logEndOffset() + 1);
        LeaderChange start = new LeaderChange(replicas, state);
        right = new HiddenTestLeader(SELF, EPOCH, start, settings, node.log.logEndOffset());
        leader =
                new IsrReplicationLayer()
                        .newLeader(
                                node.spec(),
                                new LeaderStart(
                                        EPOCH,
                                        replicas,
                                        state,
                                        known,
                                        settings,
                                        right::mayJoin,
                                        nowMs));
        right.begin(known, nowMs);
        story =
                "%s: replicas %s, ISR %s, min.insync.replicas %s, log end %s, high watermark %s"
                        .formatted(
                                name,
                                replicas,
                                isr,
                                settings.minInsyncReplicas(),
                                node.log.logEndOffset(),
                                known);
        lesson.now("%s", story);
        expectHighWatermark();
    }

    /** Nodes 1 to 5, some of them, in any order; node 1 is one. */
    private List<NodeId> someReplicas() {
        List<NodeId> replicas = new ArrayList<>(List.of(SELF));
        for (int id = 2; id <= NODES; id++) {
            if (random.nextInt(3) > 0) {
                replicas.add(random.nextInt(replicas.size() + 1), new NodeId(id));
            }
        }
        return Collections.unmodifiableList(replicas);
    }

    private List<NodeId> someOf(List<NodeId> replicas) {
        return replicas.stream().filter(id -> id.equals(SELF) || random.nextBoolean()).toList();
    }

    @SuppressWarnings("AnnotateFormatMethod") // As in the lesson itself.
    private void tell(String what, Object... values) {
        // The card has room for the last few things that happened.
        List<String> told = new ArrayList<>(List.of(story.split("; ", -1)));
        told.add(what.formatted(values));
        while (told.size() > 12) {
            told.remove(1);
        }
        story = String.join("; ", told);
        lesson.now("%s", story);
    }

    void someTimePasses() {
        nowMs += random.nextInt(6) == 0 ? random.nextLong(2 * LAG_MS) : random.nextLong(60);
        if (random.nextInt(20) == 0) {
            nowMs += LAG_MS;
        }
    }

    void append() {
        node.put(EPOCH, random.nextInt(1, 6), "");
        long end = node.log.logEndOffset();
        right.appended(end);
        long own = random.nextInt(4) == 0 ? right.highWatermark() : end;
        own += random.nextLong(end - own + 1);
        tell("it appends up to %s and has %s", end, own);
        expectMoved(right.ownEndMoved(own, nowMs), leader.ownEndMoved(own, nowMs));
    }

    /** A follower fetches; it asks from where it could, mostly from near the end. */
    void fetch() {
        List<NodeId> from = settled ? right.confirmed().isr() : right.replicas();
        List<NodeId> others = from.stream().filter(id -> !id.equals(SELF)).toList();
        if (others.isEmpty()) {
            return;
        }
        NodeId who = others.get(random.nextInt(others.size()));
        long end = node.log.logEndOffset();
        long offset =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong(end + 1);
                    case 1 -> Math.min(endAtLastFetch, end);
                    case 2 -> Math.min(right.highWatermark(), end);
                    default -> end;
                };
        long known = right.brokerEpoch(who);
        long brokerEpoch = random.nextInt(3) == 0 ? -1 : Math.max(0, known) + random.nextInt(2);
        tell("at %s, node %s asks from %s of %s", nowMs, who, offset, end);
        endAtLastFetch = end;
        FetchVerdict verdict =
                leader.fetched(who, brokerEpoch, new FetchPosition(offset, EPOCH, -1, 0), nowMs);
        boolean moved = right.fetched(who, offset, nowMs, brokerEpoch);
        boolean due = right.underWay() == null && right.joins(who, nowMs);
        lesson.expect("the verdict", new FetchVerdict.Serve(moved, due), verdict);
        lesson.expect("what is known of it", right.view(who), leader.follower(who));
    }

    void configure() {
        settings = new LeaderSettings(random.nextInt(1, 5), LAG_MS);
        tell("min.insync.replicas becomes %s", settings.minInsyncReplicas());
        right.configure(settings);
        leader.configure(settings);
    }

    /** A broker is fenced or not any more, or one process of it is. */
    void fence() {
        NodeId broker = new NodeId(random.nextInt(2, NODES + 1));
        if (!right.unfit.remove(broker)) {
            right.unfit.add(broker);
        }
        if (random.nextInt(3) == 0) {
            right.brokerEpochMin = random.nextInt(-1, 3);
        }
        tell("unfit for an ISR are %s, and epochs below %s", right.unfit, right.brokerEpochMin);
    }

    /** Asks what is due. */
    void propose() {
        tell("at %s, is something due?", nowMs);
        IsrProposal wanted = right.isrDue(nowMs);
        IsrProposal due = leader.isrDue(nowMs);
        lesson.expect("what is due", wanted, due);
        if (due != null) {
            proposals.add(due);
        }
    }

    /** The controller carries out the proposal under way, or says something else. */
    void answer(ErrorCode error) {
        if (proposals.isEmpty()) {
            return;
        }
        int old = Math.min(proposals.size(), random.nextInt(4) == 0 ? 2 : 1);
        IsrProposal proposal = proposals.get(proposals.size() - old);
        IsrState state = null;
        if (error == ErrorCode.NONE) {
            List<NodeId> isr = proposal.isr().stream().map(IsrProposal.Member::broker).toList();
            state = new IsrState(isr, proposal.partitionEpoch() + 1, false);
        }
        tell("the controller says %s to %s", error, proposal);
        boolean moved = right.isrAnswered(proposal, error, state, nowMs);
        expectMoved(moved, leader.isrAnswered(proposal, error, state, nowMs));
        expectIsr();
    }

    /** The metadata tells of a state, older or newer, of the same replicas or of others. */
    void metadata() {
        List<NodeId> replicas = random.nextInt(3) == 0 ? someReplicas() : right.replicas();
        int partitionEpoch =
                Math.max(0, right.confirmed().partitionEpoch() + random.nextInt(-2, 4));
        boolean recovering = random.nextInt(8) == 0;
        IsrState state = new IsrState(someOf(replicas), partitionEpoch, recovering);
        tell("the metadata tells of replicas %s, %s", replicas, state);
        LeaderChange change = new LeaderChange(replicas, state);
        expectMoved(right.metadataChanged(change, nowMs), leader.metadataChanged(change, nowMs));
        expectIsr();
    }

    private void expectMoved(boolean wanted, boolean moved) {
        lesson.expect("whether the high watermark moved", wanted, moved);
        expectHighWatermark();
    }

    void expectHighWatermark() {
        lesson.expect("the high watermark", right.highWatermark(), leader.highWatermark());
    }

    void expectIsr() {
        lesson.expect("the confirmed ISR", right.confirmed(), leader.isr());
    }
}
