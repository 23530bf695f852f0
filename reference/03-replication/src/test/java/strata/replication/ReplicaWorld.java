package strata.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderAnswer;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;

/**
 * A partition on a few nodes with a controller that never errs. Whatever goes from one to another
 * may be late, twice or lost: fetches, answers, proposals, metadata. Nodes die, and lose what was
 * not flushed where that is within the fault budget: never the only member of the ISR.
 */
final class ReplicaWorld {
    static final long LAG_MS = 50;

    final Random random;
    final List<TestReplica> nodes = new ArrayList<>();
    final LeaderSettings settings;
    private final boolean[] alive;
    // How much of the metadata each node knows.
    private final int[] known;
    private final List<Metadata> metadata = new ArrayList<>();
    private final Deque<Fetch> fetches = new ArrayDeque<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Deque<Proposal> proposals = new ArrayDeque<>();
    private long nextBrokerEpoch = 100;
    private int nextValue;
    long nowMs = 1_000;

    /** A state of the partition. A leader of -1: none. A broker epoch of -1: fenced. */
    record Metadata(
            int leader, int leaderEpoch, int partitionEpoch, List<NodeId> isr, List<Long> brokers) {
        boolean isUnfenced(NodeId id, long brokerEpoch) {
            long registered = brokers.get(id.number());
            return registered >= 0 && (brokerEpoch == -1 || brokerEpoch == registered);
        }
    }

    private record Fetch(int from, long brokerEpoch, int to, FetchPosition asked) {}

    private record Answer(int to, FetchPosition asked, LeaderAnswer answer) {}

    private record Proposal(int from, IsrProposal proposal) {}

