package strata.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderAnswer;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.lessons.Lesson;

/**
 * Three nodes with a partition, a controller that never dies, and messages between them that are
 * late, or lost. After everything that happens, what any leader has ever called committed must be
 * on every node that the controller holds to be in sync.
 */
final class HiddenTestCluster {
    private final Lesson lesson;
    private final SplittableRandom random;
    private final boolean isrChanges;
    private final Map<NodeId, HiddenTestProcess> nodes = new LinkedHashMap<>();
    private final List<Message> underWay = new ArrayList<>();
    private final TreeSet<NodeId> fenced = new TreeSet<>();
    private final HiddenTestCommitted committed;
    private final int minInsyncReplicas;
    private final HiddenTestTold told;
    private HiddenTestProcess.Metadata metadata;
    private long nowMs = 10_000;
    private int words;

    /**
     * @param isOfProposals whether it is a proposal, or the answer to one
     * @param to who gets it; null for the controller
     * @param life of the process that is to get it: another one gets nothing of it
     */
    private record Message(
            Supplier<String> what,
            boolean isOfProposals,
            @Nullable HiddenTestProcess to,
            int life,
            Runnable come) {}

    /**
     * @param isrChanges whether replicas leave the ISR and join it; else all of them are in it
     */
    HiddenTestCluster(Lesson lesson, SplittableRandom random, String name, boolean isrChanges) {
        this.lesson = lesson;
        this.random = random;
        this.committed = new HiddenTestCommitted(lesson);
        this.isrChanges = isrChanges;
        this.minInsyncReplicas = random.nextInt(1, 3);
        for (int id = 1; id <= 3; id++) {
            nodes.put(new NodeId(id), new HiddenTestProcess(id));
        }
        List<NodeId> all = List.copyOf(nodes.keySet());
        metadata = new HiddenTestProcess.Metadata(all.get(0), 0, all, new IsrState(all, 0, false));
        told = new HiddenTestTold(lesson, name + ", min.insync.replicas " + minInsyncReplicas);
        nodes.values().forEach(this::learn);
    }

    /** How many batches have been committed. */
    int committedCount() {
        return committed.count();
    }

    /** Lets things happen. */
    void play(int events) {
        told.telling(
                () -> {
                    for (int left = events; left > 0; left--) {
                        happens();
                        expectSafe();
                    }
                });
    }

    private void happens() {
        nowMs += random.nextInt(40);
        HiddenTestProcess node = any();
        int what = random.nextInt(100);
        if (what < 8) {
            write(random.nextInt(4) == 0 ? node : of(metadata.leader()));
        } else if (what < 10) {
            elect(node);
        } else if (what < 13) {
            dieOrRise(node);
        } else if (what < 16 && isrChanges) {
            nowMs += random.nextInt(700);
            fenceOrNot(node);
        } else if (what < 24) {
            proposeIfDue(node);
        } else if (what < 44) {
            fetch(node);
        } else if (!underWay.isEmpty()) {
            // The oldest comes first, mostly.
            int which = random.nextInt(3) == 0 ? random.nextInt(underWay.size()) : 0;
            Message message = underWay.remove(which);
            if (random.nextInt(12) == 0) {
                told.tell(() -> "lost: " + message.what.get());
            } else {
                deliver(message);
            }
        }
    }

    private HiddenTestProcess any() {
        List<HiddenTestProcess> all = List.copyOf(nodes.values());
        return all.get(random.nextInt(all.size()));
    }

    private HiddenTestProcess of(NodeId id) {
        HiddenTestProcess process = nodes.get(id);
        if (process == null) {
            throw new AssertionError("there is no node " + id);
        }
        return process;
    }

    private void send(Supplier<String> what, HiddenTestProcess to, Runnable come) {
        underWay.add(new Message(what, false, to, to.life(), come));
    }

    private void deliver(Message message) {
        HiddenTestProcess to = message.to;
        if (to == null || (to.isAlive() && to.life() == message.life)) {
            told.tell(message.what);
            message.come.run();
        }
    }

    // ---- the controller -------------------------------------------------------------------------

    private void change(NodeId leader, boolean newEpoch, List<NodeId> isr) {
        IsrState state = new IsrState(isr, metadata.isr().partitionEpoch() + 1, false);
        int epoch = metadata.leaderEpoch() + (newEpoch ? 1 : 0);
        metadata = new HiddenTestProcess.Metadata(leader, epoch, metadata.replicas(), state);
        nodes.values().forEach(this::tellMetadata);
    }

