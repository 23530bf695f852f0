package strata.sim;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import strata.kernel.Clock;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Peers;
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
import strata.sim.net.Connection;
import strata.sim.net.Listener;
import strata.sim.record.Recorder;

/**
 * One life of a node: its inbox, its turns, its timers and flushes, until it is stopped or crashes.
 *
 * <p>A turn takes the events that are ready, all at once; the virtual time that its disk operations
 * cost passes within it; what it sent leaves at its end. An event that comes meanwhile waits for
 * the next turn.
 */
final class SimProcess implements NodeContext, Listener {
    private static final int HANDLE_MIN_US = 5;
    private static final int HANDLE_MAX_US = 40;
    private static final byte POISON = (byte) 0xdb;

    private final SimWorld world;
    private final SimNode machine;
    private final Recorder recorder;
    private final SeededRandom handling;
    private final RandomSource random;
    private final Storage storage;
    private final Clock clock;
    private final strata.kernel.Trace notes;
    private final ArrayDeque<Ready> inbox = new ArrayDeque<>();
    private final Map<Timer, Scheduler.Task> timers = new LinkedHashMap<>();
    private final Map<Long, Served> connections = new LinkedHashMap<>();
    private final Outbox outbox;
    private final Lanes lanes;

    private @Nullable Node node;
    private boolean alive = true;
    private boolean turnPlanned;
    private long busyUntilUs;
    private long flushQueueUs;

    SimProcess(SimWorld world, SimNode machine, SeededRandom random) {
        this.world = world;
        this.machine = machine;
        this.recorder = world.recorder();
        this.outbox = new Outbox(world, machine, this);
        this.lanes = new Lanes(world, machine, this, outbox);
        this.handling = random.fork("handling");
        this.random = random.fork("node");
        this.storage = machine.disk().mount();
        // Each life's monotonic clock starts elsewhere: whoever stores its values finds out.
        this.clock = new ProcessClock(machine, random.fork("clock").between(0, 1_000_000_000L));
        this.notes =
                text -> {
                    world.trace().line(machine.label(), "note", text);
                    recorder.note(machine.label(), text);
                };
    }

    void start(Node program) {
        this.node = program;
        turn(
                () -> {
                    program.start(this);
                    machine.recordWatched();
                });
    }

    /** A turn in which the node is told something by its machine. */
    void tell(Consumer<Node> what) {
        turn(() -> what.accept(Objects.requireNonNull(node)));
    }

    @Override
    public void mayStop() {
        world.after(HANDLE_MAX_US, () -> machine.mayStop(this));
    }

    /** Nothing of this life happens any more. */
    void die() {
        alive = false;
        timers.values().forEach(Scheduler.Task::cancel);
        timers.clear();
        for (Ready ready : inbox) {
            if (ready.event() instanceof Event.MessageArrived
                    || ready.event() instanceof Event.AnswerArrived
                    || ready.event() instanceof Event.RequestArrived) {
                recorder.lost(ready.origin(), "its receiver died before handling it");
            }
        }
        inbox.clear();
        outbox.drop();
    }

    boolean isAlive() {
        return alive;
    }

    /** The machine lets it run again: what has come meanwhile is handled. */
    void resume() {
        if (alive && !inbox.isEmpty()) {
            planTurn();
        }
    }

    /** A connection to a node is gone. */
    void peerLost(PeerLine line, String why, int cause) {
        outbox.forget(line);
        arrive(new Ready(new Event.PeerDisconnected(line.peer()), cause, false, why));
    }

    @Override
    public void accepted(Connection connection) {
        if (connection.opener() instanceof Served.Asking asking) {
            serves(asking.served());
        }
    }

    @Override
    public void arrived(Connection connection, Object what, int sent, boolean late) {
        arrive(new Ready((Event) what, sent, late, ""));
    }

    @Override
    public void gone(Connection connection) {
        if (connection.opener() instanceof Served.Asking asking) {
            servesNoLonger(asking.served());
        }
    }

    /** Requests come over a connection from now on. */
    void serves(Served connection) {
        connections.put(connection.id(), connection);
    }

    /** Nothing more comes over a connection. */
    void servesNoLonger(Served connection) {
        connections.remove(connection.id());
        Event event = new Event.ClientDisconnected(connection.id());
        arrive(new Ready(event, Recorder.NONE, false, connection.asker()));
    }

    Lanes lanes() {
        return lanes;
    }

