package strata.sim.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import strata.kernel.Nullable;

/**
 * Committed transactions can be put in an order. One comes before another when its write stands
 * before the other's in a partition (ww), or when the other reads what it wrote (wr); a circle of
 * these is an anomaly. As in Jepsen's checker, what a reader has <em>not</em> seen gives no edge.
 */
final class CycleChecks {
    private static final int WRITES = 1;
    // Read by one that sees only what is committed, by one that sees everything.
    private static final int READS_COMMITTED = 2;
    private static final int READS_DIRTY = 4;
    private static final int READS = READS_COMMITTED | READS_DIRTY;

    private final Evidence evidence;
    private final Findings findings;
    private final List<Act> transactions = new ArrayList<>();
    private final Map<Act, Integer> numbers = new LinkedHashMap<>();
    private final Graph graph;

    CycleChecks(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
        for (Act act : evidence.acts) {
            if (act.isTransaction() && act.committed()) {
                numbers.put(act, transactions.size());
                transactions.add(act);
            }
        }
        this.graph = new Graph(transactions.size());
    }

    void check() {
        if (transactions.size() < 2) {
            return;
        }
        evidence.logs.values().forEach(this::drawWrites);
        transactions.forEach(this::drawReads);
        graph.complete();
        for (int e = 0; e < graph.edges(); e++) {
            evidence.step();
        }
        int[] byCommittedReads = graph.components(READS_COMMITTED);
        int[] byReads = graph.components(READS);
        int[] byWrites = graph.components(WRITES);
        // Each circle is told where it first shows: what a wider graph adds must have a new edge.
        tell(READS_COMMITTED, READS_COMMITTED, null, byCommittedReads);
        tell(READS, READS_DIRTY, byCommittedReads, byReads);
        tell(WRITES, WRITES, null, byWrites);
        tell(WRITES | READS, READS, byReads, graph.components(WRITES | READS));
    }

    /** Writes to one partition, each after the one before it. */
    private void drawWrites(KeyLog log) {
        Integer last = null;
        for (Place place : log.inOrder()) {
            evidence.step();
            Integer number = place.entry.writer == null ? null : numbers.get(place.entry.writer);
            if (number == null || place.entry.mainPlace() != place) {
                continue;
            }
            if (last != null && !last.equals(number)) {
                graph.edge(last, number, WRITES);
            }
            last = number;
        }
    }

    private void drawReads(Act reader) {
        Integer readers = numbers.get(reader);
        if (readers == null || reader.sent.isEmpty()) {
            // Nothing leads on from whoever writes nothing.
            return;
        }
        int kind = reader.client.readsCommitted() ? READS_COMMITTED : READS_DIRTY;
        for (Place place : reader.read) {
            evidence.step();
            Integer writers = place.entry.writer == null ? null : numbers.get(place.entry.writer);
            if (writers != null && !writers.equals(readers)) {
                graph.edge(writers, readers, kind);
            }
        }
    }

    /**
     * Tells one circle for each component that has any.
     *
     * @param mask the edges that count
     * @param needed the circle has an edge of this kind
     * @param told components in which a circle was told before; null for none
     * @param component by the edges that count
     */
    private void tell(int mask, int needed, @Nullable int[] told, int[] component) {
        Set<Integer> done = new LinkedHashSet<>();
        for (int e = 0; e < graph.edges(); e++) {
            int a = graph.from(e);
            int b = graph.to(e);
            boolean inCircle = (graph.kind(e) & needed) != 0 && component[a] == component[b];
            boolean isNew = told == null || told[a] != told[b];
            if (inCircle && isNew && done.add(component[a])) {
                tell(mask, graph.way(b, a, mask, component));
            }
        }
    }

    private void tell(int mask, List<Integer> circle) {
        boolean onlyReads = (mask & WRITES) == 0;
        boolean onlyWrites = mask == WRITES;
        Findings.Case found = findings.found(onlyWrites ? Anomaly.G0 : Anomaly.G1C);
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < circle.size(); i++) {
            Act act = transactions.get(circle.get(i));
            Act next = transactions.get(circle.get((i + 1) % circle.size()));
            found.by(act);
            steps.add(edgeTold(found, act, next, mask));
        }
        found.excusedIf(!onlyReads, Excuse.INTERLEAVING)
                .excusedIf(onlyReads && mask == READS, Excuse.DIRTY_READ)
                .told(
                        dirtyReaderOf(circle).client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%d transactions in a circle: %s",
                                        circle.size(),
                                        String.join("; ", steps)));
    }

    /** Whose reading may have closed the circle: one that sees everything, if there is one. */
    private Act dirtyReaderOf(List<Integer> circle) {
        Act any = transactions.get(circle.get(0));
        for (int number : circle) {
            Act act = transactions.get(number);
            if (!act.client.readsCommitted()) {
                return act;
            }
        }
        return any;
    }

    /** Why one came before the other, and notes the place. */
    private static String edgeTold(Findings.Case found, Act one, Act other, int mask) {
        if ((mask & READS) != 0) {
            for (Place place : other.read) {
                if (place.entry.writer == one) {
                    found.of(place.shown());
                    return nameOf(other) + " polls " + place.entry.value + " of " + nameOf(one);
                }
            }
        }
        for (Entry entry : one.sent) {
            Place first = entry.mainPlace();
            Place next = first == null ? null : nextOf(other, first);
            if (first != null && next != null) {
                found.of(first.shown()).of(next.shown());
                return String.format(
                        Locale.ROOT,
                        "%s of %s stands before %s of %s in %s",
                        entry.value,
                        nameOf(one),
                        next.entry.value,
                        nameOf(other),
                        entry.log.key);
            }
        }
        return nameOf(one) + " comes before " + nameOf(other);
    }

    private static @Nullable Place nextOf(Act writer, Place before) {
        for (Entry entry : writer.sent) {
            Place place = entry.mainPlace();
            if (place != null && entry.log == before.entry.log && place.offset > before.offset) {
                return place;
            }
        }
        return null;
    }

    /** A transaction as one can find it in the record: by its first moment. */
    private static String nameOf(Act act) {
        return act.operation.session() + "'s transaction of moment " + act.operation.invoked();
    }
}