    private void tellMetadata(HiddenTestProcess node) {
        HiddenTestProcess.Metadata news = metadata;
        send(() -> "node " + node.id() + " hears of " + news, node, () -> learn(node, news));
    }

    private void learn(HiddenTestProcess node) {
        learn(node, metadata);
    }

    private void learn(HiddenTestProcess node, HiddenTestProcess.Metadata news) {
        if (news.leaderEpoch() > node.leaderEpoch()) {
            node.become(
                    news, minInsyncReplicas, (broker, epoch) -> !fenced.contains(broker), nowMs);
        } else if (isrChanges && news.leaderEpoch() == node.leaderEpoch()) {
            LeaderReplica leader = node.leader();
            if (leader != null) {
                leader.metadataChanged(new LeaderChange(news.replicas(), news.isr()), nowMs);
            }
        }
    }

    /** Another one of the ISR leads, or the same anew; the old one may not hear of it for long. */
    private void elect(HiddenTestProcess next) {
        List<NodeId> isr = metadata.isr().isr();
        if (next.isAlive() && isr.contains(next.id()) && !fenced.contains(next.id())) {
            told.tell(() -> "the controller elects node " + next.id());
            List<NodeId> left = isr.stream().filter(id -> !isrChanges || of(id).isAlive()).toList();
            change(next.id(), true, left);
        }
    }

    private void dieOrRise(HiddenTestProcess node) {
        if (node.isAlive() && random.nextInt(8) == 0) {
            told.tell(() -> "node " + node.id() + " dies");
            node.die(random);
        } else if (!node.isAlive()) {
            told.tell(() -> "node " + node.id() + " comes back");
            rise(node);
            tellMetadata(node);
        }
    }

    /** Who led when it died leads anew, if anybody: what it asked for before is of no avail. */
    private void rise(HiddenTestProcess node) {
        node.rise();
        if (metadata.leader().equals(node.id())) {
            change(node.id(), true, metadata.isr().isr());
        }
    }

    private void fenceOrNot(HiddenTestProcess node) {
        if (fenced.remove(node.id())) {
            told.tell(() -> "node " + node.id() + " is not fenced any more");
        } else if (!metadata.leader().equals(node.id())) {
            told.tell(() -> "node " + node.id() + " is fenced");
            fenced.add(node.id());
            List<NodeId> isr = metadata.isr().isr();
            List<NodeId> left = isr.stream().filter(id -> !id.equals(node.id())).toList();
            if (left.size() < isr.size()) {
                change(metadata.leader(), false, left);
            }
        }
    }

    /** What the controller says to a proposal, which it has carried out then, or not. */
    private ErrorCode decide(IsrProposal proposal) {
        List<NodeId> isr = proposal.isr().stream().map(IsrProposal.Member::broker).toList();
        if (proposal.leaderEpoch() != metadata.leaderEpoch()) {
            return ErrorCode.FENCED_LEADER_EPOCH;
        }
        if (proposal.partitionEpoch() != metadata.isr().partitionEpoch()) {
            return ErrorCode.INVALID_UPDATE_VERSION;
        }
        List<NodeId> now = metadata.isr().isr();
        if (isr.stream().anyMatch(id -> !now.contains(id) && fenced.contains(id))) {
            return ErrorCode.INELIGIBLE_REPLICA;
        }
        int mood = random.nextInt(10);
        if (mood == 0) {
            return ErrorCode.OPERATION_NOT_ATTEMPTED;
        }
        if (mood != 1) {
            change(metadata.leader(), false, isr);
        }
        return mood <= 2 ? ErrorCode.REQUEST_TIMED_OUT : ErrorCode.NONE;
    }

    // ---- the nodes ------------------------------------------------------------------------------

    private void write(HiddenTestProcess node) {
        LeaderReplica leader = node.leader();
        if (leader != null) {
            node.append(leader.leaderEpoch(), random.nextInt(1, 4), " word " + words++);
            long end = node.end();
            told.tell(() -> "node " + node.id() + " appends up to " + end);
            leader.ownEndMoved(end, nowMs);
        }
    }

    private void fetch(HiddenTestProcess node) {
        FollowerReplica follower = node.follower();
        if (follower != null) {
            FetchPosition asked = follower.position();
            HiddenTestProcess to = of(node.follows());
            send(
                    () -> "node " + to.id() + " hears node " + node.id() + " ask, " + asked,
                    to,
                    () -> serve(to, node, asked, follower));
        }
    }

