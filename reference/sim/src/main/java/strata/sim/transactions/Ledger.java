package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import strata.kernel.Nullable;
import strata.kernel.request.IsolationLevel;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SimWorld;
import strata.sim.check.ClientSettings;
import strata.sim.check.Configuration;
import strata.sim.check.Configuration.Transactions;
import strata.sim.check.Doing;
import strata.sim.check.Journal;
import strata.sim.check.OperationRecord;
import strata.sim.check.Placed;
import strata.sim.check.Session;
import strata.sim.check.Testimony;
import strata.sim.history.History.Read;

/**
 * Takes down what transactional clients do and see, for the check when the run is over. What shows
 * at once that it is wrong ends the run there: a reader of committed records that sees what was
 * aborted or not even asked to be committed, a value at two offsets, an offset with two values.
 */
final class Ledger implements Testimony {
    private final SimWorld world;
    private final Transactions version;
    private final Journal journal;
    // By value: who sent it.
    private final Map<String, Deed.Sent> sent = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, String>> logs = new LinkedHashMap<>();
    private final Map<String, Long> offsets = new LinkedHashMap<>();
    // One more than the greatest offset that must be seen.
    private final Map<String, Long> promised = new LinkedHashMap<>();
    // Clients that have an end under way which may come late.
    private final Set<String> lateEnders = new LinkedHashSet<>();
    // By reader and partition, the offset that the journal knows it to go on from.
    private final Map<String, Long> positions = new LinkedHashMap<>();
    private ObjLongConsumer<String> promises = (partition, end) -> {};
    private long acknowledged;
    private long read;
    private long committed;
    private long aborted;

    /**
     * @param dirtyReaders clients that read what is not committed
     */
    Ledger(SimWorld world, Transactions version, List<String> dirtyReaders) {
        this.world = world;
        this.version = version;
        Configuration configuration = Configuration.STRICT.with(version);
        for (String reader : dirtyReaders) {
            configuration =
                    configuration.withClient(
                            reader, new ClientSettings(true, IsolationLevel.READ_UNCOMMITTED));
        }
        this.journal = new Journal(configuration);
    }

    @Override
    public OperationRecord operations() {
        return journal.operations();
    }

    @Override
    public void finalPolls() {
        journal.finalPolls();
    }

    @Override
    public long acknowledged() {
        return acknowledged;
    }

    @Override
    public long read() {
        return read;
    }

    /** How many transactions were committed, as their producers were told. */
    long committed() {
        return committed;
    }

    /** How many were aborted, as far as is known. */
    long aborted() {
        return aborted;
    }

    /** Has somebody told of each acknowledgement: of which partition, and up to which offset. */
    void whenPromised(ObjLongConsumer<String> told) {
        promises = told;
    }

    /** A transaction begins. */
    Deed begins(Session session) {
        return new Deed(session, true, journal, lateEnders.contains(session.client()));
    }

    /** Values are sent outside of transactions. */
    Deed.Sent sendsAlone(Session session, String partition, List<String> values) {
        return sends(new Deed(session, false, journal, false), partition, values);
    }

    /** Values are sent for the first time. */
    Deed.Sent sends(Deed deed, String partition, List<String> values) {
        Deed.Sent now = deed.sends(partition, values);
        values.forEach(value -> sent.put(value, now));
        tell(now, deed.session() + " sends " + shown(now));
        return now;
    }

    /** They are acknowledged with {@code acks=all}. */
    void acknowledged(Deed.Sent what, long baseOffset) {
        tell(what, "acknowledged: " + shown(what) + " at offset " + baseOffset);
        acknowledged += what.values.size();
        what.deed.stands(what, baseOffset);
        for (int i = 0; i < what.values.size(); i++) {
            stands(what.partition, baseOffset + i, what.values.get(i), "its sender");
        }
        promises.accept(what.partition, baseOffset + what.values.size());
        if (!what.deed.isTransaction()) {
            what.deed.committed();
            promise(what);
        }
    }

    /** It is asked to be committed. */
    void commits(Deed deed) {
        deed.commits();
    }

    /** The same again, or to be aborted again. */
    void endsAgain(Deed deed) {
        deed.endsAgain();
        lateEnders.add(deed.session().client());
    }

    void committed(Deed deed, List<Deed.Sent> all) {
        deed.committed();
        committed++;
        all.forEach(each -> tell(each, "committed: " + shown(each)));
        all.forEach(this::promise);
    }

    void aborted(Deed deed, List<Deed.Sent> all) {
        deed.aborted();
        forgetPositions(deed);
        aborted++;
        all.forEach(each -> tell(each, "aborted: " + shown(each)));
    }

    /** Its client is dead, or is told that it is none any more. */
    void over(Deed deed, List<Deed.Sent> all) {
        if (deed.mayEndLate()) {
            lateEnders.add(deed.session().client());
        }
        deed.over();
        forgetPositions(deed);
        all.forEach(each -> tell(each, deed.session() + " ends with " + shown(each)));
    }

