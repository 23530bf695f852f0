package strata.sim.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Consumers read on where they were: each session's polls are followed, in the order in which they
 * ended, and so is its position, as the consumer itself has to keep it.
 *
 * <p>A place that a reader jumps over is its own {@code poll-skip} when another reader of its kind
 * got the value. When nobody did, {@link LossChecks} makes a {@code lost-write} of it.
 */
final class PollOrderChecks {
    private final Evidence evidence;
    private final Findings findings;
    private final Map<Session, Consumer> consumers = new LinkedHashMap<>();

    /** Where a consumer is. */
    private static final class Consumer {
        // What comes next in each partition, where that is known.
        final Map<String, Position> positions = new LinkedHashMap<>();
        boolean subscribed;

        void switchTo(List<String> keys, boolean bySubscription) {
            positions.keySet().retainAll(keys);
            subscribed = bySubscription;
        }
    }

    /**
     * What a consumer reads next.
     *
     * @param offset not below this one
     * @param since the operation that brought it there
     * @param inside whether that is the very operation that is being looked at
     */
    private record Position(long offset, Act since, boolean inside) {}

    /** A step of a consumer from its position to the next place that it got. */
    private record Step(Act act, Consumer consumer, Position from, Place to) {
        String who() {
            return act.operation.session().toString();
        }
    }

    PollOrderChecks(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    void check() {
        List<Act> byEnd = new ArrayList<>();
        for (Act act : evidence.acts) {
            if (!(act.operation.doing() instanceof Doing.Send)) {
                byEnd.add(act);
            }
        }
        byEnd.sort(Comparator.comparingLong(act -> act.operation.ended()));
        for (Act act : byEnd) {
            evidence.step();
            Session session = act.operation.session();
            follow(act, consumers.computeIfAbsent(session, s -> new Consumer()));
        }
    }

    private void follow(Act act, Consumer consumer) {
        switch (act.operation.doing()) {
            case Doing.Send send -> {}
            case Doing.Poll poll -> read(act, consumer);
            case Doing.Txn txn -> read(act, consumer);
            case Doing.Subscribe subscribe -> {
                if (!act.hasFailed()) {
                    consumer.switchTo(subscribe.keys(), true);
                }
            }
            case Doing.Assign assign -> {
                if (!act.hasFailed()) {
                    consumer.switchTo(assign.keys(), false);
                }
            }
            case Doing.Seek seek -> {
                if (!act.hasFailed()) {
                    consumer.positions.put(seek.key(), new Position(seek.offset(), act, false));
                }
            }
            case Doing.Crash crash -> consumers.remove(act.operation.session());
        }
    }

    private void read(Act act, Consumer consumer) {
        Map<String, Position> inside = new LinkedHashMap<>();
        for (Place place : act.read) {
            evidence.step();
            String key = place.entry.log.key;
            Position from = inside.get(key);
            if (from == null) {
                from = consumer.positions.get(key);
            }
            if (from != null) {
                look(new Step(act, consumer, from, place));
            }
            inside.put(key, new Position(place.offset + 1, act, true));
        }
        switch (act.operation.outcome()) {
            // The positions are committed with the transaction.
            case OK ->
                    inside.forEach(
                            (key, to) ->
                                    consumer.positions.put(
                                            key, new Position(to.offset, act, false)));
            // The consumer goes back to where it was.
            case FAIL -> {}
            // Either of the two.
            case INFO -> consumer.positions.keySet().removeAll(inside.keySet());
        }
    }

    private void look(Step step) {
        if (step.to.offset < step.from.offset) {
            wentBack(step);
        } else if (step.to.offset > step.from.offset) {
            jumped(step);
        }
    }

    private void wentBack(Step step) {
        boolean inside = step.from.inside;
        findings.found(inside ? Anomaly.INT_NONMONOTONIC_POLL : Anomaly.NONMONOTONIC_POLL)
                .by(step.from.since)
                .by(step.act)
                .of(step.to.shown())
                .excusedIf(step.consumer.subscribed, Excuse.REBALANCE)
                .told(
                        step.act.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s was to go on at offset %d of %s, and gets %s at offset"
                                                + " %d%s",
                                        step.who(),
                                        step.from.offset,
                                        step.to.entry.log.key,
                                        step.to.entry.value,
                                        step.to.offset,
                                        inside ? " in the same operation" : ""));
    }

    /** Looks at all that lies between; the first that nothing excuses is told, else the first. */
    private void jumped(Step step) {
        KeyLog log = step.to.entry.log;
        Place skipped = null;
        boolean skippedExcused = false;
        int index = log.indexOf(step.from.offset);
        for (Place first = log.at(index);
                first != null && first.offset < step.to.offset;
                first = log.at(++index)) {
            for (Place place = first; place != null; place = place.next) {
                evidence.step();
                boolean excused = isExcused(step, place);
                if (place.polled[Evidence.kindOf(step.act)]) {
                    if (skipped == null || (skippedExcused && !excused)) {
                        skipped = place;
                        skippedExcused = excused;
                    }
                } else if (!excused) {
                    missed(step, place);
                }
            }
        }
        if (skipped != null) {
            skipped(step, skipped, skippedExcused);
        }
    }

    /** Whether a loss can have taken the one, or brought about the other. */
    private boolean isExcused(Step step, Place between) {
        Keeps keeps = evidence.keeps();
        return between.mayBeGoneIn(step.act.eraTo, keeps)
                || step.to.mayBeGoneIn(between.eraFirst, keeps);
    }

    private static void missed(Step step, Place place) {
        if (step.consumer.subscribed && !step.from.inside) {
            // Another member may have been in between, and may not have got there yet.
            return;
        }
        Entry entry = place.entry;
        int kind = Evidence.kindOf(step.act);
        if (entry.isCommitted() && !entry.polled[kind] && entry.missedBy[kind] == null) {
            entry.missedBy[kind] = step.act;
        }
    }

    private void skipped(Step step, Place place, boolean excused) {
        boolean inside = step.from.inside;
        findings.found(inside ? Anomaly.INT_POLL_SKIP : Anomaly.POLL_SKIP)
                .by(step.from.since)
                .by(step.act)
                .by(place.firstAct)
                .of(place.shown())
                .of(step.to.shown())
                .excusedIf(step.consumer.subscribed, Excuse.REBALANCE)
                .excusedIf(excused, Excuse.LOSS)
                .told(
                        step.act.client,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "%s was to go on at offset %d of %s, and gets offset %d%s:"
                                                + " it jumps over %s at offset %d",
                                        step.who(),
                                        step.from.offset,
                                        step.to.entry.log.key,
                                        step.to.offset,
                                        inside ? " in the same operation" : "",
                                        place.entry.value,
                                        place.offset));
    }
}
