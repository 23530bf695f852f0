package strata.broker;

import strata.kernel.Clock;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.RecordFormat;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.ProducerStatesSpec;
import strata.kernel.transactions.TransactionsLayer;

/** Makes what partitions know of their producers, where layer 5 is present. */
final class ProducersOpener {
    private final @Nullable TransactionsLayer layer;
    private final RecordFormat format;
    private final ProducerStatesSpec.Settings settings;
    private final Storage storage;
    private final Clock clock;

    ProducersOpener(Layers layers, BrokerConfig config, Storage storage, Clock clock) {
        this.layer = layers.transactions();
        this.format = layers.log().recordFormat();
        this.settings = config.producerSettings();
        this.storage = storage;
        this.clock = clock;
    }

    /** Whether layer 5 is present. */
    boolean isPresent() {
        return layer != null;
    }

    /** To be asked before the partition's log is opened; then {@link #recover}. */
    ProducerStates before(TopicPartition partition) {
        if (layer == null) {
            return NoProducerState.INSTANCE;
        }
        return layer.newProducerStates(
                new ProducerStatesSpec(partition.toString(), storage, format, settings));
    }

    /** The log is open. */
    void recover(ProducerStates producers, PartitionLog log, ProducerStates.Known known) {
        if (log instanceof SegmentedLog segmented) {
            try {
                producers.recover(segmented, known, clock.wallMs());
            } catch (CorruptDataException e) {
                // Who has written what, and which transactions are open, cannot be told: nothing
                // may be read or written as if it could.
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        "the producers of a log cannot be read from it: " + e.getMessage(),
                        e);
            }
        }
    }
}
