package strata.sim;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.Clock;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.request.Response;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;
import strata.sim.disk.SimCrash;
import strata.sim.disk.SimFile;

/**
 * One life of a node: its inbox, its turns, its timers and flushes, until it is stopped or crashes.
 *
 * <p>A turn takes the events that are ready, all at once; the virtual time that its disk operations
 * cost passes within it; what it sent leaves at its end. An event that comes meanwhile waits for
 * the next turn.
 */
final class SimProcess implements NodeContext {
    private static final int HANDLE_MIN_US = 5;
    private static final int HANDLE_MAX_US = 40;
    private static final byte POISON = (byte) 0xdb;

    private final SimWorld world;
    private final SimNode machine;
    private final SeededRandom handling;
    private final RandomSource random;
    private final Storage storage;
    private final Clock clock;
    private final ArrayDeque<Event> inbox = new ArrayDeque<>();
    private final Map<Timer, Scheduler.Task> timers = new LinkedHashMap<>();
    private final Map<Long, SimConnection> connections = new LinkedHashMap<>();
    // What leaves at the end of the turn, in order.
    private final List<Runnable> leaving = new ArrayList<>();

    private @Nullable Node node;
    private boolean alive = true;
    private boolean turnPlanned;
    private long busyUntilUs;
    private long flushQueueUs;

    SimProcess(SimWorld world, SimNode machine, SeededRandom random) {
        this.world = world;
        this.machine = machine;
        this.handling = random.fork("handling");
        this.random = random.fork("node");
        this.storage = machine.disk().mount();
        // Each life's monotonic clock starts elsewhere: whoever stores its values finds out.
        this.clock = new ProcessClock(random.fork("clock").between(0, 1_000_000_000L));
    }

    void start(Node program) {
        this.node = program;
        turn(() -> program.start(this));
    }

    void stop() {
        turn(() -> Objects.requireNonNull(node).stop());
    }

    /** Nothing of this life happens any more. */
    void die() {
        alive = false;
        timers.values().forEach(Scheduler.Task::cancel);
        timers.clear();
        inbox.clear();
        leaving.clear();
    }

    boolean isAlive() {
        return alive;
    }

    /** An event is ready. */
    void arrive(Event event) {
        if (!alive) {
            return;
        }
        inbox.add(event);
        planTurn();
    }

    void connected(SimConnection connection) {
        connections.put(connection.id(), connection);
    }

    void disconnected(SimConnection connection) {
        connections.remove(connection.id());
        arrive(new Event.ClientDisconnected(connection.id()));
    }

