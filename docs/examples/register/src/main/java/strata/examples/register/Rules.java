package strata.examples.register;

import java.util.Collection;
import strata.kernel.NodeId;

/**
 * The decisions that make the register right, each of them a line or two. A planted {@link Mistake}
 * gets one of them wrong.
 */
class Rules {
    /** How many nodes a majority of the three is: any two majorities have a node in common. */
    static final int MAJORITY = 2;

    /** One vote an epoch, and none for an epoch that is over. */
    boolean mayVote(long asked, long promised) {
        return asked > promised;
    }

    /** A promise that a crash may undo is none. */
    boolean storesItsVote() {
        return true;
    }

    /** A vote counts in the epoch that it was asked for. */
    boolean countsVote(long voted, long promised) {
        return voted == promised;
    }

    /** The primary of an epoch that is over is not obeyed, however late its message comes. */
    boolean obeys(long epoch, long promised) {
        return epoch >= promised;
    }

    /** Copies may come in another order than they left in, after a connection was lost. */
    boolean takes(State copy, State own) {
        return copy.isNewerThan(own);
    }

    /**
     * What a new primary begins with: the newest that its voters hold. Whatever was acknowledged is
     * held by a majority, so by one of them at least.
     */
    State newest(State own, Collection<State> voted) {
        State newest = own;
        for (State state : voted) {
            newest = state.isNewerThan(newest) ? state : newest;
        }
        return newest;
    }

    /** A client asks again when it hears nothing; its write is carried out once. */
    boolean isRetry(int client, Question.Write write, State state) {
        return state.holds(client, write.number());
    }

    // --8<-- [start:holders]
    /**
     * How many nodes, the primary among them, must hold the state before a question is answered.
     * For a read too: it shows that no later epoch had a majority while it was asked.
     */
    int holdersBeforeAnswering(Question question) {
        return MAJORITY;
    }

    // --8<-- [end:holders]

    /** Whoever has copied a round has all of the rounds before it, and of no later one. */
    boolean countsFor(long copied, long round) {
        return copied >= round;
    }

    /** An answer that still waits when another epoch begins can no longer be vouched for. */
    boolean forgetsWaitingAnswers() {
        return true;
    }

    /** A beat was set in an epoch and is the beat of that epoch. */
    boolean mayBeat(long beat, long promised) {
        return beat == promised;
    }

    /** What was written is durable before anybody hears of it. */
    boolean flushes() {
        return true;
    }

    /** A file that was never entered in its directory for good is gone after a loss of power. */
    boolean syncsDirectory() {
        return true;
    }

    /** An entry of the journal counts if it is as it was written. */
    boolean isIntact(boolean checksumIsRight) {
        return checksumIsRight;
    }

    /** A client takes an answer for that of the question it belongs to. */
    boolean answersMyQuestion(long answered, long asked) {
        return answered == asked;
    }

    /** A connection was lost: nothing to do, as the next beat carries everything again. */
    void lost(NodeId peer) {}

    /** Another node was heard of. */
    void heard(NodeId peer) {}
}
