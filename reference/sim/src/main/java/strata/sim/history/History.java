package strata.sim.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SimWorld;
import strata.sim.check.OperationRecord;
import strata.sim.check.Testimony;
import strata.sim.disk.CrashMode;
import strata.sim.history.KnownLog.Known;

/**
 * Everything clients did and saw, checked as it comes in. The anomalies have the names of Jepsen's
 * Kafka checker where it has one.
 *
 * <p>Each value is sent once, or again when nobody knows what became of it; so a value tells where
 * it came from. What is checked:
 *
 * <ul>
 *   <li>one offset never has two values, except past the point where a loss of power cut a log that
 *       did not promise more;
 *   <li>what an acknowledgement promised is there; what a reader saw is there until such a cut;
 *   <li>after a cut nothing of before it follows: what is left is an unbroken prefix;
 *   <li>every value read was sent, was not refused, and was not changed;
 *   <li>only the oldest records are deleted, where they may be, and stay away;
 *   <li>no value stands twice, unless it was sent twice; readers see offsets one after the other.
 * </ul>
 */
public final class History implements Testimony {
    private final SimWorld world;
    private final Promise promise;
    private final Map<String, KnownLog> logs = new LinkedHashMap<>();
    private final Map<String, SentValue> values = new LinkedHashMap<>();
    private final SendOrder sendOrder = new SendOrder();
    private final JournalNotes notes;
    private ObjLongConsumer<String> promises = (partition, end) -> {};
    // Counts losses of power.
    private int epoch;
    // Bits have turned: nothing need stay any more.
    private boolean rotted;
    // The oldest records may be deleted.
    private boolean mayDelete;
    private long attempts;
    // Counts what was learnt.
    private long moment;
    private long acknowledged;
    private long read;

    /** A value as read. */
    public record Read(long offset, String value) {}

    public History(SimWorld world, Promise promise) {
        this.world = world;
        this.promise = promise;
        this.notes = new JournalNotes(promise);
    }

    @Override
    public OperationRecord operations() {
        return notes.operations();
    }

    @Override
    public void finalPolls() {
        notes.finalPolls();
    }

    @Override
    public long acknowledged() {
        return acknowledged;
    }

    @Override
    public long read() {
        return read;
    }

    /** What acknowledgements promise in this run. */
    public Promise promise() {
        return promise;
    }

    /** Has somebody told of each acknowledgement: of which partition, and up to which offset. */
    public void whenPromised(ObjLongConsumer<String> told) {
        promises = told;
    }

    /** Values are sent; for the first time, or again. */
    public Attempt sending(String producer, String partition, List<String> sent) {
        Attempt attempt = new Attempt(attempts++, producer, partition, sent, epoch);
        for (String value : sent) {
            values.computeIfAbsent(value, v -> new SentValue()).attempts.add(attempt);
        }
        notes.sending(attempt);
        SentValue first = Objects.requireNonNull(values.get(sent.get(0)));
        String again = first.attempts.size() > 1 ? " again" : "";
        tell(attempt, producer + " sends " + attempt.shown() + again);
        return attempt;
    }

    /** The node has acknowledged an attempt: its first value stands at this offset. */
    public void acknowledged(Attempt attempt, long baseOffset) {
        tell(attempt, "acknowledged: " + attempt.shown() + " at offset " + baseOffset);
        notes.acknowledged(attempt, baseOffset);
        acknowledged += attempt.values.size();
        if (promise == Promise.REPLICATED && !attempt.isPromised()) {
            return;
        }
        Breach disorder = sendOrder.acknowledged(attempt, baseOffset);
        if (disorder != null && !rotted && promise != Promise.REPLICATED) {
            throw world.breach(disorder);
        }
        promises.accept(attempt.partition, baseOffset + attempt.values.size());
        KnownLog log = logOf(attempt.partition);
        for (int i = 0; i < attempt.values.size(); i++) {
            Known known = observe(log, baseOffset + i, attempt.values.get(i), attempt.producer);
            known.acked = true;
            known.durable |= promise != Promise.IN_PAGE_CACHE;
        }
    }

