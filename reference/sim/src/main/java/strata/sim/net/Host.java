package strata.sim.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import strata.kernel.Nullable;
import strata.sim.record.Recorder;

/** A place in the network: a machine that runs a node, or a client. */
public final class Host {
    private final String name;
    // The ways from here, by the other host's index; null where nothing was ever sent.
    private Link[] links = new Link[4];
    // Connections opened from here that have not ended.
    private final List<Connection> opened = new ArrayList<>();
    // Connections to the process that runs here.
    private final List<Connection> accepted = new ArrayList<>();
    private final int index;
    private boolean powered = true;
    private @Nullable Listener listener;
    // The event of the record of the run at which the process here began or ended.
    private int lastEvent = Recorder.NONE;

    Host(String name, int index) {
        this.name = name;
        this.index = index;
    }

    /** The node's number, or the client's name. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }

    int index() {
        return index;
    }

    @Nullable
    Link linkTo(Host other) {
        return other.index < links.length ? links[other.index] : null;
    }

    void addLink(Host other, Link link) {
        if (links.length <= other.index) {
            links = Arrays.copyOf(links, 2 * other.index);
        }
        links[other.index] = link;
    }

    List<Connection> opened() {
        return opened;
    }

    List<Connection> accepted() {
        return accepted;
    }

    boolean isPowered() {
        return powered;
    }

    @Nullable
    Listener listener() {
        return listener;
    }

    int lastEvent() {
        return lastEvent;
    }

    void runs(Listener process, int cause) {
        powered = true;
        listener = process;
        lastEvent = cause;
    }

    void runsNothing(boolean hasPower, int cause) {
        powered = hasPower;
        listener = null;
        lastEvent = cause;
    }
}
