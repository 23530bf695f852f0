package strata.sim.net;

import java.util.ArrayDeque;
import strata.kernel.Nullable;
import strata.sim.Scheduler;
import strata.sim.record.Recorder;

/**
 * A connection, from whoever opened it to a process and back. Each way is first in, first out.
 *
 * <p>It opens at the first sending, which costs a round trip; what is sent meanwhile waits. It ends
 *
 * <ul>
 *   <li>by a reset, put in as a fault;
 *   <li>when the process at the other side dies: at once if its machine lives on, otherwise when
 *       patience is at an end, or when the machine, up again, knows nothing of it;
 *   <li>when there is something under way, and the way there or the way back stays cut for longer
 *       than its patience, a drawn time. A shorter cut only delays.
 * </ul>
 *
 * <p>When it ends, a prefix of what is under way to the other side still arrives, at its time or
 * late: even after what was sent over the next connection. The rest is lost. Its opener is told
 * once.
 */
public final class Connection {
    private enum State {
        NEW,
        OPENING,
        OPEN,
        ENDED
    }

    /** Sent before it was open. */
    private record Unsent(Object what, int sent) {}

    private final Network network;
    private final Link there;
    private final Link back;
    private final Opener opener;
    private final long number;
    private final Pipe requests;
    private final Pipe answers;
    private final ArrayDeque<Unsent> unsent = new ArrayDeque<>(2);

    private State state = State.NEW;
    private @Nullable Listener listener;
    // The process that was there when it began to open. A client's connection leads to no other:
    // what is sent before a loss of power is not executed after it, on which histories rely.
    private @Nullable Listener meant;
    // The process that it led to is dead; nobody has told the opener yet.
    private boolean otherSideGone;
    // Something of the opener's was not confirmed when it died.
    private boolean unconfirmed;
    private boolean resetComing;
    // When the last of the answers arrives that a dead process had sent.
    private long lastAnswerUs;
    // Whether the network is to say when a way is mended.
    private boolean stalled;
    private @Nullable Scheduler.Task patience;
    // The event of the record of the run at which the other side died.
    private int death = Recorder.NONE;

    Connection(Network network, Link there, Link back, Opener opener) {
        this.network = network;
        this.there = there;
        this.back = back;
        this.opener = opener;
        this.number = there.nextConnection();
        boolean betweenNodes = !opener.isClient();
        this.requests = new Pipe(network, this, there, false, betweenNodes);
        this.answers = new Pipe(network, this, back, true, betweenNodes);
        there.from.opened().add(this);
    }

    /** Who opened it. */
    public Opener opener() {
        return opener;
    }

    public Host from() {
        return there.from;
    }

    public Host to() {
        return there.to;
    }

    /** False once its opener has been told that it is lost, or has ended it itself. */
    public boolean isEnded() {
        return state == State.ENDED;
    }

    /**
     * Sends something to the other side; opens the connection if need be.
     *
     * @param sent the event of its sending in the record of the run
     */
    public void send(Object what, int sent) {
        switch (state) {
            case ENDED -> network.lost(sent, "the connection had ended");
            case OPEN -> requests.put(what, sent);
            case OPENING -> unsent.add(new Unsent(what, sent));
            case NEW -> {
                meant = there.to.listener();
                unsent.add(new Unsent(what, sent));
                state = State.OPENING;
                openSoon();
            }
        }
    }

    /** The other side answers. */
    public void answer(Object what, int sent) {
        if (state == State.OPEN && !otherSideGone) {
            answers.put(what, sent);
        } else {
            network.lost(sent, "the connection had ended");
        }
    }

    /** Its opener ends it, and is not told. What is under way there may still arrive. */
    public void close() {
        if (state != State.ENDED) {
            end("the connection was closed");
        }
    }

    /**
     * It is reset: its opener is told now.
     *
     * @param cause the event of the record of the run that broke it
     */
    void reset(Loss how, int cause) {
        if (state == State.ENDED) {
            return;
        }
        int before = network.handling(cause);
        end(how.told());
        network.counts().resets++;
        opener.lost(this, how, cause);
        network.handling(before);
    }

    /** Whether what goes there has to wait, or goes nowhere. */
    boolean isHeldUpThere() {
        return there.isCut() || !there.to.isPowered();
    }

    boolean isOtherSideGone() {
        return otherSideGone;
    }

    /** Something is held up: patience begins to run out. */
    void stall() {
        if (state == State.ENDED) {
            return;
        }
        if (!stalled) {
            stalled = true;
            network.stalled(this);
        }
        if (patience == null) {
            long endUs = network.nowUs() + there.patienceUs();
            patience = network.scheduler().at(endUs, this::impatient);
        }
    }

    /** A way was mended, or a machine is up again. */
    void resume() {
        if (!isTroubled()) {
            stalled = false;
            calmDown();
        }
        long soonUs = network.nowUs() + there.otherDelayUs();
        network.scheduler().at(soonUs, this::goOn);
    }

