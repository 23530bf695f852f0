package strata.broker;

import strata.kernel.NodeContext;
import strata.kernel.Timer;

/**
 * What is done to logs while nobody asks: retention, compaction, indexes, checkpoints, expiry of
 * producers. All of it is started by timers and cut into short turns.
 */
final class LogCare {
    private final BrokerConfig config;
    private final PartitionStore store;
    private final LogRetention retention;
    private final LogCleaner cleaner;
    private final IndexRebuilding indexes;
    private final ProducerExpiry producers;

    LogCare(
            NodeContext context,
            PartitionStore store,
            BrokerConfig config,
            CorruptionLog corruption) {
        this.config = config;
        this.store = store;
        this.retention =
                new LogRetention(
                        context,
                        store,
                        new LogRetention.Care(
                                config.initialTaskDelayMs(),
                                config.retentionCheckIntervalMs(),
                                this::isBeingCompacted,
                                corruption));
        this.cleaner =
                new LogCleaner(
                        context,
                        store,
                        new LogCleaner.Care(
                                config.cleanerBackoffMs(),
                                config.cleanerMapBytes(),
                                retention::lookAfter,
                                corruption));
        this.indexes = new IndexRebuilding(context, corruption);
        this.producers =
                new ProducerExpiry(context, store, config.producerExpirationCheckIntervalMs());
    }

    private boolean isBeingCompacted(Partition partition) {
        return cleaner.isBusyWith(partition);
    }

    /**
     * Sets the first timers.
     *
     * @param segmented whether there are logs in segments: one file is never deleted from
     */
    void start(boolean segmented) {
        if (segmented) {
            indexes.start(store);
            retention.start();
            if (config.compacts()) {
                cleaner.start();
            }
        }
        if (store.tracksProducers()) {
            producers.start();
        }
    }

    /**
     * A timer came due.
     *
     * @return whether it was one of these
     */
    boolean timerFired(Timer timer) {
        switch (timer) {
            case Checkpoints.StoreTimer any -> store.checkpoints().timerFired();
            case Checkpoints.HighWatermarkTimer any -> store.checkpoints().highWatermarksDue();
            case LogRetention.RoundTimer any -> retention.goOn();
            case LogRetention.FilesTimer any -> retention.deleteDueFiles();
            case LogCleaner.CleanTimer any -> cleaner.goOn();
            case IndexRebuilding.GoOnTimer any -> indexes.goOn();
            case ProducerExpiry.RoundTimer any -> producers.goOn();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A partition is about to go. */
    void forget(Partition partition) {
        cleaner.forget(partition);
        retention.forget(partition);
    }

    /** Ends what is under way. */
    void stop() {
        cleaner.stop();
    }
}
