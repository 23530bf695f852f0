package strata.sim.check;

import java.util.Locale;
import strata.kernel.Nullable;

/**
 * What is committed is read by somebody, at the latest when everything is read to its end. Where
 * other parts of the same transaction are read, it is torn.
 */
final class LossChecks {
    private final Evidence evidence;
    private final Findings findings;

    LossChecks(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void check() {
        for (KeyLog log : evidence.logs.values()) {
            for (Entry entry : log.entries.values()) {
                evidence.step();
                Act writer = entry.writer;
                if (writer != null && writer.committed()) {
                    look(entry, writer);
                }
            }
        }
    }

    private void look(Entry entry, Act writer) {
        Place place = entry.mainPlace();
        boolean deletable = place == null ? entry.log.start > 0 : place.offset < entry.log.start;
        if (deletable) {
            return;
        }
        Act missedBy = entry.missedBy[1] != null ? entry.missedBy[1] : entry.missedBy[0];
        if (missedBy != null) {
            lost(entry, writer, missedBy);
        } else if (!entry.isPolled() && evidence.precedesFinalPolls(writer.operation)) {
            if (place != null && place.offset < entry.log.polledMax) {
                lost(entry, writer, null);
            } else {
                unseen(entry, writer);
            }
        }
    }

    private void lost(Entry entry, Act writer, @Nullable Act missedBy) {
        found(Anomaly.LOST_WRITE, entry, writer)
                .by(missedBy)
                .told(
                        writer.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s sent %s to %s %s, but %s",
                                        writer.operation.session(),
                                        entry.value,
                                        entry.log.key,
                                        standing(entry, writer),
                                        missedBy == null
                                                ? "nobody polls it, though offset "
                                                        + entry.log.polledMax
                                                        + " is polled"
                                                : missedBy.operation.session()
                                                        + " reads on across that place without"
                                                        + " it"));
    }

    private void unseen(Entry entry, Act writer) {
        found(Anomaly.UNSEEN, entry, writer)
                .told(
                        writer.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s sent %s to %s %s, and nobody has polled it by the end",
                                        writer.operation.session(),
                                        entry.value,
                                        entry.log.key,
                                        standing(entry, writer)));
    }

    private Findings.Case found(Anomaly anomaly, Entry entry, Act writer) {
        return findings.found(isTorn(entry, writer) ? Anomaly.TORN_TRANSACTION : anomaly)
                .by(writer)
                .of(entry.shown())
                .excusedIf(mayBeGone(entry, writer), Excuse.LOSS)
                .excusedIf(writer.lateEndPossible, Excuse.DELAYED_END);
    }

    /** Whether readers of committed records have seen something else of its transaction, not it. */
    private static boolean isTorn(Entry entry, Act writer) {
        return writer.isTransaction()
                && !entry.polled[1]
                && writer.sent.stream().anyMatch(other -> other.polled[1]);
    }

    private boolean mayBeGone(Entry entry, Act writer) {
        Place place = entry.mainPlace();
        return place == null
                ? writer.eraFrom < evidence.eras() && !evidence.keeps().keeps(writer.isOk(), false)
                : place.mayBeGoneIn(evidence.eras(), evidence.keeps());
    }

    private static String standing(Entry entry, Act writer) {
        Place place = entry.mainPlace();
        String where = place == null ? "" : " at offset " + place.offset;
        if (writer.isOk()) {
            return (writer.isTransaction() ? "and committed it" : "and was told it stands") + where;
        }
        return "in a transaction of which other records are read, so it is committed" + where;
    }
}
