package strata.examples.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;

/**
 * One of the three nodes that keep the register.
 *
 * <p>Time is cut into epochs, each with one primary at most: whoever got a majority's votes for it.
 * A node that votes promises to obey no earlier epoch. The primary carries out writes, copies its
 * whole state to the others, and answers once a majority holds it. Every message that a node sends
 * is true of its disk at that moment.
 */
public final class RegisterNode implements Node {
    /** All three. */
    public static final List<NodeId> CLUSTER = List.of(new NodeId(1), new NodeId(2), new NodeId(3));

    private static final int BEAT_MS = 40;
    private static final int PATIENCE_MS = 120;

    private final Rules rules;
    private @Nullable NodeContext context;
    private @Nullable Journal journal;

    // Both as last stored. Invariant: promised >= state.epoch(); neither ever goes back.
    private long promised;
    private State state = State.EMPTY;

    // The epochs in which this life stood for election, and won: past once promised is greater.
    private long stoodIn;
    private long ledIn;
    private long beatIn;
    private final Map<NodeId, State> votes = new TreeMap<>();
    // Counts the copies sent in this life; and by it, the answers that wait for a majority.
    private long round;
    private final SortedMap<Long, Waiting> waiting = new TreeMap<>();

    /** An answer that waits until enough nodes hold what it says. */
    private record Waiting(NodeId client, Question question, Answer answer, Set<NodeId> holders) {}

    /** The primary's heart, in one epoch. */
    private record Beat(long epoch) implements Timer {}

    /** How long a backup waits for a sign of the primary. */
    private record Patience() implements Timer {}

    RegisterNode(Rules rules) {
        this.rules = rules;
    }

    @Override
    public void start(NodeContext world) {
        context = world;
        Journal recovered = new Journal(world.storage(), rules);
        journal = recovered;
        promised = recovered.last().promised();
        state = recovered.last().state();
        haveNewPatience();
    }

    @Override
    public void handle(Event event) {
        switch (event) {
            case Event.MessageArrived arrived -> receive(arrived.from(), arrived.message());
            case Event.TimerFired fired -> wake(fired.timer());
            case Event.PeerDisconnected gone -> rules.lost(gone.peer());
            case Event.RequestArrived request -> {}
            case Event.AnswerArrived answer -> {}
            case Event.LaneClosed lane -> {}
            case Event.ClientDisconnected client -> {}
            case Event.SyncDone done -> {}
        }
    }

    private void receive(NodeId from, Message message) {
        rules.heard(from);
        switch (message) {
            case Question question -> asked(from, question);
            case Peering.VoteRequest request -> voteWanted(from, request);
            case Peering.Vote vote -> voteGot(from, vote);
            case Peering.Copy copy -> copyGot(from, copy);
            case Peering.Copied copied -> {
                if (copied.epoch() == promised && isPrimary()) {
                    held(from, copied.round());
                }
            }
            default -> throw new IllegalArgumentException("not for a node: " + message);
        }
    }

    private void wake(Timer timer) {
        switch (timer) {
            case Beat beat -> beat(beat.epoch());
            case Patience patience -> {
                if (!isPrimary()) {
                    stand();
                }
            }
            default -> throw new IllegalArgumentException("not set by a node: " + timer);
        }
    }

    // Elections.

    private void stand() {
        enter(promised + 1);
        store();
        stoodIn = promised;
        votes.clear();
        votes.put(self(), state);
        sendToOthers(new Peering.VoteRequest(promised));
        haveNewPatience();
    }

    private void voteWanted(NodeId from, Peering.VoteRequest request) {
        if (!rules.mayVote(request.epoch(), promised)) {
            return;
        }
        enter(request.epoch());
        if (rules.storesItsVote()) {
            store();
        }
        context().send(from, new Peering.Vote(promised, state));
        haveNewPatience();
    }

