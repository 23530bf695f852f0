package strata.sim.net;

import strata.sim.Scheduler;

/** Something on its way over a connection. */
final class Transit extends Scheduler.Task {
    final Object what;
    // The event of its sending in the record of the run.
    final int sent;
    private final Pipe pipe;
    // Its connection has ended: it comes through at its time or not at all.
    private boolean loose;
    // Its time has come; something holds it up.
    private boolean due;

    Transit(Pipe pipe, Object what, int sent) {
        this.pipe = pipe;
        this.what = what;
        this.sent = sent;
    }

    boolean isDue() {
        return due;
    }

    void loosen() {
        loose = true;
    }

    @Override
    protected void run() {
        if (loose) {
            pipe.arriveLoose(this);
        } else {
            due = true;
            pipe.pump();
        }
    }
}
