package strata.sim.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.sim.KeyedChance;
import strata.sim.Scheduler;
import strata.sim.fault.FaultSchedule.Delay;
import strata.sim.fault.Target;
import strata.sim.record.Recorder;

/**
 * All hosts and the ways between them. Each way, from one host to another, can be cut and slowed
 * down by itself; A&gt;B and B&gt;A are two ways.
 *
 * <p>While a way is cut nothing crosses it: what is sent waits, as TCP sends again until it gets
 * through. See {@link Connection} for when it no longer waits.
 */
public final class Network {
    private final Scheduler scheduler;
    private final LongSupplier nowUs;
    private final KeyedChance chance;
    private final Recorder recorder;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final List<Lasting> lasting = new ArrayList<>();
    private final Counts counts = new Counts();
    private final List<Delay> delays = new ArrayList<>();
    private List<Connection> stalled = new ArrayList<>();
    private NetworkTiming timing = NetworkTiming.LAN;

    /**
     * @param nowUs virtual microseconds, with those of the turn under way
     */
    public Network(Scheduler scheduler, LongSupplier nowUs, KeyedChance chance, Recorder recorder) {
        this.scheduler = scheduler;
        this.nowUs = nowUs;
        this.chance = chance;
        this.recorder = recorder;
    }

    /** Sets how long things take; before anything is sent. */
    public void timing(NetworkTiming other) {
        Check.that(counts.sent == 0, "the network is in use");
        timing = other;
    }

    public NetworkTiming timing() {
        return timing;
    }

    /** How much has gone over it. */
    public Counts counts() {
        return counts;
    }

    /**
     * The host of a name; a new one the first time.
     *
     * @param name a node's number, or a client's name
     */
    public Host host(String name) {
        return hosts.computeIfAbsent(name, n -> new Host(n, hosts.size()));
    }

    /** All hosts so far. */
    public List<Host> hosts() {
        return new ArrayList<>(hosts.values());
    }

    /** A new connection; it opens at the first sending. */
    public Connection connect(Host from, Host to, Opener opener) {
        return new Connection(this, link(from, to), link(to, from), opener);
    }

    /** A process runs on a host from now on; its machine has power. */
    public void started(Host host, Listener process) {
        host.runs(process, cause());
        resumeStalled();
    }

    /** The process of a host has ended, with all its connections. */
    public void died(Host host, Death how) {
        host.runsNothing(how != Death.LOST_POWER, cause());
        for (Connection connection : new ArrayList<>(host.opened())) {
            connection.openerDied(how);
        }
        List<Connection> accepted = new ArrayList<>(host.accepted());
        host.accepted().clear();
        for (Connection connection : accepted) {
            connection.listenerDied(how);
        }
    }

    /** Cuts one way. */
    public Disturbance cut(Host from, Host to) {
        List<Link> ways = new ArrayList<>();
        ways.add(link(from, to));
        return cut(ways);
    }

    /**
     * Splits hosts into groups: between two groups both ways are cut. Who is in no group reaches,
     * and is reached by, everybody.
     */
    public Disturbance split(List<List<Host>> groups) {
        List<Link> ways = new ArrayList<>();
        for (List<Host> group : groups) {
            for (List<Host> other : groups) {
                if (group != other) {
                    for (Host from : group) {
                        other.forEach(to -> ways.add(link(from, to)));
                    }
                }
            }
        }
        return cut(ways);
    }

    /** Makes one way slow: what is sent takes a multiple of its time. */
    public Disturbance slow(Host from, Host to, int factor) {
        Check.that(factor >= 1, "a way %s times as slow", factor);
        Link way = link(from, to);
        way.slowDown(factor);
        return begun(() -> way.slowDown(1));
    }

    /** Resets the connections that one host has opened to another. */
    public void reset(Host from, Host to) {
        for (Connection connection : new ArrayList<>(from.opened())) {
            if (connection.to() == to) {
                connection.reset(Loss.RESET, cause());
            }
        }
    }

    /**
     * Resets all connections.
     *
     * @param of those from and to this host alone; null for those of all hosts
     */
    public void resetAll(@Nullable Host of) {
        for (Host from : hosts()) {
            for (Connection connection : new ArrayList<>(from.opened())) {
                if (of == null || from == of || connection.to() == of) {
                    connection.reset(Loss.RESET, cause());
                }
            }
        }
    }

    /** Ends all that is wrong with the network. */
    public void heal() {
        lasting.forEach(each -> each.undo.run());
        lasting.clear();
        resumeStalled();
    }

    /** Whether something sent from one host to another would cross now. */
    public boolean reaches(Host from, Host to) {
        return !link(from, to).isCut();
    }

    /**
     * Decrees how long one message takes.
     *
     * @param number of the message on its way, from 1; requests and answers of clients count
     */
    public void delay(String from, String to, long number, long us) {
        link(host(from), host(to)).decree(number, us);
    }

    /** How long each message takes that was sent so far; empty unless the run is recorded. */
    public List<Delay> delays() {
        return Collections.unmodifiableList(new ArrayList<>(delays));
    }

    /** A delay was drawn. */
    void drawn(Link way, long number, long us) {
        if (recorder.isOn()) {
            delays.add(new Delay(new Target.Way(way.from.name(), way.to.name()), number, us));
        }
    }

    Scheduler scheduler() {
        return scheduler;
    }

    long nowUs() {
        return nowUs.getAsLong();
    }

    void stalled(Connection connection) {
        stalled.add(connection);
    }

    void lost(int sent, String why) {
        counts.lost++;
        recorder.lost(sent, why);
    }

    /** What is being handled from now on; returns what was until now. */
    int handling(int event) {
        return recorder.handling(event);
    }

    private int cause() {
        int handled = recorder.handling(Recorder.NONE);
        recorder.handling(handled);
        return handled;
    }

    private Link link(Host from, Host to) {
        Link known = from.linkTo(to);
        if (known == null) {
            known = new Link(this, from, to, chance);
            from.addLink(to, known);
        }
        return known;
    }

    private Disturbance cut(List<Link> ways) {
        int cause = cause();
        ways.forEach(way -> way.cut(cause));
        return begun(() -> ways.forEach(Link::mend));
    }

    private Disturbance begun(Runnable undo) {
        Lasting begun = new Lasting(undo);
        lasting.add(begun);
        return begun;
    }

    /** Something that is wrong now. */
    private final class Lasting implements Disturbance {
        private final Runnable undo;

        Lasting(Runnable undo) {
            this.undo = undo;
        }

        @Override
        public boolean end() {
            boolean lasted = lasting.remove(this);
            if (lasted) {
                undo.run();
                resumeStalled();
            }
            return lasted;
        }
    }

    private void resumeStalled() {
        List<Connection> waiting = stalled;
        stalled = new ArrayList<>();
        for (Connection connection : waiting) {
            if (connection.isStalled()) {
                connection.resume();
                if (connection.isStalled()) {
                    stalled.add(connection);
                }
            }
        }
    }
}