    /** The node has refused an attempt: nothing of it was appended. */
    public void refused(Attempt attempt, String why) {
        attempt.refused = true;
        notes.refused(attempt);
        tell(attempt, "refused: " + attempt.shown() + ": " + why);
    }

    /** Nobody knows what became of an attempt. */
    public void lost(Attempt attempt, String why) {
        notes.lost(attempt);
        tell(attempt, "no answer for " + attempt.shown() + ": " + why);
    }

    /**
     * A reader has read on from a position.
     *
     * @param position the offset that it asked for
     * @param reads what it got, without what lies before its position
     */
    public void polled(String reader, String partition, long position, List<Read> reads) {
        notes.polled(reader, partition, position, reads);
        long expected = position;
        KnownLog log = logOf(partition);
        for (Read next : reads) {
            if (next.offset() != expected) {
                throw broken(
                        next.offset() > expected ? "poll-skip" : "nonmonotonic-poll",
                        "A reader gets the offsets of a partition one after the other",
                        String.format(
                                Locale.ROOT,
                                "%s reads %s: offset %d was to come next, %d came",
                                reader,
                                partition,
                                expected,
                                next.offset()),
                        next.value());
            }
            Known known = observe(log, next.offset(), next.value(), reader);
            known.durable |= keepsWhatIsShown();
            expected++;
        }
        read += reads.size();
    }

    /**
     * Something read is no record at all, though a whole batch was handed out.
     *
     * @return never: it throws
     */
    public BreachFound unreadable(String reader, String partition, long position, String why) {
        throw broken(
                "changed-record",
                "What is read is what was sent",
                reader + " reads " + partition + " at offset " + position + ": " + why,
                partition);
    }

    /** Somebody begins to read a partition to its end: {@link #readToEnd} wants this. */
    public long readingBegins() {
        return moment;
    }

    /**
     * A partition has been read from its start to its end.
     *
     * @param begun {@link #readingBegins} when the reading began
     * @param logEnd where it ends
     */
    public void readToEnd(String reader, String partition, long begun, long logEnd) {
        KnownLog log = logOf(partition);
        boolean cut = false;
        for (long offset = logEnd; offset < log.end(); offset++) {
            Known known = log.at(offset);
            if (known == null || known.since > begun) {
                continue;
            }
            if (mustStay(known)) {
                throw broken(
                        "lost-write",
                        known.claim(),
                        String.format(
                                Locale.ROOT,
                                "%s ends at offset %d (read by %s), yet %s at offset %d was %s",
                                partition,
                                logEnd,
                                reader,
                                known.value,
                                offset,
                                known.standing()),
                        known.value);
            }
            cut = true;
        }
        if (cut) {
            forget(log.cutAt(logEnd, epoch, epoch, rotted));
        }
    }

    /**
     * Up to where a partition has to reach: one more than the greatest offset of a record that must
     * stay.
     */
    public long promisedEnd(String partition) {
        return logOf(partition).endOf(this::mustStay);
    }

    /** Where a partition is known to start; whoever asks for it anew tells {@link #startsAt}. */
    public long startOf(String partition) {
        return logOf(partition).start();
    }

    /**
     * Somebody has learnt where a partition starts.
     *
     * @param knownBefore {@link #startOf} when the question was sent
     * @param start the log start in the answer
     */
    public void startsAt(String reader, String partition, long knownBefore, long start) {
        Breach wrong = logOf(partition).startsAt(reader, knownBefore, start, mayDelete);
        notes.startsAt(partition, start);
        if (wrong != null && !rotted) {
            throw world.breach(wrong);
        }
    }

    /** From now on the oldest records of partitions may be deleted. */
    public void mayDelete() {
        mayDelete = true;
    }

    public boolean isDeletionAllowed() {
        return mayDelete;
    }

    /** The machine has crashed. */
    public void crashed(CrashMode mode) {
        // Of several nodes, one that loses what it has not flushed takes nothing with it.
        if (mode.losesPower() && promise != Promise.REPLICATED) {
            notes.loss();
            epoch++;
        }
    }

