package strata.sim.transactions;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.sim.SimWorld;
import strata.sim.client.Actor;
import strata.sim.scenario.Stage;

/** What somebody does in a story, each thing at its time. */
final class StoryTimes implements Actor {
    private static final long LOOKS_AHEAD_MS = 150;

    private final SimWorld world;
    private final List<Timed> all = new ArrayList<>();

    private record Timed(long ms, Runnable what) {}

    StoryTimes(Stage stage) {
        world = stage.world();
        stage.actor(this);
    }

    /** Does something at a time, in virtual milliseconds. */
    void at(long ms, Runnable what) {
        all.add(new Timed(ms, what));
    }

    /** Does something in good time before. */
    void before(long ms, Runnable what) {
        at(ms - LOOKS_AHEAD_MS, what);
    }

    @Override
    public void begin() {
        all.forEach(each -> world.after(1_000 * each.ms, each.what));
    }

    @Override
    public void finish() {}

    @Override
    public void conclude() {}

    @Override
    public @Nullable String waitsFor() {
        return null;
    }
}