    /**
     * What was read in a transaction that came to nothing was read in vain: wherever its reader
     * goes on, it chose to.
     */
    private void forgetPositions(Deed deed) {
        positions.keySet().removeIf(place -> place.startsWith(deed.session() + " "));
    }

    /**
     * A reader has read on.
     *
     * @param into the transaction that it reads for; null for none
     */
    void polled(Polling by, Span span, List<Read> reads, @Nullable Deed into) {
        List<Placed> values = new ArrayList<>(reads.size());
        for (Read each : reads) {
            see(by, each);
            values.add(new Placed(by.partition, each.offset(), each.value()));
        }
        read += reads.size();
        String place = by.session + " " + by.partition;
        Long known = positions.put(place, span.next);
        if (known == null || known != span.position) {
            // It chose to go on elsewhere than where it had got to.
            journal.did(by.session, new Doing.Seek(by.partition, span.position));
        }
        if (values.isEmpty()) {
            return;
        }
        if (into == null) {
            journal.did(by.session, new Doing.Poll(values));
        } else {
            into.polled(values);
        }
    }

    /** From where a reader has read, and where it goes on. */
    record Span(long position, long next) {}

    /** Who reads what, and how. */
    record Polling(Session session, String partition, boolean committedOnly) {}

    /** Something read is no record at all, though a whole batch was handed out. */
    BreachFound unreadable(Polling by, long position, String why) {
        throw world.breach(
                Breach.of(
                        "changed-record",
                        "What is read is what was sent",
                        by.session + " reads " + by.partition + " at " + position + ": " + why,
                        by.partition));
    }

    /** Up to where a partition has to be readable for readers of committed records. */
    long promisedEnd(String partition) {
        return promised.getOrDefault(partition, 0L);
    }

    /** Whether the late end of an earlier transaction may have hit one that sent such a value. */
    boolean lateEndMayHaveHit(Predicate<String> value) {
        return version == Transactions.V1
                && sent.entrySet().stream()
                        .anyMatch(
                                each ->
                                        value.test(each.getKey())
                                                && each.getValue().deed.lateEndPossible);
    }

    /** Where a value stands; null when nobody knows. */
    @Nullable
    Long offsetOf(String value) {
        return offsets.get(value);
    }

    private void see(Polling by, Read seen) {
        String where =
                String.format(
                        Locale.ROOT,
                        "%s finds it at offset %d of %s",
                        by.session,
                        seen.offset(),
                        by.partition);
        Deed.Sent from = sent.get(seen.value());
        if (from == null || !from.partition.equals(by.partition)) {
            throw world.breach(
                    Breach.of(
                            "changed-record",
                            "What is read is what was sent",
                            "nobody sent '" + seen.value() + "' there; " + where,
                            by.partition));
        }
        stands(by.partition, seen.offset(), seen.value(), by.session.toString());
        boolean excused = version == Transactions.V1 && from.deed.lateEndPossible;
        if (by.committedOnly && !from.deed.mayBeSeen() && !excused) {
            throw world.breach(
                    Breach.of(
                            "aborted-read",
                            "A reader of committed records sees what was committed",
                            String.format(
                                    Locale.ROOT,
                                    "%s is of a transaction of %s that %s; %s",
                                    seen.value(),
                                    from.deed.session(),
                                    from.deed.state() == Deed.State.ABORTED
                                            ? "was aborted"
                                            : "nobody has asked to commit",
                                    where),
                            seen.value()));
        }
    }

    private void stands(String partition, long offset, String value, String by) {
        String before =
                logs.computeIfAbsent(partition, p -> new TreeMap<>()).putIfAbsent(offset, value);
        Long elsewhere = offsets.putIfAbsent(value, offset);
        if (before != null && !before.equals(value)) {
            throw world.breach(
                    Breach.of(
                            "inconsistent-offsets",
                            "One offset of a partition has one value",
                            String.format(
                                    Locale.ROOT,
                                    "offset %d of %s is %s for %s, yet it was %s",
                                    offset,
                                    partition,
                                    value,
                                    by,
                                    before),
                            value,
                            before));
        }
        if (elsewhere != null && elsewhere != offset) {
            throw world.breach(
                    Breach.of(
                            "duplicate",
                            "What an idempotent producer sends stands once",
                            String.format(
                                    Locale.ROOT,
                                    "%s stands at offsets %d and %d of %s, says %s",
                                    value,
                                    elsewhere,
                                    offset,
                                    partition,
                                    by),
                            value));
        }
    }

    private void promise(Deed.Sent what) {
        Long last = offsets.get(what.values.get(what.values.size() - 1));
        if (last != null) {
            promised.merge(what.partition, last + 1, Math::max);
        }
    }

    private void tell(Deed.Sent about, String text) {
        world.story().tellOf(about.values, text);
    }

    private static String shown(Deed.Sent sent) {
        int count = sent.values.size();
        return sent.values.get(0) + (count == 1 ? "" : " … (" + count + " records)");
    }
}
