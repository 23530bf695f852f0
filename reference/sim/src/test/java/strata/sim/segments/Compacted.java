package strata.sim.segments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.segments.RecordList.Entry;

/** What compaction may take from a log, and what it must. */
final class Compacted {
    private Compacted() {}

    /**
     * What was found must be what the model has; a record that is missing must be one that a
     * compaction was free to take: a later one of its key is there below the compaction's bound, or
     * it is a tombstone.
     */
    static void justify(SegmentHistory history, List<Entry> found) {
        List<Entry> missing = new ArrayList<>();
        int next = 0;
        for (Entry expected : history.records.all()) {
            Entry entry = next < found.size() ? found.get(next) : null;
            if (entry == null || entry.offset() > expected.offset()) {
                missing.add(expected);
            } else {
                history.expect(
                        entry.equals(expected),
                        () -> "found %s, not %s".formatted(entry, expected));
                next++;
            }
        }
        Entry surplus = next < found.size() ? found.get(next) : null;
        history.expect(surplus == null, () -> "found " + surplus + ", which nobody has written");
        if (!missing.isEmpty()) {
            justifyThat(history, missing);
        }
    }

    private static void justifyThat(SegmentHistory history, List<Entry> missing) {
        Map<String, Long> last = new LinkedHashMap<>();
        for (Entry entry : history.records.between(0, history.compactedBelow)) {
            last.put(entry.key(), entry.offset());
        }
        for (Entry entry : missing) {
            long offset = entry.offset();
            boolean superseded = last.getOrDefault(entry.key(), -1L) > offset;
            boolean tombstone = entry.isTombstone() && offset < history.compactedBelow;
            history.expect(superseded || tombstone, () -> "lost: " + entry);
        }
    }

    /** Below what a finished compaction has cleaned, each key is there once. */
    static void expectNoKeyTwice(SegmentHistory history, long cleanedOffset) {
        Map<String, Long> seen = new LinkedHashMap<>();
        for (Entry entry : history.records.between(0, cleanedOffset)) {
            Long before = seen.put(entry.key(), entry.offset());
            history.expect(
                    before == null,
                    () -> "%s comes after %s, below %s".formatted(entry, before, cleanedOffset));
        }
    }
}