    /** An event is ready. */
    void arrive(Ready ready) {
        if (alive) {
            inbox.add(ready);
            planTurn();
        }
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
    public strata.kernel.Trace trace() {
        return notes;
    }

    @Override
    public Peers peers() {
        return lanes;
    }

    @Override
    public void send(NodeId to, Message message) {
        mustLive();
        outbox.add(to, message);
    }

    @Override
    public void reply(RequestId to, Response response) {
        mustLive();
        Served connection = connections.get(to.connectionId());
        if (connection == null) {
            Responses.release(response);
            return;
        }
        connection.checkMayBeAnswered(to, response);
        outbox.add(connection, to, response);
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
        int asked = recorder.isOn() ? recordFlush(files, id) : Recorder.NONE;
        world.scheduler().at(flushQueueUs, () -> syncDone(flushes, id, asked));
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        mustLive();
        cancelTimer(timer);
        int set = recorder.timerSet(machine.label(), timer, delayMs);
        long delayUs = machine.realUs(1000 * delayMs);
        timers.put(timer, world.after(delayUs, () -> timerDue(timer, set)));
    }

    @Override
    public void cancelTimer(Timer timer) {
        mustLive();
        Scheduler.Task task = timers.remove(timer);
        if (task != null) {
            task.cancel();
        }
        if (task == null && !inbox.isEmpty()) {
            Event due = new Event.TimerFired(timer);
            inbox.removeIf(ready -> ready.event().equals(due));
        }
    }

    private record PendingFlush(SimFile file, long upTo) {}

    private void syncDone(List<PendingFlush> flushes, SyncId id, int asked) {
        if (!alive) {
            return;
        }
        boolean durable =
                guarded(() -> flushes.forEach(flush -> flush.file().flushBeside(flush.upTo())));
        world.endTurn();
        if (durable) {
            arrive(Ready.of(new Event.SyncDone(id), asked));
        }
    }

    private void timerDue(Timer timer, int set) {
        timers.remove(timer);
        arrive(Ready.of(new Event.TimerFired(timer), set));
    }

    private int recordFlush(List<StorageFile> files, SyncId id) {
        List<String> names = new ArrayList<>();
        files.forEach(file -> names.add(((SimFile) file).name()));
        return recorder.flushAsked(machine.label(), id.number(), names);
    }

    private void planTurn() {
        if (!turnPlanned && !machine.isPaused()) {
            turnPlanned = true;
            long startUs = Math.max(world.nowUs(), busyUntilUs);
            world.scheduler().at(startUs, this::turnOfReadyEvents);
        }
    }

    private void turnOfReadyEvents() {
        turnPlanned = false;
        if (!alive || inbox.isEmpty() || machine.isPaused()) {
            return;
        }
        List<ByteBuffer> lent = new ArrayList<>();
        turn(() -> handleReady(lent));
        // Buffers of a request are the node's until the turn ends: from now on they hold rubbish.
        lent.forEach(SimProcess::poison);
        if (alive && !inbox.isEmpty()) {
            planTurn();
        }
    }

    private void handleReady(List<ByteBuffer> lent) {
        Node handler = Objects.requireNonNull(node);
        String who = machine.label();
        int ready = inbox.size();
        for (int i = 0; i < ready && !inbox.isEmpty(); i++) {
            Ready next = inbox.remove();
            machine.spend(handling.between(HANDLE_MIN_US, HANDLE_MAX_US));
            world.trace().line(who, "handle", Events.shown(next.event()));
            recorder.handling(next.origin());
            recorder.handling(next.record(recorder, who));
            if (next.event() instanceof Event.LaneClosed closed) {
                lanes.toldOf(closed.peer(), closed.lane());
            }
            handler.handle(next.event());
            machine.countHandled();
            lent.addAll(Events.buffersOf(next.event()));
            machine.recordWatched();
            world.checkInvariants();
        }
        handler.turnEnded();
        machine.countHandled();
        machine.recordWatched();
    }

    private static void poison(ByteBuffer buffer) {
        // The network's own copy, from ByteBuffer.allocate.
        int start = buffer.arrayOffset();
        Arrays.fill(buffer.array(), start, start + buffer.capacity(), POISON);
    }

    /** Runs one turn; what it sent leaves when its time is over, unless it died in it. */
    private void turn(Runnable work) {
        int before = recorder.handled();
        boolean whole = guarded(work);
        recorder.handling(before);
        busyUntilUs = world.nowUs();
        if (whole && alive) {
            outbox.leave();
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

    void mustLive() {
        if (!alive) {
            throw new IllegalStateException("a node of an earlier life is at work");
        }
    }
}
