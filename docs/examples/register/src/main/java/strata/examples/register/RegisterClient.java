package strata.examples.register;

import java.util.Objects;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.sim.Operations;

/**
 * A client of the register: asks one question after the other, each until it is answered, and has
 * all of it recorded. A program like any other; it has no disk.
 */
final class RegisterClient implements Node {
    private static final int GAP_MIN_MS = 10;
    private static final int GAP_MAX_MS = 300;
    private static final int UNANSWERED_MS = 60;
    private static final int REFUSED_MS = 10;

    private final Rules rules;
    private final Operations operations;
    private final History history;
    private @Nullable NodeContext context;
    private NodeId target = RegisterNode.CLUSTER.get(0);
    // What waits for its answer; one question at a time.
    private @Nullable Question question;
    private boolean saysGoodbye;

    /** It is time for the next question. */
    private record Next() implements Timer {}

    /** It is time to ask again. */
    private record Again(long number) implements Timer {}

    /**
     * A client.
     *
     * @param operations when it asks what; once they are over, it reads one last time
     */
    RegisterClient(Rules rules, Operations operations, History history) {
        this.rules = rules;
        this.operations = operations;
        this.history = history;
    }

    @Override
    public void start(NodeContext world) {
        context = world;
        target = RegisterNode.CLUSTER.get(self() % RegisterNode.CLUSTER.size());
        waitForNext();
    }

    @Override
    public void handle(Event event) {
        switch (event) {
            case Event.MessageArrived arrived -> answered(arrived.from(), arrived.message());
            case Event.PeerDisconnected gone -> {
                if (gone.peer().equals(target)) {
                    askAgainIn(REFUSED_MS);
                }
            }
            case Event.TimerFired fired -> wake(fired.timer());
            case Event.RequestArrived request -> {}
            case Event.AnswerArrived answer -> {}
            case Event.LaneClosed lane -> {}
            case Event.ClientDisconnected client -> {}
            case Event.SyncDone sync -> {}
        }
    }

    private void wake(Timer timer) {
        switch (timer) {
            case Next next -> next();
            case Again again -> {
                if (question != null && question.number() == again.number()) {
                    target = nodeAfter(target);
                    send();
                }
            }
            default -> throw new IllegalArgumentException("not set by a client: " + timer);
        }
    }

    private void waitForNext() {
        long gapMs = operations.gapMs(operations.count() + 1, GAP_MIN_MS, GAP_MAX_MS);
        context().setTimer(new Next(), gapMs);
    }

    private void next() {
        long number = operations.next();
        if (question == null && !operations.goOn()) {
            saysGoodbye = true;
            ask(new Question.Read(number));
            return;
        }
        if (question == null && !operations.isLeftOut(number)) {
            boolean writes = operations.chance(number).chance(50);
            ask(writes ? Question.Write.of(self(), number) : new Question.Read(number));
        }
        waitForNext();
    }

    private void ask(Question asked) {
        question = asked;
        history.began(self(), asked);
        send();
    }

    private void send() {
        context().send(target, Objects.requireNonNull(question));
        askAgainIn(UNANSWERED_MS);
    }

    private void askAgainIn(int ms) {
        if (question != null) {
            context().setTimer(new Again(question.number()), ms);
        }
    }

    private void answered(NodeId from, Message message) {
        Question asked = question;
        if (asked == null
                || !(message instanceof Answer answer)
                || !rules.answersMyQuestion(answer.number(), asked.number())) {
            return;
        }
        if (answer instanceof Answer.NotPrimary) {
            askAgainIn(REFUSED_MS);
            return;
        }
        target = from;
        question = null;
        context().cancelTimer(new Again(asked.number()));
        history.ended(self(), asked, answer);
    }

    private static NodeId nodeAfter(NodeId node) {
        int index = RegisterNode.CLUSTER.indexOf(node) + 1;
        return RegisterNode.CLUSTER.get(index % RegisterNode.CLUSTER.size());
    }

    private int self() {
        return context().self().number();
    }

    private NodeContext context() {
        return Objects.requireNonNull(context);
    }

    /** What it still waits for; null once it has read for the last time. */
    @Nullable
    String waitsFor() {
        if (question == null && saysGoodbye) {
            return null;
        }
        return "n"
                + self()
                + " waits "
                + (question == null ? "to read one last time" : "for the answer to " + question);
    }
}