    private void serve(
            HiddenTestProcess server,
            HiddenTestProcess node,
            FetchPosition asked,
            FollowerReplica follower) {
        LeaderReplica leader = server.leader();
        if (leader == null) {
            return;
        }
        FetchVerdict verdict = leader.fetched(node.id(), -1L, asked, nowMs);
        LeaderAnswer answer =
                switch (verdict) {
                    case FetchVerdict.Serve serve ->
                            HiddenTestNode.ok(
                                    leader.highWatermark(), 0, server.piece(random, asked));
                    case FetchVerdict.Diverging parts -> HiddenTestNode.diverging(parts.end());
                    case FetchVerdict.Refused no -> LeaderAnswer.failed(no.error());
                };
        send(
                () -> "node " + node.id() + " is answered",
                node,
                () -> {
                    if (node.follower() == follower) {
                        follower.fetched(asked, answer);
                    }
                });
    }

    private void proposeIfDue(HiddenTestProcess node) {
        LeaderReplica leader = node.leader();
        if (!isrChanges || leader == null) {
            return;
        }
        IsrProposal due = leader.isrDue(nowMs);
        IsrProposal proposal = due == null ? node.proposed() : due;
        // One that was lost is sent again, once it and its answer can only be lost.
        boolean sent = underWay.stream().anyMatch(Message::isOfProposals);
        if (proposal != null && (due != null || !sent)) {
            node.proposes(proposal);
            underWay.add(
                    new Message(
                            () -> "the controller hears node " + node.id() + " say " + proposal,
                            true,
                            null,
                            0,
                            () -> decide(node, leader, proposal)));
        }
    }

    private void decide(HiddenTestProcess node, LeaderReplica leader, IsrProposal proposal) {
        ErrorCode error = decide(proposal);
        IsrState state = error == ErrorCode.NONE ? metadata.isr() : null;
        underWay.add(
                new Message(
                        () -> "node " + node.id() + " hears the controller say " + error,
                        true,
                        node,
                        node.life(),
                        () -> {
                            if (node.leader() == leader) {
                                leader.isrAnswered(proposal, error, state, nowMs);
                                node.isAnswered(error);
                            }
                        }));
    }

    // ---- what must hold -------------------------------------------------------------------------

    private void expectSafe() {
        for (HiddenTestProcess node : nodes.values()) {
            LeaderReplica leader = node.leader();
            if (leader != null) {
                committed.say(node, leader.highWatermark());
            }
        }
        long end = committed.endOffset();
        for (HiddenTestProcess node : nodes.values()) {
            if (metadata.isr().isr().contains(node.id())) {
                committed.expectOn(node);
            }
            FollowerReplica follower = node.follower();
            if (follower != null) {
                lesson.expectThat(
                        follower.highWatermark() <= end,
                        "the high watermark of node " + node.id(),
                        "at most " + end,
                        "" + follower.highWatermark());
                int cuts = follower.truncationsBelowHighWatermark();
                lesson.expect("cuts of committed records by node " + node.id(), 0, cuts);
            }
        }
    }

    /** No more faults: soon all have all, all are in sync, and all is committed. */
    void heal() {
        told.tell(() -> "from here on nothing fails");
        fenced.clear();
        for (HiddenTestProcess node : nodes.values()) {
            if (!node.isAlive()) {
                rise(node);
            }
        }
        underWay.clear();
        nodes.values().forEach(this::learn);
        for (int round = 0; round < 60; round++) {
            told.telling(this::roundWithoutFaults);
        }
        told.telling(this::expectHealed);
    }

    private void roundWithoutFaults() {
        nowMs += 100;
        nodes.values().forEach(this::fetch);
        nodes.values().forEach(this::proposeIfDue);
        while (!underWay.isEmpty()) {
            deliver(underWay.remove(0));
            expectSafe();
        }
    }

    private void expectHealed() {
        HiddenTestProcess first = of(metadata.leader());
        LeaderReplica leader = first.leader();
        long mark = leader == null ? -1 : leader.highWatermark();
        lesson.expect("the high watermark at last", first.end(), mark);
        lesson.expect("the ISR at last", metadata.replicas(), metadata.isr().isr());
        for (HiddenTestProcess node : nodes.values()) {
            String right = HiddenTestCommitted.text(first.batches());
            String has = HiddenTestCommitted.text(node.batches());
            lesson.expect("the log of node " + node.id() + " at last", right, has);
        }
    }
}
