package strata.transactions.producers;

import java.util.LinkedHashMap;
import java.util.Map;

final class Memory {
    private static final Map<String, Producers> KEPT = new LinkedHashMap<>();

    private Memory() {}

    static boolean has(String directory, Producers producers) {
        Producers before = KEPT.put(directory, producers);
        if (before != null) {
            before.values().forEach(producers::put);
        }
        return before != null;
    }
}