    /** The node has stopped in good order, which flushes everything. */
    public void stoppedInGoodOrder() {
        if (promise != Promise.REPLICATED) {
            logs.values().forEach(log -> log.allDurable(epoch));
        }
    }

    /**
     * Bits on the disk have turned, which one node alone cannot repair. From now on records may be
     * missing from the end; none may be changed.
     */
    public void rotted() {
        rotted = true;
    }

    /** Whether bits on the disk have turned. */
    public boolean hasRotted() {
        return rotted;
    }

    /** A topic is gone; whatever it held must not be seen again. */
    public void deleted(String topic) {
        logs.keySet().stream().filter(p -> isOf(topic, p)).forEach(notes::deleted);
        logs.keySet().removeIf(partition -> isOf(topic, partition));
        sendOrder.forget(attempt -> isOf(topic, attempt.partition));
        for (SentValue value : values.values()) {
            value.deleted |= isOf(topic, value.attempts.get(0).partition);
        }
    }

    private Known observe(KnownLog log, long offset, String value, String by) {
        SentValue sent = checkMayBeSeen(log, offset, value, by);
        if (offset < log.start()) {
            // The answer is older than the deletion.
            return new Known(value, ++moment, epoch);
        }
        Known known = log.at(offset);
        if (known != null && !known.value.equals(value)) {
            if (mustStay(known)) {
                throw broken(
                        "inconsistent-offsets",
                        "One offset of a partition has one value",
                        String.format(
                                Locale.ROOT,
                                "offset %d of %s is %s for %s, yet it was %s (%s)",
                                offset,
                                log.partition(),
                                value,
                                by,
                                known.value,
                                known.standing()),
                        value,
                        known.value);
            }
            // At the earliest the first loss of power since then has cut it; bits turn without one.
            forget(log.cutAt(offset, Math.min(known.epoch + 1, epoch), epoch, rotted));
            known = null;
        }
        if (known == null) {
            known = new Known(value, ++moment, epoch);
            Breach wrong = sent.wrongToStandAt(log, offset, value);
            if (wrong != null) {
                throw world.breach(wrong);
            }
            log.set(offset, known);
            sent.offsets.add(offset);
        }
        known.epoch = epoch;
        // All that is found after a loss of power was on the disk.
        known.durable |= sent.lastEpoch() < epoch;
        return known;
    }

    private SentValue checkMayBeSeen(KnownLog log, long offset, String value, String by) {
        String where = by + " finds it at offset " + offset + " of " + log.partition();
        SentValue sent = values.get(value);
        if (sent == null) {
            throw broken(
                    "changed-record",
                    "What is read is what was sent",
                    "nobody sent '" + value + "'; " + where,
                    log.partition());
        }
        Breach wrong = sent.wrongToSee(value, where);
        if (wrong != null) {
            throw world.breach(wrong);
        }
        return sent;
    }

    private boolean mustStay(Known known) {
        return !rotted && known.mustStay(epoch);
    }

    private boolean keepsWhatIsShown() {
        return promise == Promise.FLUSHED_BEFORE_SHOWN || promise == Promise.REPLICATED;
    }

    private static boolean isOf(String topic, String partition) {
        return partition.substring(0, partition.lastIndexOf('-')).equals(topic);
    }

    private void forget(Map<Long, String> gone) {
        gone.forEach(
                (offset, value) -> {
                    SentValue sent = values.get(value);
                    if (sent != null) {
                        sent.offsets.remove(offset);
                    }
                });
    }

    private void tell(Attempt attempt, String text) {
        world.story().tellOf(attempt.values, text);
    }

    private KnownLog logOf(String partition) {
        return logs.computeIfAbsent(partition, KnownLog::new);
    }

    private BreachFound broken(String invariant, String claim, String numbers, String... subjects) {
        throw world.breach(Breach.of(invariant, claim, numbers, subjects));
    }

    /** Where a value is known to stand; null when nobody has seen it. */
    public @Nullable Long offsetOf(String value) {
        SentValue sent = values.get(value);
        return sent == null || sent.offsets.isEmpty() ? null : sent.offsets.first();
    }
}
