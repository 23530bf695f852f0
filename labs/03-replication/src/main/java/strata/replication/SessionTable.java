package strata.replication;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.NodeId;
import strata.kernel.Todo;
import strata.kernel.replication.BrokerSessions;

/** Sessions in the order in which they run out. */
final class SessionTable implements BrokerSessions {
    private final long timeoutMs;
    // When each broker was heard of last. Invariant: in the order of these times, as time never
    // goes
    // back and whoever is heard of goes to the end.
    private final Map<NodeId, Long> heardMs = new LinkedHashMap<>();

    SessionTable(long timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    @Override
    public void heard(NodeId broker, long nowMs) {
        throw Todo.step("3.8", "the session goes on, or begins, and runs out after all others");
    }

    @Override
    public void end(NodeId broker) {
        heardMs.remove(broker);
    }

    @Override
    public boolean isAlive(NodeId broker, long nowMs) {
        throw Todo.step(
                "3.8", "whether less than the session timeout has passed since the last word");
    }

    @Override
    public List<NodeId> expired(long nowMs) {
        throw Todo.step(
                "3.8", "those that have run out by now, each once, in the order of running out");
    }

    @Override
    public long nextExpiryMs() {
        throw Todo.step("3.8", "when the oldest word is a session timeout old");
    }

    @Override
    public void clear() {
        heardMs.clear();
    }
}
