package strata.transactions.producers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

final class Memory {
    private static final Map<String, TreeMap<Long, Producer>> KEPT = new LinkedHashMap<>();

    private Memory() {}

    static boolean has(String directory, TreeMap<Long, Producer> producers) {
        TreeMap<Long, Producer> before = KEPT.put(directory, producers);
        if (before != null) {
            producers.putAll(before);
        }
        return before != null;
    }
}
