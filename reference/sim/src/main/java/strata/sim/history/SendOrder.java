package strata.sim.history;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import strata.kernel.Nullable;
import strata.sim.Breach;

/** Whether what a producer sends later has a greater offset. */
final class SendOrder {
    private final Map<String, Attempt> lastAcked = new LinkedHashMap<>();
    private final Map<String, Long> lastAckedOffset = new LinkedHashMap<>();

    /** An attempt was acknowledged; gives what is wrong with that, if anything. */
    @Nullable
    Breach acknowledged(Attempt attempt, long baseOffset) {
        String key = attempt.producer + " " + attempt.partition;
        Attempt before = lastAcked.put(key, attempt);
        Long offsetBefore = lastAckedOffset.put(key, baseOffset);
        if (before == null || offsetBefore == null || before.epoch != attempt.epoch) {
            return null;
        }
        if (before.number >= attempt.number || offsetBefore < baseOffset) {
            return null;
        }
        return Breach.of(
                "nonmonotonic-send",
                "What one producer sends later has a greater offset",
                String.format(
                        Locale.ROOT,
                        "%s at offset %d of %s, but %s, sent later, at offset %d",
                        before.values.get(0),
                        offsetBefore,
                        attempt.partition,
                        attempt.values.get(0),
                        baseOffset),
                before.values.get(0),
                attempt.values.get(0));
    }

    /** These attempts count no more. */
    void forget(Predicate<Attempt> gone) {
        lastAcked.values().removeIf(gone);
    }
}
