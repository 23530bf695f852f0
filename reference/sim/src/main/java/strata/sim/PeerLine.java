package strata.sim;

import strata.kernel.NodeId;
import strata.sim.net.Connection;
import strata.sim.net.Loss;
import strata.sim.net.Opener;

/** A process's connection to another node, as long as it lasts. */
final class PeerLine implements Opener {
    private final SimProcess process;
    private final NodeId peer;
    private final Connection connection;

    PeerLine(SimWorld world, SimProcess process, SimNode from, SimNode to) {
        this.process = process;
        this.peer = to.id();
        this.connection = world.network().connect(from.host(), to.host(), this);
    }

    NodeId peer() {
        return peer;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void lost(Connection lost, Loss how, int cause) {
        process.peerLost(this, how.told(), cause);
    }

    @Override
    public void answered(Connection over, Object answer, int sent) {
        throw new IllegalStateException("nodes do not answer over their peers' connections");
    }

    @Override
    public boolean waits() {
        return false;
    }

    @Override
    public boolean isClient() {
        return false;
    }
}
