package strata.sim.check;

import static strata.sim.check.Anomaly.DUPLICATE;
import static strata.sim.check.Anomaly.G0;
import static strata.sim.check.Anomaly.G1A;
import static strata.sim.check.Anomaly.G1C;
import static strata.sim.check.Anomaly.INCONSISTENT_OFFSETS;
import static strata.sim.check.Anomaly.INT_NONMONOTONIC_SEND;
import static strata.sim.check.Anomaly.INT_POLL_SKIP;
import static strata.sim.check.Anomaly.INT_SEND_SKIP;
import static strata.sim.check.Anomaly.LOST_WRITE;
import static strata.sim.check.Anomaly.NONMONOTONIC_POLL;
import static strata.sim.check.Anomaly.NONMONOTONIC_SEND;
import static strata.sim.check.Anomaly.POLL_SKIP;
import static strata.sim.check.Anomaly.PRECOMMITTED_READ;
import static strata.sim.check.Anomaly.TORN_TRANSACTION;
import static strata.sim.check.Anomaly.UNSEEN;
import static strata.sim.check.Excuse.DELAYED_END;
import static strata.sim.check.Excuse.DIRTY_READ;
import static strata.sim.check.Excuse.INTERLEAVING;
import static strata.sim.check.Excuse.LOSS;
import static strata.sim.check.Excuse.REBALANCE;
import static strata.sim.check.Excuse.SENT_AGAIN;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.kernel.Nullable;

/**
 * Which anomaly is legal, and when: one table. What is not in it is never legal. An excuse counts
 * when the table gives it to the anomaly, the configuration admits it ({@link Excuse#holds}), and
 * it fits the very case: a producer that is not idempotent excuses a duplicate of what it sent
 * twice, and no other.
 */
final class Legality {
    private static final Map<Anomaly, List<Excuse>> TABLE = new EnumMap<>(Anomaly.class);

    static {
        TABLE.put(INCONSISTENT_OFFSETS, List.of(LOSS));
        TABLE.put(G1A, List.of(DIRTY_READ, DELAYED_END));
        TABLE.put(LOST_WRITE, List.of(LOSS, DELAYED_END));
        TABLE.put(TORN_TRANSACTION, List.of(LOSS, DELAYED_END));
        TABLE.put(DUPLICATE, List.of(SENT_AGAIN, LOSS));
        TABLE.put(UNSEEN, List.of(LOSS, DELAYED_END));
        TABLE.put(POLL_SKIP, List.of(REBALANCE, LOSS));
        TABLE.put(NONMONOTONIC_POLL, List.of(REBALANCE));
        TABLE.put(INT_POLL_SKIP, List.of(LOSS));
        TABLE.put(NONMONOTONIC_SEND, List.of(SENT_AGAIN));
        TABLE.put(INT_NONMONOTONIC_SEND, List.of(SENT_AGAIN));
        TABLE.put(INT_SEND_SKIP, List.of(INTERLEAVING));
        TABLE.put(G0, List.of(INTERLEAVING));
        // By what was only read, in a circle: DIRTY_READ. With writes in the circle: INTERLEAVING.
        TABLE.put(G1C, List.of(INTERLEAVING, DIRTY_READ));
        TABLE.put(PRECOMMITTED_READ, List.of(DIRTY_READ));
    }

    private Legality() {}

    /** What could ever make an anomaly legal. */
    static Set<Excuse> of(Anomaly anomaly) {
        EnumSet<Excuse> all = EnumSet.noneOf(Excuse.class);
        all.addAll(TABLE.getOrDefault(anomaly, List.of()));
        return all;
    }

    /**
     * What makes a case of an anomaly legal; null when nothing does.
     *
     * @param fitting the excuses that fit the case
     * @param client the settings of the client it is about
     */
    static @Nullable Excuse excuse(
            Anomaly anomaly,
            Set<Excuse> fitting,
            Configuration configuration,
            ClientSettings client) {
        for (Excuse excuse : TABLE.getOrDefault(anomaly, List.of())) {
            if (fitting.contains(excuse) && excuse.holds(configuration, client)) {
                return excuse;
            }
        }
        return null;
    }
}
