package strata.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import strata.kernel.Nullable;
import strata.sim.SeededRandom;

/**
 * One wrong thing put into a right history: for each anomaly what a log with that fault would have
 * made of it.
 */
final class Corruption {
    private static final Session NOBODY = new Session("q", 0);

    private final SeededRandom random;
    private final OperationRecord record;
    private final List<Operation> list;

    private Corruption(SeededRandom random, OperationRecord record) {
        this.random = random;
        this.record = record;
        this.list = new ArrayList<>(record.list());
    }

    /** A history with an anomaly; null when this one has no place for it. */
    static @Nullable OperationRecord of(Anomaly anomaly, OperationRecord clean, long seed) {
        return new Corruption(new SeededRandom(seed).fork(anomaly.label()), clean).put(anomaly);
    }

    private @Nullable OperationRecord put(Anomaly anomaly) {
        boolean done =
                switch (anomaly) {
                    case INCONSISTENT_OFFSETS -> offsetWithAnotherValue();
                    case CHANGED_RECORD -> readingWithAnotherValue();
                    case G1A -> aReadOperationFailed();
                    case LOST_WRITE -> nobodyReads(false);
                    case TORN_TRANSACTION -> nobodyReadsAPart();
                    case UNSEEN -> nobodyReads(true);
                    case DUPLICATE -> readAgainFarBehind();
                    case POLL_SKIP -> firstReadingIsMissing();
                    case INT_POLL_SKIP -> middleReadingIsMissing();
                    case NONMONOTONIC_POLL -> lastReadingComesAgain();
                    case INT_NONMONOTONIC_POLL -> readingsAreSwapped();
                    case NONMONOTONIC_SEND -> sendsAreSwapped();
                    case INT_NONMONOTONIC_SEND -> valuesAreSwapped();
                    case INT_SEND_SKIP -> anotherOnesValueIsInATransaction();
                    case G0 -> circle(false);
                    case G1C -> circle(true);
                    case PRECOMMITTED_READ -> ownValueIsRead();
                };
        return done ? record.with(list) : null;
    }

    private boolean offsetWithAnotherValue() {
        int index = any(operation -> operation.doing() instanceof Doing.Poll poll && has(poll, 1));
        return index >= 0 && changeReading(index, "w");
    }

    private boolean readingWithAnotherValue() {
        int index = any(operation -> operation.doing() instanceof Doing.Poll poll && has(poll, 1));
        return index >= 0 && changeReading(index, null);
    }

    /** Another value at an offset: one that was sent by somebody, or by nobody. */
    private boolean changeReading(int index, @Nullable String sentValue) {
        List<Placed> values = new ArrayList<>(list.get(index).doing().polled());
        int which = random.nextInt(values.size());
        Placed old = values.get(which);
        String value = sentValue == null ? "nobodys" : sentValue;
        values.set(which, new Placed(old.key(), old.offset(), value));
        list.set(index, with(list.get(index), new Doing.Poll(values)));
        if (sentValue != null) {
            Placed sent = new Placed(old.key(), Placed.UNKNOWN, sentValue);
            Doing.Send send = new Doing.Send(List.of(sent));
            list.add(new Operation(end() + 1, Operation.NEVER, NOBODY, send, Outcome.INFO, 1));
        }
        return true;
    }

    private boolean aReadOperationFailed() {
        int index = any(o -> o.outcome() == Outcome.OK && isRead(o, o.doing().sent()));
        if (index < 0) {
            return false;
        }
        Operation o = list.get(index);
        Operation failed =
                new Operation(
                        o.invoked(), o.ended(), o.session(), o.doing(), Outcome.FAIL, o.tries());
        list.set(index, failed);
        return true;
    }

    /**
     * All readings of an acknowledged value are missing.
     *
     * @param last whether it is the last of its partition, or one with others behind it
     */
    private boolean nobodyReads(boolean last) {
        int index =
                any(
                        o ->
                                o.outcome() == Outcome.OK
                                        && (!o.isTransaction() || o.doing().sent().size() == 1)
                                        && o.doing().sent().stream()
                                                .anyMatch(v -> isVictim(o, v, last)));
        return index >= 0 && nobodyReads(list.get(index), last);
    }

    /** All readings of one value of a transaction are missing; another one is read. */
    private boolean nobodyReadsAPart() {
        int index =
                any(
                        o ->
                                o.outcome() == Outcome.OK
                                        && o.isTransaction()
                                        && o.doing().sent().size() > 1
                                        && o.doing().sent().stream()
                                                .allMatch(v -> isRead(o, List.of(v)))
                                        && o.doing().sent().stream()
                                                .anyMatch(v -> isVictim(o, v, false)));
        return index >= 0 && nobodyReads(list.get(index), false);
    }

