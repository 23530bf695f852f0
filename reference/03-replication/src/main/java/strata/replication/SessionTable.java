package strata.replication;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.NodeId;
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
        // LAB 3.8 the session goes on, or begins, and runs out after all others
        heardMs.remove(broker);
        heardMs.put(broker, nowMs);
    }

    @Override
    public void end(NodeId broker) {
        heardMs.remove(broker);
    }

    @Override
    public boolean isAlive(NodeId broker, long nowMs) {
        // LAB 3.8 whether less than the session timeout has passed since the last word
        Long lastMs = heardMs.get(broker);
        return lastMs != null && nowMs - lastMs < timeoutMs;
    }

    @Override
    public List<NodeId> expired(long nowMs) {
        // LAB 3.8 those that have run out by now, each once, in the order of running out
        List<NodeId> expired = new ArrayList<>();
        Iterator<Map.Entry<NodeId, Long>> oldest = heardMs.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<NodeId, Long> session = oldest.next();
            if (nowMs - session.getValue() < timeoutMs) {
                break;
            }
            expired.add(session.getKey());
            oldest.remove();
        }
        return expired;
    }

    @Override
    public long nextExpiryMs() {
        // LAB 3.8 when the oldest word is a session timeout old
        return heardMs.isEmpty() ? Long.MAX_VALUE : heardMs.values().iterator().next() + timeoutMs;
    }

    @Override
    public void clear() {
        heardMs.clear();
    }
}
