package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.ProducerStamp;
import strata.kernel.segments.TransactionFates;

/** What a few producers write, in and out of transactions; all of it is kept as it was written. */
final class WrittenTransactions {
    static final int PRODUCERS = 4;

    /** A transaction in the making, or one that has ended. */
    static final class Transaction {
        // Null while it is open.
        @Nullable Boolean aborted;
        long markerOffset = -1;
        // From when on its marker may go; -1 as long as something of it was left.
        long horizonMs = -1;
    }

    /** A batch as it was appended. */
    record Original(ByteBuffer bytes, @Nullable Transaction transaction) {
        BatchHeader header() {
            return BatchHeader.at(bytes, 0);
        }

        boolean counts() {
            return !header().isControl()
                    && (transaction == null || Boolean.FALSE.equals(transaction.aborted));
        }
    }

    private static final class Producer {
        short epoch;
        int nextSequence;
        @Nullable Transaction open;
        long openedAt;
    }

    final List<Transaction> transactions = new ArrayList<>();
    long endOffset;
    long nowMs = KeyedBatch.NOW_MS;
    private final Random random;
    private final TreeMap<Long, Original> model = new TreeMap<>();
    private final Map<Long, Producer> producers = new TreeMap<>();
    private final int keys;
    // Whether the end of a transaction bumps its producer's epoch.
    private final boolean bumps;

    WrittenTransactions(Random random) {
        this.random = random;
        keys = 1 + random.nextInt(20);
        bumps = random.nextBoolean();
        for (long id = 0; id < PRODUCERS; id++) {
            producers.put(id, new Producer());
        }
    }

    /** The next batch: a marker, or data of a producer or of nobody. */
    ByteBuffer randomBatch(long id) {
        Producer producer = Objects.requireNonNull(producers.get(id));
        int kind = random.nextInt(10);
        if (kind < 3) {
            return added(filled(KeyedBatch.at(endOffset)), null);
        }
        if (kind < 6 && producer.open != null) {
            return marker(id, producer, random.nextBoolean());
        }
        if (kind == 6 && producer.open == null) {
            return data(id, producer, false);
        }
        if (producer.open == null) {
            producer.open = new Transaction();
            producer.openedAt = endOffset;
            transactions.add(producer.open);
        }
        return data(id, producer, true);
    }

    /** The markers of all transactions that are open. */
    List<ByteBuffer> endAll() {
        List<ByteBuffer> markers = new ArrayList<>();
        producers.forEach(
                (id, producer) -> {
                    if (producer.open != null) {
                        markers.add(marker(id, producer, random.nextBoolean()));
                    }
                });
        return markers;
    }

    /** Every producer begins anew, with a batch out of transactions. */
    List<ByteBuffer> beginAnew() {
        List<ByteBuffer> batches = new ArrayList<>();
        producers.forEach(
                (id, producer) -> {
                    producer.epoch++;
                    producer.nextSequence = 0;
                    batches.add(data(id, producer, false));
                });
        return batches;
    }

    private ByteBuffer data(long id, Producer producer, boolean transactional) {
        ProducerStamp stamp =
                new ProducerStamp(id, producer.epoch, producer.nextSequence, transactional);
        ByteBuffer bytes = added(filled(KeyedBatch.at(endOffset).of(stamp)), producer.open);
        producer.nextSequence += BatchHeader.at(bytes, 0).count();
        return bytes;
    }

    private ByteBuffer marker(long id, Producer producer, boolean aborted) {
        Transaction ended = Objects.requireNonNull(producer.open);
        ended.aborted = aborted;
        ended.markerOffset = endOffset;
        producer.open = null;
        if (bumps) {
            producer.epoch++;
            producer.nextSequence = 0;
        }
        ProducerStamp stamp = new ProducerStamp(id, producer.epoch, -1, true);
        return added(KeyedBatch.at(endOffset).of(stamp).from(nowMs).marker(!aborted), ended);
    }

    private ByteBuffer filled(KeyedBatch batch) {
        batch.from(nowMs + random.nextInt(100));
        if (random.nextInt(4) == 0) {
            batch.compressed();
        }
        for (int i = random.nextInt(5); i >= 0; i--) {
            String key = random.nextInt(20) == 0 ? null : "key " + random.nextInt(keys);
            batch.put(key, random.nextInt(4) == 0 ? null : "v" + random.nextInt(1_000));
        }
        return batch.build();
    }

    private ByteBuffer added(ByteBuffer bytes, @Nullable Transaction transaction) {
        model.put(endOffset, new Original(bytes, transaction));
        endOffset = BatchHeader.at(bytes, 0).nextOffset();
        return bytes;
    }

    long lastStableOffset() {
        return producers.values().stream()
                .filter(producer -> producer.open != null)
                .mapToLong(producer -> producer.openedAt)
                .min()
                .orElse(endOffset);
    }

    /** As it was written what is there now. */
    Original original(BatchHeader header) {
        return Objects.requireNonNull(model.get(header.baseOffset()));
    }

    /** All batches as they were written. */
    List<ByteBuffer> originals() {
        return model.values().stream().map(Original::bytes).toList();
    }

    /** Of transactions that have ended alone may anything be asked. */
    TransactionFates fates() {
        return new TransactionFates() {
            @Override
            public boolean known() {
                return true;
            }

            @Override
            public boolean aborted(long producerId, long offset) {
                Original original = Objects.requireNonNull(model.get(offset));
                Transaction its = Objects.requireNonNull(original.transaction());
                assertThat(original.header().producerId()).isEqualTo(producerId);
                return Objects.requireNonNull(its.aborted, "it is open");
            }
        };
    }
}
