package strata.node;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.Timer;

/** A node's timers: each is known by its value. */
final class NodeTimers {
    private final EventExecutor loop;
    private final Consumer<Timer> fire;
    // Invariant: holds exactly the timers that are set and have not come due.
    private final Map<Timer, Due> set = new HashMap<>();

    /**
     * @param fire is given each timer that comes due, on the loop
     */
    NodeTimers(EventExecutor loop, Consumer<Timer> fire) {
        this.loop = loop;
        this.fire = fire;
    }

    void set(Timer timer, long delayMs) {
        Check.that(delayMs >= 0, "a timer in %s ms", delayMs);
        Due due = new Due(timer);
        Due replaced = set.put(timer, due);
        if (replaced != null) {
            replaced.cancel();
        }
        due.scheduled = loop.schedule(due, delayMs, TimeUnit.MILLISECONDS);
    }

    void cancel(Timer timer) {
        Due due = set.remove(timer);
        if (due != null) {
            due.cancel();
        }
    }

    void cancelAll() {
        set.values().forEach(Due::cancel);
        set.clear();
    }

    private final class Due implements Runnable {
        private final Timer timer;
        private @Nullable ScheduledFuture<?> scheduled;

        Due(Timer timer) {
            this.timer = timer;
        }

        void cancel() {
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }

        @Override
        public void run() {
            // Only the one that is set now: a cancelled one may have been about to run.
            if (set.remove(timer, this)) {
                fire.accept(timer);
            }
        }
    }
}
