package strata.transactions.producers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.transactions.AbortedTransaction;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerView;

/** All batches there ever were; whatever is asked is worked out from the first one on. */
final class ProducersModel {
    /**
     * A batch.
     *
     * @param end null for data
     */
    record Entry(
            long id,
            short epoch,
            int sequence,
            long firstOffset,
            long lastOffset,
            boolean transactional,
            long timestampMs,
            @Nullable EndMarker end) {}

    /** A transaction; the marker is -1 while it is open. */
    private static final class Transaction {
        final long id;
        final long firstOffset;
        long marker = -1;
        long stableThen = -1;
        boolean committed;

        Transaction(long id, long firstOffset) {
            this.id = id;
            this.firstOffset = firstOffset;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    void add(BatchHeader batch, @Nullable EndMarker end) {
        if (batch.hasProducerId()) {
            entries.add(
                    new Entry(
                            batch.producerId(),
                            batch.producerEpoch(),
                            batch.baseSequence(),
                            batch.baseOffset(),
                            batch.lastOffset(),
                            batch.isTransactional(),
                            batch.maxTimestampMs(),
                            end));
        }
    }

    void truncateTo(long logEndOffset) {
        entries.removeIf(entry -> entry.lastOffset() >= logEndOffset);
    }

    void clear() {
        entries.clear();
    }

    List<ProducerView> producers() {
        Map<Long, ProducerView> views = new TreeMap<>();
        for (Entry entry : entries) {
            ProducerView before = views.get(entry.id());
            EndMarker end = entry.end();
            if (end != null) {
                boolean sameEpoch = before != null && before.producerEpoch() == entry.epoch();
                int sequence = before != null && sameEpoch ? before.lastSequence() : -1;
                views.put(
                        entry.id(),
                        new ProducerView(
                                entry.id(),
                                entry.epoch(),
                                sequence,
                                entry.timestampMs(),
                                end.coordinatorEpoch(),
                                -1));
            } else {
                long open = before == null ? -1 : before.openSinceOffset();
                long delta = entry.lastOffset() - entry.firstOffset();
                views.put(
                        entry.id(),
                        new ProducerView(
                                entry.id(),
                                entry.epoch(),
                                (int) ((entry.sequence() + delta) % (1L << 31)),
                                entry.timestampMs(),
                                before == null ? -1 : before.coordinatorEpoch(),
                                open == -1 && entry.transactional() ? entry.firstOffset() : open));
            }
        }
        return List.copyOf(views.values());
    }

    private List<Transaction> transactions() {
        List<Transaction> all = new ArrayList<>();
        for (Entry entry : entries) {
            Transaction open =
                    all.stream()
                            .filter(each -> each.id == entry.id() && each.marker == -1)
                            .findFirst()
                            .orElse(null);
            EndMarker end = entry.end();
            if (end == null) {
                if (open == null && entry.transactional()) {
                    all.add(new Transaction(entry.id(), entry.firstOffset()));
                }
            } else if (open != null) {
                open.marker = entry.firstOffset();
                open.committed = end.committed();
                open.stableThen =
                        all.stream()
                                .filter(each -> each.marker == -1)
                                .mapToLong(each -> each.firstOffset)
                                .min()
                                .orElse(open.marker + 1);
            }
        }
        return all;
    }

    long lastStableOffset(long highWatermark) {
        return transactions().stream()
                .filter(each -> each.marker == -1 || each.marker >= highWatermark)
                .mapToLong(each -> each.firstOffset)
                .reduce(highWatermark, Math::min);
    }

    List<AbortedTransaction> aborted(long fetchOffset, long upperBoundOffset) {
        return transactions().stream()
                .filter(each -> each.marker >= fetchOffset && !each.committed)
                .filter(each -> each.firstOffset < upperBoundOffset)
                .map(
                        each ->
                                new AbortedTransaction(
                                        each.id, each.firstOffset, each.marker, each.stableThen))
                .sorted((a, b) -> Long.compare(a.lastOffset(), b.lastOffset()))
                .toList();
    }

    /** The last data batch of each producer, if nothing of another epoch has come since. */
    List<Entry> lastBatches() {
        Map<Long, Entry> last = new TreeMap<>();
        for (Entry entry : entries) {
            Entry before = last.get(entry.id());
            if (entry.end() == null) {
                last.put(entry.id(), entry);
            } else if (before != null && before.epoch() != entry.epoch()) {
                last.remove(entry.id());
            }
        }
        return List.copyOf(last.values());
    }
}
