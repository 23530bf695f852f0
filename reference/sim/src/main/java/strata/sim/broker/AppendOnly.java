package strata.sim.broker;

import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Invariant;
import strata.sim.SimNode;
import strata.sim.disk.DiskAction;
import strata.sim.disk.DiskOperation;

/**
 * What stands in a log file is never written over: every write to it goes to its end. A cut is
 * something else, and only to be done before the node serves.
 */
final class AppendOnly implements Invariant {
    private final SimNode node;
    private @Nullable Breach found;

    AppendOnly(SimNode node) {
        this.node = node;
        node.disk().watch(this::see);
    }

    @Override
    public @Nullable Breach check() {
        return found;
    }

    private void see(DiskAction action) {
        if (action.kind() != DiskOperation.WRITE || !action.name().endsWith(".log")) {
            return;
        }
        long size = node.disk().sizeOf(action.name());
        if (action.position() != size) {
            found =
                    Breach.of(
                            "log-overwritten",
                            "A log is written to at its end, nowhere else",
                            action + ", but it ends at " + size);
        }
    }
}
