package strata.examples.register;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Clock;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.Trace;
import strata.kernel.request.Response;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.SimDisk;

/** The world of one node, moved by hand: what it sends is kept, timers fire when told to. */
final class HandDriven implements NodeContext {
    private final NodeId self;
    private final SimDisk disk = new SimDisk(new SeededRandom(1));
    private final SeededRandom random = new SeededRandom(2);
    private final List<String> sent = new ArrayList<>();
    private final Map<Timer, Long> timers = new LinkedHashMap<>();
    private Storage storage = disk.mount();
    private Node node;

    HandDriven(int id) {
        this(id, new Rules());
    }

    HandDriven(int id, Rules rules) {
        self = new NodeId(id);
        node = new RegisterNode(rules);
        node.start(this);
    }

    /** The power fails, and comes back: only what was flushed is there. */
    HandDriven powerFails() {
        disk.crash(CrashMode.LOSE_UNFLUSHED, random);
        storage = disk.mount();
        timers.clear();
        sent.clear();
        node = new RegisterNode(new Rules());
        node.start(this);
        return this;
    }

    HandDriven gets(int from, Message message) {
        node.handle(new Event.MessageArrived(new NodeId(from), message));
        node.turnEnded();
        return this;
    }

    /** The timer of this name fires; none: an error. */
    HandDriven fires(String name) {
        Timer timer =
                timers.keySet().stream()
                        .filter(each -> each.getClass().getSimpleName().equals(name))
                        .findFirst()
                        .orElseThrow();
        timers.remove(timer);
        node.handle(new Event.TimerFired(timer));
        node.turnEnded();
        return this;
    }

    /** What it has sent since this was last asked, each as {@code "2 <- Copied[…]"}. */
    List<String> sent() {
        List<String> now = new ArrayList<>(sent);
        sent.clear();
        return now;
    }

    RegisterNode node() {
        return (RegisterNode) node;
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public Clock clock() {
        throw new UnsupportedOperationException("the register looks at no clock");
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
    public Trace trace() {
        return Trace.NONE;
    }

    @Override
    public void send(NodeId to, Message message) {
        sent.add(to + " <- " + message);
    }

    @Override
    public void reply(RequestId to, Response response) {
        throw new UnsupportedOperationException("the register has no such clients");
    }

    @Override
    public void sync(List<StorageFile> files, SyncId id) {
        throw new UnsupportedOperationException("the register flushes within its turns");
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        timers.put(timer, delayMs);
    }

    @Override
    public void cancelTimer(Timer timer) {
        timers.remove(timer);
    }
}