    private boolean nobodyReads(Operation writer, boolean last) {
        Placed victim =
                writer.doing().sent().stream()
                        .filter(v -> isVictim(writer, v, last))
                        .findFirst()
                        .orElseThrow();
        for (int i = 0; i < list.size(); i++) {
            list.set(i, without(list.get(i), victim));
        }
        return true;
    }

    private boolean isVictim(Operation writer, Placed value, boolean last) {
        long behind =
                list.stream()
                        .flatMap(o -> o.doing().polled().stream())
                        .filter(v -> v.key().equals(value.key()) && v.offset() > value.offset())
                        .count();
        boolean deletable =
                record.marks().stream()
                        .anyMatch(
                                mark ->
                                        mark instanceof Mark.Start start
                                                && start.key().equals(value.key())
                                                && start.offset() > value.offset());
        return !deletable && isRead(writer, List.of(value)) && last == (behind == 0);
    }

    private boolean readAgainFarBehind() {
        int index = any(o -> o.session().client().equals("final") && has(o.doing(), 1));
        if (index < 0) {
            return false;
        }
        Placed value = list.get(index).doing().polled().get(0);
        Placed again = new Placed(value.key(), 1_000_000, value.value());
        return append(NOBODY, new Doing.Poll(List.of(again)));
    }

    private boolean firstReadingIsMissing() {
        // The final reader's second poll of a partition: its position is known.
        int index = any(o -> isFinalPoll(o) && continues(o) && has(o.doing(), 2));
        return index >= 0 && removeReading(index, 0);
    }

    private boolean middleReadingIsMissing() {
        int index = any(o -> isFinalPoll(o) && has(o.doing(), 3));
        return index >= 0 && removeReading(index, 1);
    }

    private boolean removeReading(int index, int which) {
        List<Placed> values = new ArrayList<>(list.get(index).doing().polled());
        Placed missing = values.remove(which);
        list.set(index, with(list.get(index), new Doing.Poll(values)));
        // Somebody else got it.
        return append(NOBODY, new Doing.Poll(List.of(missing)));
    }

    private boolean lastReadingComesAgain() {
        int index = any(o -> isFinalPoll(o) && has(o.doing(), 1));
        if (index < 0) {
            return false;
        }
        List<Placed> values = list.get(index).doing().polled();
        return insertAfter(index, new Doing.Poll(List.of(values.get(values.size() - 1))));
    }

    private boolean readingsAreSwapped() {
        int index = any(o -> isFinalPoll(o) && has(o.doing(), 2));
        if (index < 0) {
            return false;
        }
        List<Placed> values = new ArrayList<>(list.get(index).doing().polled());
        int which = random.nextInt(values.size() - 1);
        values.add(which, values.remove(which + 1));
        list.set(index, with(list.get(index), new Doing.Poll(values)));
        return true;
    }

    private boolean sendsAreSwapped() {
        int one = any(o -> isPlainSend(o) && nextSend(o) >= 0);
        if (one < 0) {
            return false;
        }
        int other = nextSend(list.get(one));
        Operation first = list.get(one);
        Operation second = list.get(other);
        list.set(one, moved(second, first));
        list.set(other, moved(first, second));
        return true;
    }

    private boolean valuesAreSwapped() {
        int index = any(o -> isPlainSend(o) && o.doing().sent().size() > 1);
        if (index < 0) {
            return false;
        }
        List<Placed> values = new ArrayList<>(list.get(index).doing().sent());
        values.add(0, values.remove(values.size() - 1));
        list.set(index, with(list.get(index), new Doing.Send(values)));
        return true;
    }

    private boolean anotherOnesValueIsInATransaction() {
        int index = anyTransaction();
        if (index < 0) {
            return false;
        }
        extend(index, new Doing.Send(List.of(fresh("k1", 0, "i1"), fresh("k1", 2, "i3"))));
        return append(NOBODY, new Doing.Send(List.of(fresh("k1", 1, "i2"))))
                && readFresh(fresh("k1", 0, "i1"), fresh("k1", 1, "i2"), fresh("k1", 2, "i3"));
    }

    /** Two transactions each of which came after the other. */
    private boolean circle(boolean byReads) {
        int one = anyTransaction();
        int other = anyTransaction();
        if (one < 0 || one == other) {
            return false;
        }
        Placed a = fresh("k1", 0, "c1");
        Placed b = fresh("k2", byReads ? 0 : 1, "c2");
        extend(one, new Doing.Send(List.of(a)));
        if (byReads) {
            extend(one, new Doing.Poll(List.of(b)));
            extend(other, new Doing.Send(List.of(b)));
            extend(other, new Doing.Poll(List.of(a)));
            return readFresh(a, b);
        }
        Placed c = fresh("k1", 1, "c3");
        Placed d = fresh("k2", 0, "c4");
        extend(one, new Doing.Send(List.of(b)));
        extend(other, new Doing.Send(List.of(c)));
        extend(other, new Doing.Send(List.of(d)));
        return readFresh(a, c) && readFresh(d, b);
    }