    ReplicaWorld(long seed, int count, int minInsyncReplicas) {
        random = new Random(seed);
        settings = new LeaderSettings(minInsyncReplicas, LAG_MS);
        alive = new boolean[count];
        known = new int[count];
        List<NodeId> all = new ArrayList<>();
        List<Long> brokers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new TestReplica(i));
            all.add(new NodeId(i));
            brokers.add(register(i));
            alive[i] = true;
        }
        metadata.add(new Metadata(0, 0, 0, all, brokers));
        for (int i = 0; i < count; i++) {
            apply(i, now());
        }
    }

    private long register(int i) {
        nodes.get(i).registered(nextBrokerEpoch);
        return nextBrokerEpoch++;
    }

    /** As the controller has it. */
    Metadata now() {
        return metadata.get(metadata.size() - 1);
    }

    /** One thing happens. */
    void step() {
        nowMs += random.nextInt(8);
        int i = random.nextInt(nodes.size());
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> produce(i);
            case 3, 4, 5, 6, 7, 8 -> sendFetch(i);
            case 9, 10, 11, 12, 13 -> serveFetch();
            case 14, 15, 16, 17 -> takeAnswer();
            case 18 -> propose(i);
            case 19 -> decide();
            case 20, 21 -> tell(i);
            case 22 -> care(i);
            default -> {
                if (random.nextInt(2) == 0) {
                    trouble(i);
                }
            }
        }
    }

    private void produce(int i) {
        TestReplica node = nodes.get(i);
        if (alive[i] && node.leads() && node.leader().mayAppend((short) -1) == ErrorCode.NONE) {
            String[] values = new String[1 + random.nextInt(3)];
            for (int v = 0; v < values.length; v++) {
                values[v] = "v" + nextValue++;
            }
            node.leader().ownEndMoved(node.produce(values), nowMs);
        }
    }

    private void sendFetch(int i) {
        TestReplica node = nodes.get(i);
        if (alive[i] && node.follows()) {
            int leader = metadata.get(known[i]).leader();
            fetches.add(new Fetch(i, node.brokerEpoch(), leader, node.follower().position()));
        }
    }

    private void serveFetch() {
        Fetch fetch = fetches.poll();
        if (fetch == null || !alive[fetch.to()]) {
            return;
        }
        TestReplica leader = nodes.get(fetch.to());
        int maxBytes = random.nextInt(400);
        LeaderAnswer answer =
                leader.leads()
                        ? leader.answer(
                                new NodeId(fetch.from()),
                                fetch.brokerEpoch(),
                                fetch.asked(),
                                nowMs,
                                maxBytes)
                        : LeaderAnswer.failed(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        answers.add(new Answer(fetch.from(), fetch.asked(), answer));
        if (random.nextInt(10) == 0) {
            answers.add(new Answer(fetch.from(), fetch.asked(), answer));
        }
    }

    private void takeAnswer() {
        Answer answer = answers.poll();
        if (answer == null || !alive[answer.to()] || !nodes.get(answer.to()).follows()) {
            return;
        }
        TestReplica node = nodes.get(answer.to());
        FollowerStep step = node.follower().fetched(answer.asked(), answer.answer());
        int leader = metadata.get(known[answer.to()]).leader();
        if (step instanceof FollowerStep.AsksForRange && alive[leader]) {
            TestReplica from = nodes.get(leader);
            node.follower().outOfRange(answer.asked(), from.logStartOffset(), from.logEndOffset());
        }
    }

    private void propose(int i) {
        TestReplica node = nodes.get(i);
        if (alive[i] && node.leads()) {
            IsrProposal proposal = node.leader().isrDue(nowMs);
            if (proposal != null) {
                proposals.add(new Proposal(i, proposal));
            }
        }
    }

    /** The controller gets a proposal; its answer may be lost, and the proposal sent again. */
    private void decide() {
        Proposal proposal = proposals.poll();
        if (proposal == null) {
            return;
        }
        boolean lostOnTheWay = random.nextInt(5) == 0;
        ErrorCode error = lostOnTheWay ? ErrorCode.NOT_CONTROLLER : decided(proposal);
        TestReplica node = nodes.get(proposal.from());
        if (!alive[proposal.from()] || !node.leads()) {
            return;
        }
        if (lostOnTheWay || random.nextInt(5) == 0) {
            proposals.add(proposal);
            node.leader().isrAnswered(proposal.proposal(), ErrorCode.NOT_CONTROLLER, null, nowMs);
            return;
        }
        IsrState confirmed =
                error == ErrorCode.NONE
                        ? new IsrState(now().isr(), now().partitionEpoch(), false)
                        : null;
        node.leader().isrAnswered(proposal.proposal(), error, confirmed, nowMs);
    }

    private ErrorCode decided(Proposal asked) {
        IsrProposal proposal = asked.proposal();
        Metadata now = now();
        if (proposal.leaderEpoch() != now.leaderEpoch()) {
            return ErrorCode.FENCED_LEADER_EPOCH;
        }
        if (proposal.partitionEpoch() != now.partitionEpoch()) {
            return ErrorCode.INVALID_UPDATE_VERSION;
        }
        List<NodeId> isr = new ArrayList<>();
        for (IsrProposal.Member member : proposal.isr()) {
            if (!now.isr().contains(member.broker())
                    && !now.isUnfenced(member.broker(), member.brokerEpoch())) {
                return ErrorCode.INELIGIBLE_REPLICA;
            }
            isr.add(member.broker());
        }
        change(now.leader(), isr, now.brokers());
        return ErrorCode.NONE;
    }

    /** A node learns the next thing that the controller decided. */
    private void tell(int i) {
        if (alive[i] && known[i] < metadata.size() - 1) {
            known[i]++;
            apply(i, metadata.get(known[i]));
        }
    }

    private void apply(int i, Metadata state) {
        TestReplica node = nodes.get(i);
        IsrState isr = new IsrState(state.isr(), state.partitionEpoch(), false);
        if (state.leader() < 0) {
            node.stop();
        } else if (state.leader() != i) {
            if (!node.follows() || node.follower().leaderEpoch() != state.leaderEpoch()) {
                node.follow(nodes.get(state.leader()), state.leaderEpoch());
            }
        } else if (node.leads() && node.leader().leaderEpoch() == state.leaderEpoch()) {
            node.leader().metadataChanged(new LeaderChange(ids(), isr), nowMs);
        } else {
            node.lead(
                    new LeaderStart(
                            state.leaderEpoch(),
                            ids(),
                            isr,
                            node.highWatermark(),
                            settings,
                            (id, epoch) -> metadata.get(known[i]).isUnfenced(id, epoch),
                            nowMs));
        }
    }

    private List<NodeId> ids() {
        return nodes.stream().map(node -> node.id).toList();
    }

    private void trouble(int i) {
        if (!alive[i]) {
            revive(i);
        } else if (random.nextInt(3) == 0) {
            electAnother();
        } else if (random.nextInt(2) == 0) {
            boolean loses = !now().isr().equals(List.of(new NodeId(i)));
            kill(i);
            if (loses && random.nextBoolean()) {
                nodes.get(i).losePower(random);
            }
        }
    }

    /** The process dies, and the controller notices. */
    private void kill(int i) {
        alive[i] = false;
        nodes.get(i).restart();
        Metadata now = now();
        List<NodeId> isr = new ArrayList<>(now.isr());
        isr.remove(new NodeId(i));
        List<Long> brokers = new ArrayList<>(now.brokers());
        brokers.set(i, -1L);
        boolean alone = isr.isEmpty();
        change(
                now.leader() == i ? firstAlive(isr) : now.leader(),
                alone ? now.isr() : isr,
                brokers);
    }

    private int firstAlive(List<NodeId> isr) {
        return isr.stream().map(NodeId::number).filter(n -> alive[n]).findFirst().orElse(-1);
    }

    /** The process starts again, registers, and knows all metadata. */
    private void revive(int i) {
        alive[i] = true;
        List<Long> brokers = new ArrayList<>(now().brokers());
        brokers.set(i, register(i));
        boolean elected = now().leader() < 0 && now().isr().contains(new NodeId(i));
        change(elected ? i : now().leader(), now().isr(), brokers);
        known[i] = metadata.size() - 1;
        apply(i, now());
    }

    private void electAnother() {
        List<NodeId> others = new ArrayList<>(now().isr());
        others.removeIf(id -> !alive[id.number()] || id.number() == now().leader());
        if (now().leader() >= 0 && !others.isEmpty()) {
            int next = others.get(random.nextInt(others.size())).number();
            change(next, now().isr(), now().brokers());
        }
    }

    private void change(int leader, List<NodeId> isr, List<Long> brokers) {
        Metadata now = now();
        int leaderEpoch = now.leaderEpoch() + (leader == now.leader() ? 0 : 1);
        metadata.add(
                new Metadata(
                        leader,
                        leaderEpoch,
                        now.partitionEpoch() + 1,
                        List.copyOf(isr),
                        List.copyOf(brokers)));
    }

    private void care(int i) {
        TestReplica node = nodes.get(i);
        if (alive[i] && random.nextInt(4) == 0) {
            node.checkpoint();
        } else if (alive[i] && node.leads() && random.nextInt(8) == 0) {
            long start = node.logStartOffset();
            long offset = start + random.nextInt((int) (node.highWatermark() - start) + 1);
            node.raiseLogStart(offset);
            node.epochs().truncateFromStart(node.logStartOffset());
        }
    }

    boolean isAlive(int i) {
        return alive[i];
    }

    /** All faults end, and enough time goes by. */
    void heal() {
        for (int i = 0; i < nodes.size(); i++) {
            if (!alive[i]) {
                revive(i);
            }
        }
        for (int round = 0; round < 400; round++) {
            nowMs++;
            for (int i = 0; i < nodes.size(); i++) {
                tell(i);
                sendFetch(i);
                serveFetch();
                takeAnswer();
                propose(i);
                decide();
            }
        }
    }
}
