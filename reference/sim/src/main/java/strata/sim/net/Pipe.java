package strata.sim.net;

import java.util.ArrayDeque;
import strata.sim.SeededRandom;

/** One way of a connection: first in, first out. */
final class Pipe {
    private final Network network;
    private final Connection connection;
    private final Link link;
    private final boolean isBack;
    private final boolean betweenNodes;
    private final ArrayDeque<Transit> underWay = new ArrayDeque<>();
    // When the last of them is due.
    private long lastUs;

    Pipe(Network network, Connection connection, Link link, boolean isBack, boolean betweenNodes) {
        this.network = network;
        this.connection = connection;
        this.link = link;
        this.isBack = isBack;
        this.betweenNodes = betweenNodes;
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    void put(Object what, int sent) {
        network.counts().sent++;
        Transit transit = new Transit(this, what, sent);
        underWay.add(transit);
        long delayUs = link.delayUs(link.nextMessage(), betweenNodes);
        lastUs = Math.max(lastUs, network.nowUs() + delayUs);
        network.scheduler().add(lastUs, transit);
    }

    /** Lets out what is due, unless something holds it up. */
    void pump() {
        while (!underWay.isEmpty() && underWay.peek().isDue()) {
            if (isBack ? link.isCut() : connection.isHeldUpThere()) {
                connection.stall();
                return;
            }
            if (!isBack && connection.isOtherSideGone()) {
                connection.answeredByReset();
                return;
            }
            Transit first = underWay.remove();
            network.counts().delivered++;
            if (isBack) {
                connection.deliverBack(first);
            } else {
                connection.deliver(first, false);
            }
        }
    }

    /**
     * The connection has ended. A prefix of what is under way still arrives, at its time or all of
     * it later; what waits for a way that is cut does not, and nothing after it.
     *
     * @param all whether the prefix is all of it, and in time
     * @return when the last of it arrives; 0 when nothing does
     */
    long cutOff(boolean all, String why) {
        if (underWay.isEmpty()) {
            return 0;
        }
        SeededRandom fate = link.nextReset();
        int left = all ? underWay.size() : (int) fate.between(0, underWay.size());
        boolean late = fate.chance(network.timing().latePercent());
        long most =
                betweenNodes ? network.timing().lateUsMax() : network.timing().clientLateUsMax();
        long lateUs = late && !all && !isBack ? fate.between(1, most) : 0;
        long endUs = 0;
        while (!underWay.isEmpty() && left > 0 && !underWay.peek().isDue()) {
            Transit first = underWay.remove();
            endUs = first.timeUs() + lateUs;
            if (lateUs == 0) {
                first.loosen();
            } else {
                first.cancel();
                Transit again = new Transit(this, first.what, first.sent);
                again.loosen();
                network.scheduler().add(endUs, again);
            }
            left--;
        }
        drop(why);
        return endUs;
    }

    /** Nothing of what is under way arrives. */
    void drop(String why) {
        while (!underWay.isEmpty()) {
            Transit first = underWay.remove();
            first.cancel();
            network.lost(first.sent, why);
        }
    }

    void arriveLoose(Transit transit) {
        boolean through =
                isBack
                        ? !link.isCut()
                        : !connection.isHeldUpThere() && !connection.isOtherSideGone();
        if (!through) {
            network.lost(transit.sent, "its connection had ended, and nobody was there any more");
            return;
        }
        network.counts().delivered++;
        if (isBack) {
            connection.deliverBack(transit);
        } else {
            network.counts().late++;
            connection.deliver(transit, true);
        }
    }
}
