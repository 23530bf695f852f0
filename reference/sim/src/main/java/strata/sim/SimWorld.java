package strata.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.sim.net.Network;
import strata.sim.record.Recorder;

/**
 * A world in which time is virtual, chance comes from one seed, disks fail and the network breaks
 * when told to. Nodes and clients live in it; {@link #step} does the next thing that is due.
 *
 * <p>Everything runs on the caller's thread, one thing after the other. Same seed, same doings,
 * same {@linkplain Trace#hash trace hash}.
 */
public final class SimWorld {
    private static final String STRAYED = "  <- here it leaves the right path";

    private final Scheduler scheduler = new Scheduler();
    private final long seed;
    private final SeededRandom random;
    private final Trace trace;
    private final Story story;
    private final Recorder recorder;
    private final Network network;
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<String, Operations> operations = new LinkedHashMap<>();
    private final List<Invariant> invariants = new ArrayList<>();
    private final List<Breach> breaches = new ArrayList<>();
    // Names of anomalies that the run may show, and those that it has shown, the first of each.
    private final Set<String> allowed = new LinkedHashSet<>();
    private final Map<String, Breach> expected = new LinkedHashMap<>();
    private final List<Stray> strays = new ArrayList<>();
    private long nextConnectionId;
    private long events;
    // Time that has passed within the turn under way; the scheduler learns of it at the turn's end.
    private long spentUs;
    // The latest moment that any turn so far has reached; turns are done one after the other.
    private long latestUs;

    public SimWorld(long seed) {
        this(seed, null, null);
    }

    /**
     * @param sink gets each line of the trace; null for none
     * @param recording has the run recorded by the virtual time that it is given; null for not
     */
    public SimWorld(
            long seed,
            @Nullable Consumer<String> sink,
            @Nullable Function<LongSupplier, Recorder> recording) {
        this.seed = seed;
        this.random = new SeededRandom(seed);
        this.trace = new Trace(this::nowUs, sink);
        this.story = new Story(this::nowUs);
        this.recorder = recording == null ? Recorder.off() : recording.apply(this::nowUs);
        this.network = new Network(scheduler, this::nowUs, keyed("network"), recorder);
    }

    /** Where a run left the right path, and how many lines its trace had then. */
    private record Stray(List<String> subjects, long timeUs, long lines) {}

    /** Virtual microseconds since the start. */
    public long nowUs() {
        return scheduler.nowUs() + spentUs;
    }

    /**
     * A stream of chance for one purpose: whoever draws from it once more shifts all that is drawn
     * from it later. Where that matters, see {@link #keyed} and {@link #operations}.
     */
    public SeededRandom random(String purpose) {
        return random.fork(purpose);
    }

    /** The world's chance for one purpose, by names and numbers. */
    public KeyedChance keyed(String purpose) {
        return KeyedChance.of(seed, purpose);
    }

    /**
     * The operations of an actor, or of a client that is a node: always the same ones for the same
     * name.
     */
    public Operations operations(String actor) {
        return operations.computeIfAbsent(actor, name -> new Operations(this, name));
    }

    /** All operations that were asked for, in the order they were. */
    public List<Operations> allOperations() {
        return new ArrayList<>(operations.values());
    }

    /** What nodes and clients send each other goes over it. */
    public Network network() {
        return network;
    }

    /** Writes the record of the run, if one is wanted. */
    public Recorder recorder() {
        return recorder;
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

    /** The machine of a node. */
    public SimNode node(NodeId id) {
        for (SimNode node : nodes) {
            if (node.id().equals(id)) {
                return node;
            }
        }
        throw new IllegalArgumentException("there is no node " + id);
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
     * An anomaly that the protocol allows here: {@link #found} notes it, and the run goes on, so
     * that it hides no other.
     */
    public void allow(String invariant) {
        allowed.add(invariant);
    }

    /** Allowed anomalies that were found, the first of each. */
    public List<Breach> expected() {
        return Collections.unmodifiableList(new ArrayList<>(expected.values()));
    }

    /**
     * An anomaly was found. One that is {@linkplain #allow allowed} is noted; any other ends the
     * run.
     *
     * @throws BreachFound unless it is allowed
     */
    public void found(Breach breach) {
        if (!allowed.contains(breach.invariant())) {
            throw breach(breach);
        }
        if (expected.putIfAbsent(breach.invariant(), breach) == null) {
            story.tell("expected here: " + breach);
            trace.line("world", "expected", breach.toString());
            recorder.note(Recorder.WORLD, "expected here: " + breach);
        }
    }

    /**
     * Records that a claim broke, and ends the run.
     *
     * @throws BreachFound always
     */
    public BreachFound breach(Breach breach) {
        breaches.add(breach);
        // Nothing that was already done comes after it, in the record and in the trace alike.
        spentUs = Math.max(spentUs, latestUs - scheduler.nowUs());
        recorder.broken(breach.invariant(), breach.claim(), breach.numbers(), breach.subjects());
        story.tell("BROKEN " + breach);
        trace.line("world", "BROKEN", breach.toString());
        throw new BreachFound(breach);
    }

    /**
     * Nothing is broken yet, but from here on it may be: {@code n2 acknowledges write 7, only n2
     * has it}. When a claim about one of these subjects breaks later, its story names this as the
     * step at which the run left the right path; the first one counts. Changes nothing else.
     *
     * @param subjects the records or partitions it is about, as breaches name them; none stands for
     *     all
     */
    public void strayed(String text, String... subjects) {
        recorder.strayed(text, List.of(subjects));
        strays.add(new Stray(List.of(subjects), nowUs(), trace.count()));
    }

    /**
     * The lines of the trace that tell most about how the run ended: the last ones; or, where it is
     * known, those around the line at which it left the right path, and the very last.
     */
    public List<String> telling(int atMost) {
        long turn = breaches.isEmpty() ? -1 : turnOf(breaches.get(0));
        long toEnd = trace.count() - turn;
        boolean isNear = toEnd <= atMost;
        int after = isNear ? atMost : atMost / 2 - 2;
        int before = isNear ? (int) (atMost - toEnd) : atMost / 2;
        List<String> around = trace.linesAround(turn, before, after, STRAYED);
        if (around.isEmpty()) {
            return trace.lastLines(atMost);
        }
        if (!isNear) {
            around.add("             …");
            around.addAll(trace.lastLines(1));
        }
        return around;
    }

    /**
     * Which line of the trace came next when the run left the right path; -1 when it is unknown.
     */
    private long turnOf(Breach breach) {
        Stray first = null;
        for (Stray stray : strays) {
            List<String> about = stray.subjects;
            boolean isItsOwn =
                    about.isEmpty() || about.stream().anyMatch(breach.subjects()::contains);
            if (isItsOwn && (first == null || stray.timeUs < first.timeUs)) {
                first = stray;
            }
        }
        return first == null ? -1 : first.lines;
    }

    /** Checks every invariant now. */
    void checkInvariants() {
        for (int i = 0; i < invariants.size(); i++) {
            Breach breach = invariants.get(i).check();
            if (breach != null) {
                found(Objects.requireNonNull(breach));
            }
        }
    }

    /** Time passes within the turn under way. */
    void spend(long us) {
        spentUs += us;
        latestUs = Math.max(latestUs, nowUs());
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
