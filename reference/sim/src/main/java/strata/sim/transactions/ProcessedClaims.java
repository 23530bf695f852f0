package strata.sim.transactions;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import strata.sim.Breach;
import strata.sim.SimWorld;
import strata.sim.check.Excuse;

/**
 * What workers read they process exactly once: of each committed record of the input there is one
 * committed record in the output, and no second one (KIP-447).
 */
final class ProcessedClaims {
    private static final char FROM = '~';

    private final SimWorld world;
    private final String input;
    private final LateEnds lateEnds;
    private final Set<String> inputs = new LinkedHashSet<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();

    /** What the protocol allows: that the end of an earlier transaction came late. */
    interface LateEnds {
        /** Whether one may have hit a transaction that sent such a value. */
        boolean mayHaveHit(Predicate<String> value);
    }

    /**
     * @param input the topic that workers read
     */
    ProcessedClaims(SimWorld world, String input, LateEnds lateEnds) {
        this.world = world;
        this.input = input;
        this.lateEnds = lateEnds;
    }

    /** The value that a worker writes for another one. */
    static String derived(String own, String from) {
        return own + FROM + from;
    }

    /** How many records were processed, as readers of committed records have seen. */
    long processed() {
        return outputs.size();
    }

    /** A reader of committed records has seen a value. */
    void seen(String partition, String value) {
        int from = value.indexOf(FROM);
        if (from < 0) {
            if (partition.startsWith(input + "-")) {
                inputs.add(value);
            }
            return;
        }
        String source = value.substring(from + 1);
        String other = outputs.putIfAbsent(source, value);
        if (other != null && !other.equals(value)) {
            tell(
                    Breach.of(
                            "processed-twice",
                            "What a worker reads in transactions it processes exactly once",
                            String.format(
                                    Locale.ROOT,
                                    "%s was processed as %s, and as %s; both are committed",
                                    source,
                                    other,
                                    value),
                            source,
                            other,
                            value),
                    sent -> sent.equals(other) || sent.equals(value));
        }
    }

    /** All has been read, by a reader of committed records, and all workers are done. */
    void complete() {
        for (String value : inputs) {
            if (!outputs.containsKey(value)) {
                tell(
                        Breach.of(
                                "not-processed",
                                "What a worker reads in transactions it processes exactly once",
                                value
                                        + " is committed, and all workers have read beyond it, yet"
                                        + " none has processed it",
                                value),
                        sent -> sent.endsWith(FROM + value));
            }
        }
    }

    /**
     * @param involved the values that workers sent for it
     */
    private void tell(Breach breach, Predicate<String> involved) {
        if (!lateEnds.mayHaveHit(involved)) {
            throw world.breach(breach);
        }
        world.found(
                new Breach(
                        Excuse.LATE_END,
                        breach.claim(),
                        breach.toString(),
                        breach.subjects(),
                        null));
    }
}
