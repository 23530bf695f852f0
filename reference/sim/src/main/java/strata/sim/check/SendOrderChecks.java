package strata.sim.check;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import strata.kernel.Nullable;

/** What a producer sends later stands later: each session's sends, in the order it sent them. */
final class SendOrderChecks {
    private final Evidence evidence;
    private final Findings findings;
    private final Map<Stream, Front> fronts = new LinkedHashMap<>();

    /** What a session sends to a partition. */
    private record Stream(Session session, String key) {}

    /** A value that was sent, where it stands, and by which operation. */
    private record Sent(Act act, Place place) {}

    /** The greatest offsets so far. */
    private static final class Front {
        // Of all; and of those sent once, with an answer: nothing of these comes late.
        @Nullable Sent any;
        @Nullable Sent prompt;

        void advance(Sent sent) {
            any = greater(any, sent);
            if (!sent.act.mayComeLate()) {
                prompt = greater(prompt, sent);
            }
        }

        private static Sent greater(@Nullable Sent one, Sent other) {
            return one == null || one.place.offset < other.place.offset ? other : one;
        }
    }

    SendOrderChecks(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void check() {
        for (Act act : evidence.acts) {
            if (!act.sent.isEmpty()) {
                compareAll(act);
                advance(act);
            }
        }
    }

    private void compareAll(Act act) {
        Map<String, Sent> inside = new LinkedHashMap<>();
        for (Entry entry : act.sent) {
            evidence.step();
            Place place = entry.mainPlace();
            if (place == null) {
                continue;
            }
            Sent sent = new Sent(act, place);
            Sent before = inside.put(entry.log.key, sent);
            if (before == null) {
                compare(frontOf(act, entry), sent);
            } else if (place.offset <= before.place.offset) {
                disordered(Anomaly.INT_NONMONOTONIC_SEND, before, sent);
            } else if (act.isTransaction()) {
                gap(before, sent);
            }
        }
    }

    private void advance(Act act) {
        for (Entry entry : act.sent) {
            Place place = entry.mainPlace();
            if (place != null) {
                frontOf(act, entry).advance(new Sent(act, place));
            }
        }
    }

    private Front frontOf(Act act, Entry entry) {
        Stream stream = new Stream(act.operation.session(), entry.log.key);
        return fronts.computeIfAbsent(stream, s -> new Front());
    }

    /** The first that an operation sends, against all that was sent before. */
    private void compare(Front front, Sent sent) {
        Sent prompt = front.prompt;
        Sent any = front.any;
        // First against what cannot have come late: what can is no excuse for the others.
        if (prompt != null && isBehind(prompt, sent)) {
            disordered(Anomaly.NONMONOTONIC_SEND, prompt, sent);
        } else if (any != null && isBehind(any, sent)) {
            disordered(Anomaly.NONMONOTONIC_SEND, any, sent);
        }
    }

    /** Whether something sent before stands behind, and is still there to compare with. */
    private boolean isBehind(Sent before, Sent sent) {
        return before.place.offset >= sent.place.offset
                && !before.place.mayBeGoneIn(sent.act.eraTo, evidence.keeps());
    }

    private void disordered(Anomaly anomaly, Sent before, Sent sent) {
        findings.found(anomaly)
                .by(before.act)
                .by(sent.act)
                .of(before.place.shown())
                .of(sent.place.shown())
                .excusedIf(before.act.mayComeLate() || sent.act.mayComeLate(), Excuse.SENT_AGAIN)
                .told(
                        sent.act.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s sends %s to %s, then %s; but they stand at offsets %d"
                                                + " and %d",
                                        sent.act.operation.session(),
                                        before.place.entry.value,
                                        before.place.entry.log.key,
                                        sent.place.entry.value,
                                        before.place.offset,
                                        sent.place.offset));
    }

    private void gap(Sent before, Sent sent) {
        KeyLog log = sent.place.entry.log;
        Place between = log.at(log.indexOf(before.place.offset + 1));
        if (between == null || between.offset >= sent.place.offset) {
            return;
        }
        findings.found(Anomaly.INT_SEND_SKIP)
                .by(sent.act)
                .by(between.firstAct)
                .of(before.place.shown())
                .of(between.shown())
                .of(sent.place.shown())
                .excusedIf(true, Excuse.INTERLEAVING)
                .told(
                        sent.act.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s sends %s and %s to %s in one transaction, and %s stands"
                                                + " between them at offset %d",
                                        sent.act.operation.session(),
                                        before.place.entry.value,
                                        sent.place.entry.value,
                                        log.key,
                                        between.entry.value,
                                        between.offset));
    }
}
