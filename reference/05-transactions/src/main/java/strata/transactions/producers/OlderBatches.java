package strata.transactions.producers;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.log.BatchHeader;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.transactions.ProducerStates;

/**
 * Finds again what a snapshot leaves out: it has the last batch of each producer, but a producer
 * may have five under way, and sends all of them again when the answers are lost with the node that
 * would have given them. Known by the last one alone, the others would be out of order: the
 * producer would take a new epoch and write them a second time, as it does with Kafka.
 */
final class OlderBatches {
    // What is sent again was sent just before. Some hundred batches of the usual size.
    private static final long LOOK_BACK = 4096;

    private final SegmentedLog log;
    // By producer id.
    private final Map<Long, Search> searches = new LinkedHashMap<>();

    /** The batches of a producer before those that are known, oldest first. */
    private record Search(Producer producer, SentBatch before, ArrayDeque<SentBatch> found) {
        void show(BatchHeader batch) {
            if (batch.producerEpoch() != producer.epoch()
                    || batch.lastOffset() >= before.firstOffset()) {
                return;
            }
            found.add(SentBatch.of(batch));
            if (found.size() + producer.batchCount() > ProducerStates.BATCHES) {
                found.remove();
            }
        }
    }

    OlderBatches(SegmentedLog log) {
        this.log = log;
    }

    /** Looks in the end of the log for those of whom fewer batches are known than are kept. */
    void find(Collection<Producer> producers) {
        long from = log.logEndOffset() - LOOK_BACK;
        for (Producer each : producers) {
            SentBatch oldest = each.oldestBatch();
            if (oldest != null
                    && oldest.firstSequence() != 0
                    && oldest.firstOffset() > from
                    && each.batchCount() < ProducerStates.BATCHES) {
                searches.put(each.id(), new Search(each, oldest, new ArrayDeque<>()));
            }
        }
        if (searches.isEmpty()) {
            return;
        }
        LogReplay end =
                new LogReplay(
                        log,
                        (buffer, batch) -> {
                            Search search =
                                    batch.isControl() ? null : searches.get(batch.producerId());
                            if (search != null) {
                                search.show(batch);
                            }
                        });
        end.from(from);
        searches.values().forEach(each -> each.producer().wroteBefore(each.found()));
        searches.clear();
    }
}
