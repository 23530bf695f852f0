package strata.sim.segments;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.sim.segments.SegmentHistory.Entry;

/** What compaction may take from a log, and what it must. */
final class Compacted {
    private Compacted() {}

    /**
     * What was found must be what the model has; a record that is missing must be one that a
     * compaction was free to take: a later one of its key is there below the compaction's bound, or
     * it is a tombstone.
     */
    static void justify(SegmentHistory history, Map<Long, Entry> found) {
        found.forEach(
                (offset, entry) ->
                        history.expect(
                                entry.equals(history.records.get(offset)),
                                "offset %s is %s, not %s"
                                        .formatted(offset, entry, history.records.get(offset))));
        if (found.size() == history.records.size()) {
            return;
        }
        Map<String, Long> last = new LinkedHashMap<>();
        history.records
                .headMap(history.compactedBelow, false)
                .forEach((offset, entry) -> last.put(entry.key(), offset));
        history.records.forEach(
                (offset, entry) -> {
                    if (!found.containsKey(offset)) {
                        boolean superseded = last.getOrDefault(entry.key(), -1L) > offset;
                        boolean tombstone = entry.isTombstone() && offset < history.compactedBelow;
                        history.expect(
                                superseded || tombstone,
                                "offset %s is lost: %s".formatted(offset, entry));
                    }
                });
    }

    /** Below what a finished compaction has cleaned, each key is there once. */
    static void expectNoKeyTwice(SegmentHistory history, long cleanedOffset) {
        Map<String, Long> seen = new LinkedHashMap<>();
        history.records
                .headMap(cleanedOffset, false)
                .forEach(
                        (offset, entry) -> {
                            Long before = seen.put(entry.key(), offset);
                            history.expect(
                                    before == null,
                                    "key %s is at %s and at %s, below %s"
                                            .formatted(entry.key(), before, offset, cleanedOffset));
                        });
    }
}
