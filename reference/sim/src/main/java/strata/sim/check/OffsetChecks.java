package strata.sim.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One offset has one value, one value one offset, and every value a sender. */
final class OffsetChecks {
    private final Evidence evidence;
    private final Findings findings;

    OffsetChecks(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void check() {
        for (KeyLog log : evidence.logs.values()) {
            for (Place place : log.inOrder()) {
                evidence.step();
                if (place.next != null) {
                    inconsistent(place);
                }
            }
            for (Entry entry : log.entries.values()) {
                evidence.step();
                if (entry.writer == null) {
                    changed(entry);
                }
                if (entry.places.size() > 1) {
                    duplicate(entry);
                }
            }
        }
    }

    /** Each value at the offset, against the one that was there before it. */
    private void inconsistent(Place first) {
        List<Place> here = new ArrayList<>();
        for (Place place = first; place != null; place = place.next) {
            here.add(place);
        }
        here.sort(
                Comparator.comparingInt((Place place) -> place.eraLast)
                        .thenComparingInt(place -> place.eraFirst));
        for (int i = 1; i < here.size(); i++) {
            Place earlier = here.get(i - 1);
            Place later = here.get(i);
            findings.found(Anomaly.INCONSISTENT_OFFSETS)
                    .by(earlier.firstAct)
                    .by(later.firstAct)
                    .of(earlier.shown())
                    .of(later.shown())
                    .excusedIf(isReplaced(earlier, later), Excuse.LOSS)
                    .told(
                            later.firstAct.client,
                            () ->
                                    String.format(
                                            Locale.ROOT,
                                            "offset %d of %s is %s for %s, and %s for %s",
                                            first.offset,
                                            first.entry.log.key,
                                            earlier.entry.value,
                                            earlier.firstAct.operation.session(),
                                            later.entry.value,
                                            later.firstAct.operation.session()));
        }
    }

    /** Whether a loss can have taken one of the values before the other came to its place. */
    private boolean isReplaced(Place one, Place other) {
        return one.mayBeGoneIn(other.eraFirst, evidence.keeps())
                || other.mayBeGoneIn(one.eraFirst, evidence.keeps());
    }

    private void changed(Entry entry) {
        Place place = entry.places.get(0);
        findings.found(Anomaly.CHANGED_RECORD)
                .by(place.firstAct)
                .of(place.shown())
                .told(
                        place.firstAct.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s polls %s at offset %d of %s, and nobody sent that"
                                                + " there",
                                        place.firstAct.operation.session(),
                                        entry.value,
                                        place.offset,
                                        entry.log.key));
    }

    private void duplicate(Entry entry) {
        Act writer = entry.writer;
        List<Place> lasting = new ArrayList<>();
        for (Place place : entry.places) {
            if (!place.mayBeGoneIn(evidence.eras(), evidence.keeps())) {
                lasting.add(place);
            }
        }
        // As many copies as tries: each of them was appended, as a plain producer must expect.
        boolean sentAgain = writer != null && entry.places.size() <= writer.operation.tries();
        Findings.Case found =
                findings.found(Anomaly.DUPLICATE)
                        .by(writer)
                        .excusedIf(sentAgain, Excuse.SENT_AGAIN)
                        .excusedIf(lasting.size() <= 1, Excuse.LOSS);
        for (Place place : entry.places) {
            found.by(place.firstAct).of(place.shown());
        }
        found.told(
                writer == null ? entry.places.get(0).firstAct.client : writer.client,
                () ->
                        String.format(
                                Locale.ROOT,
                                "%s stands in %s at offsets %s",
                                entry.value,
                                entry.log.key,
                                entry.places.stream()
                                        .map(place -> place.offset)
                                        .sorted()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" and "))));
    }
}
