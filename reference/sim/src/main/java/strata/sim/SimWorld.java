package strata.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * A world in which time is virtual, chance comes from one seed, and disks fail when told to. Nodes
 * and clients live in it; {@link #step} does the next thing that is due.
 *
 * <p>Everything runs on the caller's thread, one thing after the other. Same seed, same doings,
 * same {@linkplain Trace#hash trace hash}.
 */
public final class SimWorld {
    private final Scheduler scheduler = new Scheduler();
    private final SeededRandom random;
    private final Trace trace;
    private final Story story;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<Invariant> invariants = new ArrayList<>();
    private final List<Breach> breaches = new ArrayList<>();
    private long nextConnectionId;
    private long events;
    // Time that has passed within the turn under way; the scheduler learns of it at the turn's end.
    private long spentUs;

    public SimWorld(long seed) {
        this(seed, null);
    }

    /**
     * @param sink gets each line of the trace; null for none
     */
    public SimWorld(long seed, @Nullable Consumer<String> sink) {
        this.random = new SeededRandom(seed);
        this.trace = new Trace(this::nowUs, sink);
        this.story = new Story(this::nowUs);
    }

    /** Virtual microseconds since the start. */
    public long nowUs() {
        return scheduler.nowUs() + spentUs;
    }

    /** The world's chance, for one purpose. */
    public SeededRandom random(String purpose) {
        return random.fork(purpose);
    }

    public Trace trace() {
        return trace;
    }

    public Story story() {
        return story;
    }

    /** Adds a machine that runs a node; it is down until {@linkplain SimNode#start started}. */
    public SimNode addNode(NodeId id, Supplier<Node> program) {
        SimNode node = new SimNode(this, id, program);
        nodes.add(node);
        return node;
    }

    /** All machines, in the order they were added. */
    public List<SimNode> nodes() {
        return nodes;
    }

    /** Adds something to be checked after every event. */
    public void addInvariant(Invariant invariant) {
        invariants.add(invariant);
    }

    /** Has something done later. */
    public Scheduler.Task after(long delayUs, Runnable what) {
        return scheduler.at(nowUs() + delayUs, what);
    }

    /**
     * Does the next thing that is due, then checks the invariants.
     *
     * @return false when nothing is due, or a claim has broken
     */
    public boolean step() {
        if (!breaches.isEmpty() || !scheduler.step()) {
            return false;
        }
        events++;
        checkInvariants();
        return true;
    }

    /** Does everything that is due within a time; stops early when a claim breaks. */
    public void runFor(long us) {
        long endUs = nowUs() + us;
        while (scheduler.nextUs() <= endUs && step()) {
            // Each step does its own work.
        }
        if (breaches.isEmpty()) {
            scheduler.passTo(endUs);
        }
    }

    /** How many things have been done. */
    public long events() {
        return events;
    }

    /** What has broken; empty in a good run. */
    public List<Breach> breaches() {
        return breaches;
    }

    /**
     * Records that a claim broke, and ends the run.
     *
     * @throws BreachFound always
     */
    public BreachFound breach(Breach breach) {
        breaches.add(breach);
        story.tell("BROKEN " + breach);
        trace.line("world", "BROKEN", breach.toString());
        throw new BreachFound(breach);
    }

    /** Checks every invariant now. */
    void checkInvariants() {
        for (Invariant invariant : invariants) {
            Breach breach = invariant.check();
            if (breach != null) {
                throw breach(Objects.requireNonNull(breach));
            }
        }
    }

    /** Time passes within the turn under way. */
    void spend(long us) {
        spentUs += us;
    }

    /** The turn is over: what it started is due from now on, and the clock is the scheduler's. */
    void endTurn() {
        spentUs = 0;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    long newConnectionId() {
        return nextConnectionId++;
    }
}