    boolean isStalled() {
        return stalled && state != State.ENDED;
    }

    void deliver(Transit transit, boolean late) {
        if (there.isOvertaken(number)) {
            network.counts().overtaken++;
        }
        Listener at = listener;
        if (at != null) {
            at.arrived(this, transit.what, transit.sent, late);
        }
        if (back.isCut()) {
            // It arrived, but nobody can say so.
            stall();
        }
    }

    void deliverBack(Transit transit) {
        if (state == State.ENDED) {
            network.lost(transit.sent, "the connection had ended");
        } else {
            opener.answered(this, transit.what, transit.sent);
        }
    }

    /** The other machine knows nothing of this connection, and says so. */
    void answeredByReset() {
        if (!resetComing) {
            resetComing = true;
            long soonUs = network.nowUs() + back.otherDelayUs();
            network.scheduler().at(Math.max(soonUs, lastAnswerUs), this::resetCame);
        }
    }

    /** The process at the other side has died. */
    void listenerDied(Death how) {
        otherSideGone = true;
        death = there.to.lastEvent();
        unconfirmed = !requests.isEmpty();
        requests.drop("the process that it was sent to died");
        if (how == Death.STOPPED) {
            lastAnswerUs = answers.cutOff(true, "its sender stopped");
        } else {
            // A reset discards what has not been read; and an answer that came after the death
            // would be no other than one that came just before it.
            answers.drop("its sender died");
        }
        if (how != Death.LOST_POWER) {
            answeredByReset();
        } else if (noticesSilence()) {
            stall();
        }
    }

    /** Whoever opened it has died; nobody is told. */
    void openerDied(Death how) {
        if (state != State.ENDED) {
            end(how, "its sender died");
        }
    }

    private void openSoon() {
        long roundTripUs = there.otherDelayUs() + back.otherDelayUs();
        network.scheduler().at(network.nowUs() + roundTripUs, this::tryToOpen);
    }

    private void tryToOpen() {
        if (state != State.OPENING) {
            return;
        }
        if (isTroubled()) {
            stall();
            return;
        }
        Listener found = there.to.listener();
        if (found == null || (opener.isClient() && found != meant)) {
            reset(Loss.REFUSED, there.to.lastEvent());
            return;
        }
        state = State.OPEN;
        listener = found;
        there.to.accepted().add(this);
        found.accepted(this);
        while (!unsent.isEmpty()) {
            Unsent next = unsent.remove();
            requests.put(next.what, next.sent);
        }
    }

    private void goOn() {
        if (state == State.OPENING) {
            tryToOpen();
        } else if (state == State.OPEN) {
            requests.pump();
            answers.pump();
            if (otherSideGone && noticesSilence()) {
                if (isTroubled()) {
                    stall();
                } else {
                    answeredByReset();
                }
            }
        }
    }

    private void resetCame() {
        resetComing = false;
        if (state == State.ENDED) {
            return;
        }
        if (back.isCut()) {
            if (noticesSilence()) {
                stall();
            }
            return;
        }
        reset(Loss.PEER_GONE, death);
    }

    private void impatient() {
        patience = null;
        int cause =
                there.isCut() ? there.cutBy() : back.isCut() ? back.cutBy() : there.to.lastEvent();
        reset(Loss.SILENCE, cause);
    }

    /** Whether the opener has something under way; who has not learns nothing of a silence. */
    private boolean noticesSilence() {
        return unconfirmed || !requests.isEmpty() || opener.waits();
    }

    private boolean isTroubled() {
        return back.isCut() || isHeldUpThere();
    }

    private void calmDown() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    private void end(String why) {
        end(Death.KILLED, why);
    }

    /**
     * @param how as if its opener had died so: whether all that is under way arrives, and whether
     *     the other side is told
     */
    private void end(Death how, String why) {
        boolean wasOpen = state == State.OPEN;
        state = State.ENDED;
        calmDown();
        there.from.opened().remove(this);
        while (!unsent.isEmpty()) {
            network.lost(unsent.remove().sent, why);
        }
        answers.drop(why);
        long lastUs = requests.cutOff(how == Death.STOPPED, why);
        Listener at = listener;
        if (!wasOpen || at == null) {
            return;
        }
        there.to.accepted().remove(this);
        if (opener.asks() && !otherSideGone) {
            // A machine without power tells nobody.
            boolean isSilent = how == Death.LOST_POWER && !opener.isClient();
            long soonUs = isSilent ? there.patienceUs() : there.otherDelayUs();
            tellGone(at, Math.max(lastUs, network.nowUs() + soonUs));
        }
    }

    /** The other side learns that it is gone, once the news get through. */
    private void tellGone(Listener at, long atUs) {
        network.scheduler()
                .at(
                        atUs,
                        () -> {
                            if (otherSideGone) {
                                return;
                            }
                            if (there.isCut() && !opener.isClient()) {
                                tellGone(at, network.nowUs() + there.patienceUs());
                            } else {
                                at.gone(this);
                            }
                        });
    }
}
