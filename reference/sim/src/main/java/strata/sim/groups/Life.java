package strata.sim.groups;

import java.util.ArrayDeque;
import strata.kernel.request.Response;
import strata.sim.SimConnection;
import strata.sim.cluster.ClusterClient;

/**
 * One life of a member's process. Whatever comes while it is paused waits; nothing of it happens
 * after its end.
 */
final class Life {
    private final ClusterClient client;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean paused;
    private boolean over;

    Life(ClusterClient client) {
        this.client = client;
    }

    boolean isOver() {
        return over;
    }

    boolean isPaused() {
        return paused;
    }

    /** Does something now; when it is paused later, when it is over never. */
    void run(Runnable what) {
        if (paused) {
            held.add(what);
        } else if (!over) {
            what.run();
        }
    }

    /** Does something after a while. */
    void later(long minUs, long maxUs, Runnable what) {
        client.later(minUs, maxUs, () -> run(what));
    }

    /** Does something after a client's usual pause. */
    void backOff(Runnable what) {
        client.backOff(() -> run(what));
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        while (!paused && !over && !held.isEmpty()) {
            held.remove().run();
        }
    }

    void end() {
        over = true;
        paused = false;
        held.clear();
    }

    /** A reply that comes to this life only. */
    SimConnection.Reply guarded(SimConnection.Reply reply) {
        return new SimConnection.Reply() {
            @Override
            public void answered(Response response) {
                run(() -> reply.answered(response));
            }

            @Override
            public void lost(String why) {
                run(() -> reply.lost(why));
            }
        };
    }
}
