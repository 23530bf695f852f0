package strata.sim.net;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;

/** A place in the network: a machine that runs a node, or a client. */
public final class Host {
    private final String name;
    // The ways from here, by the other host's index; null where nothing was ever sent.
    private final List<Link> links = new ArrayList<>();
    // Connections opened from here that have not ended.
    private final List<Connection> opened = new ArrayList<>();
    // Connections to the process that runs here.
    private final List<Connection> accepted = new ArrayList<>();
    private final int index;
    private boolean powered = true;
    private @Nullable Listener listener;

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
        return other.index < links.size() ? links.get(other.index) : null;
    }

    void addLink(Host other, Link link) {
        while (links.size() <= other.index) {
            links.add(null);
        }
        links.set(other.index, link);
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

    void runs(Listener process) {
        powered = true;
        listener = process;
    }

    void runsNothing(boolean hasPower) {
        powered = hasPower;
        listener = null;
    }
}
