package strata.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;

/** What compaction may leave of a log. */
public final class HiddenTestCompaction {
    private HiddenTestCompaction() {}

    /**
     * Of each key the last record, unless it is a tombstone of which nothing older is left either;
     * of the older ones some; in the order of the log.
     */
    public static List<GroupRecord> left(List<GroupRecord> log, SplittableRandom random) {
        Map<GroupKey, Integer> last = new LinkedHashMap<>();
        for (int at = 0; at < log.size(); at++) {
            last.put(log.get(at).key(), at);
        }
        Map<GroupKey, Boolean> forgotten = new LinkedHashMap<>();
        last.forEach(
                (key, at) ->
                        forgotten.put(key, log.get(at).value() == null && random.nextInt(3) == 0));
        int bound = random.nextInt(1, 5);
        List<GroupRecord> left = new ArrayList<>();
        for (int at = 0; at < log.size(); at++) {
            GroupRecord record = log.get(at);
            boolean isLast = last.getOrDefault(record.key(), -1) == at;
            boolean isForgotten = forgotten.getOrDefault(record.key(), false);
            if (!isForgotten && (isLast || random.nextInt(bound) == 0)) {
                left.add(record);
            }
        }
        return left;
    }
}
