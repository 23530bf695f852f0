package strata.sim.net;

import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.sim.KeyedChance;
import strata.sim.SeededRandom;
import strata.sim.record.Recorder;

/** The way from one host to another: how long messages take on it, and whether it is cut. */
final class Link {
    final Host from;
    final Host to;
    private final Network network;
    private final KeyedChance delays;
    private final KeyedChance others;
    private final KeyedChance resetFates;
    private final KeyedChance patience;

    // Delays that were decreed, by the message's number; null when none was.
    private @Nullable Map<Long, Long> decreed;
    private int cuts;
    private int cutBy = Recorder.NONE;
    private int slowness = 1;
    private long messages;
    private long otherDraws;
    private long connections;
    private long resets;
    private long waits;
    // The newest connection over which something has arrived.
    private long newestHeard;

    Link(Network network, Host from, Host to, KeyedChance chance) {
        this.from = from;
        this.to = to;
        this.network = network;
        KeyedChance own = chance.of(from + ">" + to);
        this.delays = own.of("message");
        this.others = own.of("other");
        this.resetFates = own.of("reset");
        this.patience = own.of("patience");
    }

    boolean isCut() {
        return cuts > 0;
    }

    /** The event of the record of the run that cut it last. */
    int cutBy() {
        return cutBy;
    }

    void cut(int cause) {
        cuts++;
        cutBy = cause;
    }

    void mend() {
        cuts--;
    }

    int slowness() {
        return slowness;
    }

    void slowDown(int factor) {
        slowness = factor;
    }

    void decree(long number, long us) {
        if (decreed == null) {
            decreed = new TreeMap<>();
        }
        decreed.put(number, us);
    }

    /** The number of the next message on this way; counts it. */
    long nextMessage() {
        return ++messages;
    }

    /** How long a message takes. */
    long delayUs(long number, boolean betweenNodes) {
        if (decreed != null) {
            Long us = decreed.get(number);
            if (us != null) {
                network.drawn(this, number, us);
                return us;
            }
        }
        NetworkTiming timing = network.timing();
        long draw = delays.longAt(number);
        boolean rare = betweenNodes && (draw >>> 40) % 1000 < timing.rarePerMille();
        long max = rare ? timing.rareDelayUsMax() : timing.delayUsMax();
        long min = rare ? timing.delayUsMax() : timing.delayUsMin();
        long us = (min + (draw & 0xff_ffff_ffffL) % (max - min + 1)) * slowness;
        network.drawn(this, number, us);
        return us;
    }

    /** How long anything else takes: a part of an opening, the news of a reset. */
    long otherDelayUs() {
        NetworkTiming timing = network.timing();
        return others.between(++otherDraws, timing.delayUsMin(), timing.delayUsMax()) * slowness;
    }

    /** How long a connection on this way waits for a sign of life. */
    long patienceUs() {
        NetworkTiming timing = network.timing();
        return patience.between(++waits, timing.patienceUsMin(), timing.patienceUsMax());
    }

    long nextConnection() {
        return ++connections;
    }

    /** The chance of one reset. */
    SeededRandom nextReset() {
        return resetFates.at(++resets);
    }

    /** Something arrives over a connection: whether it comes after something of a newer one. */
    boolean isOvertaken(long connection) {
        newestHeard = Math.max(newestHeard, connection);
        return connection < newestHeard;
    }

    @Override
    public String toString() {
        return from + ">" + to;
    }
}
