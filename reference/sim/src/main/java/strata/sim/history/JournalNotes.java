package strata.sim.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.kernel.request.IsolationLevel;
import strata.sim.check.ClientSettings;
import strata.sim.check.Configuration;
import strata.sim.check.Doing;
import strata.sim.check.Journal;
import strata.sim.check.Keeps;
import strata.sim.check.OperationRecord;
import strata.sim.check.Placed;
import strata.sim.check.Session;
import strata.sim.history.History.Read;

/**
 * Writes what the history is told into the journal, for the check when the run is over.
 *
 * <p>Clients here are plain producers, which send again what has no answer, and readers that are
 * assigned their partitions and see everything.
 */
final class JournalNotes {
    private static final ClientSettings PLAIN =
            new ClientSettings(false, IsolationLevel.READ_UNCOMMITTED);

    private final Journal journal;
    // By the first value: what is sent again is the same operation.
    private final Map<String, Journal.Pending> sends = new LinkedHashMap<>();
    // By reader and key: the position that the journal knows of.
    private final Map<String, Long> positions = new LinkedHashMap<>();
    // By key: where it starts.
    private final TreeMap<String, Long> starts = new TreeMap<>();
    // By partition: how many of that name were deleted.
    private final Map<String, Integer> deleted = new LinkedHashMap<>();

    JournalNotes(Promise promise) {
        Keeps keeps =
                switch (promise) {
                    case FLUSHED_BEFORE_ACK -> Keeps.ACKED;
                    case FLUSHED_BEFORE_SHOWN, REPLICATED -> Keeps.ACKED_AND_SHOWN;
                    case IN_PAGE_CACHE -> Keeps.NOTHING;
                };
        journal = new Journal(Configuration.STRICT.keeping(keeps).withClients(PLAIN));
    }

    OperationRecord operations() {
        return journal.operations();
    }

    void sending(Attempt attempt) {
        Journal.Pending known = sends.get(attempt.values.get(0));
        if (known == null) {
            Session session = new Session(attempt.producer, 0);
            Doing.Send send = sent(attempt, Placed.UNKNOWN);
            sends.put(attempt.values.get(0), journal.begins(session, send));
        } else {
            known.again();
        }
    }

    void acknowledged(Attempt attempt, long baseOffset) {
        if (attempt.isPromised()) {
            pending(attempt).ok(sent(attempt, baseOffset));
        } else {
            // It may be gone with its leader: as good as no answer.
            pending(attempt).lost();
        }
    }

    void refused(Attempt attempt) {
        pending(attempt).fail();
    }

    void lost(Attempt attempt) {
        pending(attempt).lost();
    }

    void polled(String reader, String partition, long position, List<Read> reads) {
        if (reads.isEmpty()) {
            return;
        }
        Session session = new Session(reader, 0);
        String key = keyOf(partition);
        String place = reader + " " + key;
        Long known = positions.get(place);
        if (known == null || known != position) {
            // It chose to go on elsewhere than where it had got to.
            journal.did(session, new Doing.Seek(key, position));
        }
        List<Placed> values = new ArrayList<>(reads.size());
        for (Read read : reads) {
            values.add(new Placed(key, read.offset(), read.value()));
        }
        journal.did(session, new Doing.Poll(values));
        positions.put(place, reads.get(reads.size() - 1).offset() + 1);
    }

    void startsAt(String partition, long start) {
        String key = keyOf(partition);
        if (start > starts.getOrDefault(key, 0L)) {
            starts.put(key, start);
            journal.startsAt(key, start);
        }
    }

    /** A partition is deleted with all that it held; another may come under its name. */
    void deleted(String partition) {
        startsAt(partition, Long.MAX_VALUE);
        deleted.merge(partition, 1, Integer::sum);
    }

    void loss() {
        journal.loss();
    }

    void finalPolls() {
        journal.finalPolls();
    }

    private Journal.Pending pending(Attempt attempt) {
        return Objects.requireNonNull(sends.get(attempt.values.get(0)));
    }

    private Doing.Send sent(Attempt attempt, long baseOffset) {
        String key = keyOf(attempt.partition);
        List<Placed> values = new ArrayList<>(attempt.values.size());
        for (int i = 0; i < attempt.values.size(); i++) {
            long offset = baseOffset == Placed.UNKNOWN ? baseOffset : baseOffset + i;
            values.add(new Placed(key, offset, attempt.values.get(i)));
        }
        return new Doing.Send(values);
    }

    private String keyOf(String partition) {
        Integer before = deleted.get(partition);
        return before == null ? partition : partition + "#" + before;
    }
}