    private boolean ownValueIsRead() {
        int index = anyTransaction();
        if (index < 0) {
            return false;
        }
        Placed own = fresh("k1", 0, "o1");
        extend(index, new Doing.Send(List.of(own)));
        extend(index, new Doing.Poll(List.of(own)));
        return readFresh(own);
    }

    private boolean readFresh(Placed... values) {
        return append(new Session("q" + values[0].value(), 0), new Doing.Poll(List.of(values)));
    }

    private static Placed fresh(String key, long offset, String value) {
        return new Placed(key, offset, value);
    }

    private int any(Predicate<Operation> which) {
        int start = random.nextInt(list.size());
        for (int i = 0; i < list.size(); i++) {
            int index = (start + i) % list.size();
            if (which.test(list.get(index))) {
                return index;
            }
        }
        return -1;
    }

    private int anyTransaction() {
        return any(o -> o.isTransaction() && o.outcome() == Outcome.OK);
    }

    private static boolean has(Doing doing, int readings) {
        return doing instanceof Doing.Poll && doing.polled().size() >= readings;
    }

    private static boolean isFinalPoll(Operation operation) {
        return operation.session().client().equals("final")
                && operation.doing() instanceof Doing.Poll;
    }

    private boolean continues(Operation poll) {
        Operation before = list.get(list.indexOf(poll) - 1);
        return isFinalPoll(before)
                && before.doing().polled().get(0).key().equals(poll.doing().polled().get(0).key());
    }

    private boolean isPlainSend(Operation operation) {
        return operation.doing() instanceof Doing.Send && operation.outcome() == Outcome.OK;
    }

    /** The session's next acknowledged send to the same partition; negative for none. */
    private int nextSend(Operation one) {
        for (int i = list.indexOf(one) + 1; i < list.size(); i++) {
            Operation other = list.get(i);
            if (isPlainSend(other)
                    && other.session().equals(one.session())
                    && other.doing().sent().get(0).key().equals(one.doing().sent().get(0).key())) {
                return i;
            }
        }
        return -1;
    }

    private boolean isRead(Operation writer, List<Placed> values) {
        return list.stream()
                .filter(o -> !o.equals(writer))
                .flatMap(o -> o.doing().polled().stream())
                .anyMatch(read -> values.stream().anyMatch(v -> v.value().equals(read.value())));
    }

    private long end() {
        return list.stream()
                .mapToLong(o -> o.ended() == Operation.NEVER ? o.invoked() : o.ended())
                .max()
                .orElse(0);
    }

    private boolean append(Session session, Doing doing) {
        long end = end();
        list.add(new Operation(end + 1, end + 2, session, doing, Outcome.OK, 1));
        return true;
    }

    /** The same client does one thing more, right after an operation. */
    private boolean insertAfter(int index, Doing doing) {
        Operation before = list.get(index);
        // All others of the session come later, and stay so: moments need not be unique.
        list.add(
                index + 1,
                new Operation(
                        before.ended(), before.ended(), before.session(), doing, Outcome.OK, 1));
        return true;
    }

    private void extend(int index, Doing.Part part) {
        List<Doing.Part> parts = new ArrayList<>(list.get(index).doing().partsInOrder());
        parts.add(part);
        list.set(index, with(list.get(index), new Doing.Txn(parts)));
    }

    private static Operation with(Operation o, Doing doing) {
        return new Operation(o.invoked(), o.ended(), o.session(), doing, o.outcome(), o.tries());
    }

    /** An operation at the time of another one. */
    private static Operation moved(Operation o, Operation to) {
        return new Operation(
                to.invoked(), to.ended(), o.session(), o.doing(), o.outcome(), o.tries());
    }

    private static Operation without(Operation operation, Placed victim) {
        return switch (operation.doing()) {
            case Doing.Poll poll -> with(operation, without(poll, victim));
            case Doing.Txn txn -> {
                List<Doing.Part> parts = new ArrayList<>();
                for (Doing.Part part : txn.parts()) {
                    parts.add(part instanceof Doing.Poll poll ? without(poll, victim) : part);
                }
                yield with(operation, new Doing.Txn(parts));
            }
            default -> operation;
        };
    }

    private static Doing.Poll without(Doing.Poll poll, Placed victim) {
        return new Doing.Poll(
                poll.values().stream().filter(v -> !v.value().equals(victim.value())).toList());
    }
}
