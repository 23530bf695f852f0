package strata.sim.scenario;

import java.util.ArrayList;
import java.util.List;
import strata.sim.disk.CrashMode;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.Target;

/**
 * Faults that strike in every run of a scenario, told like a story:
 *
 * <pre>{@code
 * Scenario.named("the old primary comes back").told(story -> {
 *     story.afterMs(200).split(1).from(2, 3);
 *     story.afterMs(900).crash(2).tearingItsTail();
 *     story.afterMs(1500).heal();
 * });
 * }</pre>
 *
 * What has an end lasts until a heal, unless it is said how long. Hosts are nodes' numbers; clients
 * that are nodes have numbers from 101.
 */
public final class Script {
    private final List<Fault> faults = new ArrayList<>();

    Script() {}

    /** At a time, in virtual milliseconds since the start. */
    public At afterMs(long ms) {
        return new At(1000 * ms);
    }

    List<Fault> faults() {
        return faults;
    }

    private void replaceLast(Effect effect) {
        Fault last = faults.remove(faults.size() - 1);
        faults.add(last.with(effect));
    }

    private static List<String> names(int... hosts) {
        List<String> names = new ArrayList<>(hosts.length);
        for (int host : hosts) {
            names.add(Integer.toString(host));
        }
        return names;
    }

    /** What happens at one time. */
    public final class At {
        private final long us;

        private At(long us) {
            this.us = us;
        }

        /** One side of a split, or one of its groups. */
        public Groups split(int... hosts) {
            List<List<String>> groups = new ArrayList<>();
            groups.add(names(hosts));
            return new Groups(us, groups);
        }

        /** From here on nothing gets from one host to another; the way back stays open. */
        public Way cut(int from) {
            return new Way(us, Integer.toString(from), new Effect.Cut(Effect.UNTIL_HEALED));
        }

        /** A way gets slow. */
        public Way slowLink(int from) {
            return slowLink(Integer.toString(from));
        }

        /** A way of a client gets slow, or of a node by its number. */
        public Way slowLink(String from) {
            return new Way(us, from, new Effect.SlowLink(20, Effect.UNTIL_HEALED));
        }

        /** The connections from one host to another are reset. */
        public Way reset(int from) {
            return new Way(us, Integer.toString(from), new Effect.ResetConnection());
        }

        /** All connections are reset. */
        public void resetAll() {
            faults.add(Fault.at(us, Target.ALL, new Effect.ResetConnections()));
        }

        /** The process is killed; all that it wrote is kept. It stays down. */
        public Crash crash(int node) {
            long tear = 1 + us * 31 + node;
            strike(node, new Effect.Crash(CrashMode.KEEP_ALL, tear, Effect.UNTIL_HEALED));
            return new Crash(tear);
        }

        /** A node that is down is started. */
        public void start(int node) {
            strike(node, new Effect.Start());
        }

        /** A node is stopped in good order, and started again. */
        public Lasting restart(int node) {
            strike(node, new Effect.Restart(Effect.UNTIL_HEALED));
            return new Lasting();
        }

        /** A node takes no turn. */
        public Lasting pause(int node) {
            strike(node, new Effect.Pause(Effect.UNTIL_HEALED));
            return new Lasting();
        }

        /** A node's turns take a multiple of their time. */
        public Lasting slow(int node, int factor) {
            strike(node, new Effect.SlowNode(factor, Effect.UNTIL_HEALED));
            return new Lasting();
        }

        /** A node's monotonic clock runs so much faster, or slower where negative. */
        public Lasting driftClock(int node, int perMille) {
            strike(node, new Effect.DriftClock(perMille, Effect.UNTIL_HEALED));
            return new Lasting();
        }

        /** A node's wall clock jumps. */
        public void skewClock(int node, long ms) {
            strike(node, new Effect.SkewClock(ms));
        }

        /** All that lasts ends, and nodes that are down are started. */
        public void heal() {
            faults.add(Fault.at(us, Target.ALL, new Effect.Heal()));
        }

        private void strike(int node, Effect effect) {
            faults.add(Fault.at(us, Target.node(node), effect));
        }
    }

    /** The groups of a split, as they come. */
    public final class Groups {
        private final List<List<String>> groups;
        private final long us;

        private Groups(long us, List<List<String>> groups) {
            this.us = us;
            this.groups = groups;
        }

        /** A further group; the split is complete with the second. */
        public Groups from(int... hosts) {
            if (groups.size() > 1) {
                faults.remove(faults.size() - 1);
            }
            groups.add(names(hosts));
            Effect split = new Effect.Split(new ArrayList<>(groups), Effect.UNTIL_HEALED);
            faults.add(Fault.at(us, Target.ALL, split));
            return this;
        }

        /** How long. */
        public void forMs(long ms) {
            replaceLast(new Effect.Split(new ArrayList<>(groups), 1000 * ms));
        }
    }

    /** Which way. */
    public final class Way {
        private final long us;
        private final String from;
        private final Effect effect;

        private Way(long us, String from, Effect effect) {
            this.us = us;
            this.from = from;
            this.effect = effect;
        }

        /** Where it leads. */
        public Lasting to(int host) {
            Target way = Target.way(from, Integer.toString(host));
            faults.add(Fault.at(us, way, effect));
            return new Lasting();
        }
    }

    /** How a node crashes. */
    public final class Crash {
        private final long tear;
        private CrashMode mode = CrashMode.KEEP_ALL;
        private long downUs = Effect.UNTIL_HEALED;

        private Crash(long tear) {
            this.tear = tear;
        }

        /** Its machine loses power in the middle of writing back. */
        public Crash tearingItsTail() {
            mode = CrashMode.TEAR_TAIL;
            return settled();
        }

        /** Its machine loses power: what was not flushed is gone. */
        public Crash losingWhatWasNotFlushed() {
            mode = CrashMode.LOSE_UNFLUSHED;
            return settled();
        }

        /** It is started again after a time. */
        public Crash forMs(long ms) {
            downUs = 1000 * ms;
            return settled();
        }

        private Crash settled() {
            replaceLast(new Effect.Crash(mode, tear, downUs));
            return this;
        }
    }

    /** How long something lasts, if not until a heal. */
    public final class Lasting {
        private Lasting() {}

        /** How much slower a way is. */
        public Lasting times(int factor) {
            if (last() instanceof Effect.SlowLink slow) {
                replaceLast(new Effect.SlowLink(factor, slow.forUs()));
                return this;
            }
            throw new IllegalStateException("only a slow way is so many times as slow");
        }

        /** How long. */
        public Lasting forMs(long ms) {
            long forUs = 1000 * ms;
            replaceLast(
                    switch (last()) {
                        case Effect.Cut cut -> new Effect.Cut(forUs);
                        case Effect.SlowLink slow -> new Effect.SlowLink(slow.factor(), forUs);
                        case Effect.Restart restart -> new Effect.Restart(forUs);
                        case Effect.Pause pause -> new Effect.Pause(forUs);
                        case Effect.SlowNode slow -> new Effect.SlowNode(slow.factor(), forUs);
                        case Effect.DriftClock drift ->
                                new Effect.DriftClock(drift.perMille(), forUs);
                        default -> throw new IllegalStateException(last() + " has no length");
                    });
            return this;
        }

        private Effect last() {
            return faults.get(faults.size() - 1).effect();
        }
    }
}
