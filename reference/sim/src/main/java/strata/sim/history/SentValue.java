package strata.sim.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import strata.kernel.Nullable;
import strata.sim.Breach;

/** A value that was sent: unique in its run. */
final class SentValue {
    final List<Attempt> attempts = new ArrayList<>(1);
    // Where it is known to stand now.
    final TreeSet<Long> offsets = new TreeSet<>();
    // Its topic was deleted since.
    boolean deleted;

    boolean wasRefused() {
        return attempts.stream().allMatch(attempt -> attempt.refused);
    }

    /** What is wrong with somebody seeing it, if anything. */
    @Nullable
    Breach wrongToSee(String value, String where) {
        if (deleted) {
            return Breach.of(
                    "resurrected-record",
                    "A deleted topic's records are gone for good",
                    value + " was in a topic that was deleted; " + where,
                    value);
        }
        if (wasRefused()) {
            return Breach.of(
                    "aborted-read",
                    "What was refused was not appended",
                    value + " was refused; " + where,
                    value);
        }
        return null;
    }

    /** What is wrong with it standing at one more offset, if anything. */
    @Nullable
    Breach wrongToStandAt(KnownLog log, long offset, String value) {
        if (lastEpoch() < log.oldestEpochAt(offset)) {
            return Breach.of(
                    "broken-prefix",
                    "What a loss of power leaves is an unbroken prefix of what was appended",
                    String.format(
                            Locale.ROOT,
                            "%s stands at offset %d of %s, sent before the loss of power that cut"
                                    + " the log at or before this offset",
                            value,
                            offset,
                            log.partition()),
                    value);
        }
        if (offsets.size() >= attempts.size()) {
            return Breach.of(
                    "duplicate",
                    "A record stands once for each time it was sent",
                    String.format(
                            Locale.ROOT,
                            "%s was sent %d times, yet stands at offsets %s and %d of %s",
                            value,
                            attempts.size(),
                            offsets,
                            offset,
                            log.partition()),
                    value);
        }
        return null;
    }

    int lastEpoch() {
        return attempts.get(attempts.size() - 1).epoch;
    }
}