    private void voteGot(NodeId from, Peering.Vote vote) {
        if (stoodIn != promised || isPrimary() || !rules.countsVote(vote.epoch(), promised)) {
            return;
        }
        votes.put(from, vote.state());
        if (votes.size() >= Rules.MAJORITY) {
            state = rules.newest(state, votes.values()).in(promised);
            store();
            ledIn = promised;
            note("primary of epoch " + promised + " with " + state);
            beat(promised);
        }
    }

    /** Nothing of an earlier epoch counts here from now on. */
    private void enter(long epoch) {
        promised = epoch;
        if (rules.forgetsWaitingAnswers()) {
            waiting.values().forEach(each -> refuse(each.client, each.question));
            waiting.clear();
        }
    }

    // The primary.

    private void asked(NodeId client, Question question) {
        if (!isPrimary()) {
            refuse(client, question);
            return;
        }
        Answer answer =
                switch (question) {
                    case Question.Read read -> new Answer.Value(read.number(), state.value());
                    case Question.Write write -> {
                        if (!rules.isRetry(client.number(), write, state)) {
                            state = state.after(client.number(), write, promised);
                            store();
                        }
                        yield new Answer.Written(write.number());
                    }
                };
        copy();
        waiting.put(round, new Waiting(client, question, answer, new TreeSet<>()));
        held(self(), round);
    }

    private void beat(long epoch) {
        if (rules.mayBeat(epoch, promised)) {
            copy();
            context().setTimer(new Beat(epoch), BEAT_MS);
        }
    }

    private void copy() {
        beatIn = promised;
        sendToOthers(new Peering.Copy(promised, ++round, state));
    }

    /** A node holds what was sent in a round, so what was sent in the rounds before it. */
    private void held(NodeId holder, long copied) {
        for (Map.Entry<Long, Waiting> entry : new ArrayList<>(waiting.entrySet())) {
            Waiting each = entry.getValue();
            if (rules.countsFor(copied, entry.getKey())) {
                each.holders.add(holder);
            }
            if (each.holders.size() >= rules.holdersBeforeAnswering(each.question)) {
                waiting.remove(entry.getKey());
                context().send(each.client, each.answer);
            }
        }
    }

    // The backups.

    private void copyGot(NodeId from, Peering.Copy copy) {
        if (!rules.obeys(copy.epoch(), promised)) {
            return;
        }
        boolean news = copy.epoch() > promised;
        if (news) {
            enter(copy.epoch());
        }
        if (rules.takes(copy.state(), state)) {
            state = copy.state();
            news = true;
        }
        if (news) {
            store();
        }
        context().send(from, new Peering.Copied(copy.epoch(), copy.round()));
        haveNewPatience();
    }

    // All of them.

    /** Whether it may still be the primary; a later one may be elected without its knowing. */
    private boolean isPrimary() {
        return ledIn > 0 && ledIn == promised;
    }

    private void store() {
        Objects.requireNonNull(journal).append(new Stored(promised, state));
    }

    private void refuse(NodeId client, Question question) {
        context().send(client, new Answer.NotPrimary(question.number()));
    }

    private void sendToOthers(Peering message) {
        for (NodeId node : CLUSTER) {
            if (!node.equals(self())) {
                context().send(node, message);
            }
        }
    }

    private void haveNewPatience() {
        // Each time another one, so that two nodes do not stand against each other for ever.
        int longer = context().random().nextInt(PATIENCE_MS);
        context().setTimer(new Patience(), PATIENCE_MS + longer);
    }

    private void note(String text) {
        context().trace().note(text);
    }

    private NodeId self() {
        return context().self();
    }

    private NodeContext context() {
        return Objects.requireNonNull(context);
    }

    // For those who look on.

    /** What it has given to its disk, whatever it believes; nothing before it has started. */
    Stored stored() {
        return journal == null ? Stored.NOTHING : journal.last();
    }

    Stored told() {
        return new Stored(promised, state);
    }

    /** The epoch in which it last acted as primary; 0 when it never did. */
    long actedAsPrimaryIn() {
        return beatIn;
    }

    /** The epoch that it leads as far as it knows; 0 when it leads none. */
    long leads() {
        return isPrimary() ? ledIn : 0;
    }
}