    @Override
    public NodeId self() {
        return machine.id();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public RandomSource random() {
        return random;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public void send(NodeId to, Message message) {
        mustLive();
        world.trace().line(machine.label(), "send", "to n" + to + ": " + message);
        if (to.equals(machine.id())) {
            leaving.add(() -> arrive(new Event.MessageArrived(to, message)));
        } else {
            // No network yet: every other node is one that cannot be reached.
            leaving.add(() -> arrive(new Event.PeerDisconnected(to)));
        }
    }

    @Override
    public void reply(RequestId to, Response response) {
        mustLive();
        SimConnection connection = connections.get(to.connectionId());
        if (connection == null) {
            Responses.release(response);
            return;
        }
        connection.checkMayBeAnswered(to, response);
        leaving.add(() -> connection.answer(to, response));
    }

    @Override
    public void sync(List<StorageFile> files, SyncId id) {
        mustLive();
        List<PendingFlush> flushes = new ArrayList<>();
        for (StorageFile file : files) {
            SimFile flushed = (SimFile) file;
            flushes.add(new PendingFlush(flushed, flushed.lastChange()));
        }
        long startUs = Math.max(flushQueueUs, world.nowUs());
        flushQueueUs = startUs + machine.disk().flushCostUs();
        world.trace().line(machine.label(), "sync", id.number() + " of " + files.size() + " files");
        world.scheduler().at(flushQueueUs, () -> syncDone(flushes, id));
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        mustLive();
        cancelTimer(timer);
        timers.put(timer, world.after(1000 * delayMs, () -> timerDue(timer)));
    }

    @Override
    public void cancelTimer(Timer timer) {
        mustLive();
        Scheduler.Task task = timers.remove(timer);
        if (task != null) {
            task.cancel();
        }
        inbox.remove(new Event.TimerFired(timer));
    }

    private record PendingFlush(SimFile file, long upTo) {}

    private void syncDone(List<PendingFlush> flushes, SyncId id) {
        if (!alive) {
            return;
        }
        boolean durable =
                guarded(() -> flushes.forEach(flush -> flush.file().flushBeside(flush.upTo())));
        world.endTurn();
        if (durable) {
            arrive(new Event.SyncDone(id));
        }
    }

    private void timerDue(Timer timer) {
        timers.remove(timer);
        arrive(new Event.TimerFired(timer));
    }

    private void planTurn() {
        if (!turnPlanned) {
            turnPlanned = true;
            long startUs = Math.max(world.nowUs(), busyUntilUs);
            world.scheduler().at(startUs, this::turnOfReadyEvents);
        }
    }

    private void turnOfReadyEvents() {
        turnPlanned = false;
        if (!alive || inbox.isEmpty()) {
            return;
        }
        Node handler = Objects.requireNonNull(node);
        int ready = inbox.size();
        List<ByteBuffer> lent = new ArrayList<>();
        turn(
                () -> {
                    for (int i = 0; i < ready && !inbox.isEmpty(); i++) {
                        Event event = inbox.remove();
                        world.spend(handling.between(HANDLE_MIN_US, HANDLE_MAX_US));
                        world.trace().line(machine.label(), "handle", Events.shown(event));
                        handler.handle(event);
                        lent.addAll(Events.buffersOf(event));
                        world.checkInvariants();
                    }
                    handler.turnEnded();
                });
        // Buffers of a request are the node's until the turn ends: from now on they hold rubbish.
        lent.forEach(SimProcess::poison);
        if (alive && !inbox.isEmpty()) {
            planTurn();
        }
    }

    private static void poison(ByteBuffer buffer) {
        // The network's own copy, from ByteBuffer.allocate.
        int start = buffer.arrayOffset();
        Arrays.fill(buffer.array(), start, start + buffer.capacity(), POISON);
    }

    /** Runs one turn; what it sent leaves when its time is over, unless it died in it. */
    private void turn(Runnable work) {
        boolean whole = guarded(work);
        busyUntilUs = world.nowUs();
        if (whole && alive) {
            List<Runnable> now = new ArrayList<>(leaving);
            leaving.clear();
            now.forEach(Runnable::run);
        }
        world.endTurn();
    }

    /**
     * Lets the node work, and sees what becomes of it.
     *
     * @return whether it is still alive
     */
    private boolean guarded(Runnable work) {
        try {
            work.run();
        } catch (SimCrash crash) {
            machine.diedAtCrashPoint();
            return false;
        } catch (StorageException failure) {
            machine.stoppedByDisk(failure);
            return false;
        } catch (BreachFound | OutOfMemoryError passedOn) {
            throw passedOn;
        } catch (RuntimeException | Error thrown) {
            throw world.breach(threw(thrown));
        }
        if (machine.disk().processDied()) {
            throw world.breach(
                    Breach.of(
                            "crash-swallowed",
                            "Nothing catches the Error by which a process dies",
                            "node " + machine.id() + " went on after its own crash"));
        }
        if (!world.breaches().isEmpty()) {
            throw new BreachFound(world.breaches().get(0));
        }
        return true;
    }

    private Breach threw(Throwable thrown) {
        return new Breach(
                "node-threw",
                "A node handles every event, or stops because its storage failed",
                "node " + machine.id() + " threw " + thrown,
                List.of(),
                thrown);
    }

    private void mustLive() {
        if (!alive) {
            throw new IllegalStateException("a node of an earlier life is at work");
        }
    }

    /** This life's clocks. */
    private final class ProcessClock implements Clock {
        private final long startMs;

        ProcessClock(long startMs) {
            this.startMs = startMs;
        }

        @Override
        public long monotonicMs() {
            return startMs + world.nowUs() / 1000;
        }

        @Override
        public long wallMs() {
            return machine.wallMs();
        }
    }
}
