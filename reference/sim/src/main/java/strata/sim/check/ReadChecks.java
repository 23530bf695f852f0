package strata.sim.check;

import java.util.Locale;

/** What failed is never read, nor what is not yet committed by the one who sent it. */
final class ReadChecks {
    private final Evidence evidence;
    private final Findings findings;

    ReadChecks(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void check() {
        // One finding a value and kind of reader; the first reader stands for all.
        for (Act reader : evidence.acts) {
            boolean told = false;
            for (Place place : reader.read) {
                evidence.step();
                Act writer = place.entry.writer;
                if (writer == null) {
                    continue;
                }
                if (writer == reader) {
                    if (!told) {
                        precommitted(reader, place);
                        told = true;
                    }
                } else if (writer.hasFailed()) {
                    aborted(reader, place, writer);
                }
            }
        }
    }

    private void precommitted(Act reader, Place place) {
        findings.found(Anomaly.PRECOMMITTED_READ)
                .by(reader)
                .of(place.shown())
                .excusedIf(true, Excuse.DIRTY_READ)
                .told(
                        reader.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s sends %s to %s and polls it in the same transaction",
                                        reader.operation.session(),
                                        place.entry.value,
                                        place.entry.log.key));
    }

    private void aborted(Act reader, Place place, Act writer) {
        int kind = Evidence.kindOf(reader);
        if (place.entry.abortTold[kind]) {
            return;
        }
        place.entry.abortTold[kind] = true;
        findings.found(Anomaly.G1A)
                .by(writer)
                .by(reader)
                .of(place.shown())
                .excusedIf(writer.isTransaction(), Excuse.DIRTY_READ)
                .excusedIf(writer.lateEndPossible, Excuse.DELAYED_END)
                .told(
                        reader.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s polls %s at offset %d of %s, though %s was told that it"
                                                + " failed",
                                        reader.operation.session(),
                                        place.entry.value,
                                        place.offset,
                                        place.entry.log.key,
                                        writer.operation.session()));
    }
}
