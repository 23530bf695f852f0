package strata.sim.groups;

import java.util.ArrayDeque;
import strata.kernel.request.Response;
import strata.sim.SimConnection;
import strata.sim.cluster.ClusterClient;

/**
 * One life of a member's process. Whatever comes while it is paused waits; nothing of it happens
 * after its end.
 */
public final class Life {
    private final ClusterClient client;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean paused;
    private boolean over;

    public Life(ClusterClient client) {
        this.client = client;
    }

    public boolean isOver() {
        return over;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Does something now; when it is paused later, when it is over never. */
    public void run(Runnable what) {
        if (paused) {
            held.add(what);
        } else if (!over) {
            what.run();
        }
    }

    /** Does something after a while. */
    public void later(long minUs, long maxUs, Runnable what) {
        client.later(minUs, maxUs, () -> run(what));
    }

    /** Does something after a client's usual pause. */
    public void backOff(Runnable what) {
        client.backOff(() -> run(what));
    }

    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        while (!paused && !over && !held.isEmpty()) {
            held.remove().run();
        }
    }

    public void end() {
        over = true;
        paused = false;
        held.clear();
    }

    /** A reply that comes to this life only. */
    public SimConnection.Reply guarded(SimConnection.Reply reply) {
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
