package strata.replication;

import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.LeaderEpochs;

/** A partition's leader epochs: a list in memory, and a file that says the same. */
final class PartitionEpochs implements LeaderEpochs {
    private final EpochFile file;
    private final EpochList epochs;

    private PartitionEpochs(EpochFile file, EpochList epochs) {
        this.file = file;
        this.epochs = epochs;
    }

    /** What {@link strata.kernel.replication.ReplicationLayer#openEpochs} promises. */
    static PartitionEpochs open(EpochsSpec spec) {
        EpochFile file = new EpochFile(spec.storage(), spec.directory());
        return new PartitionEpochs(file, EpochRecovery.run(spec, file));
    }

    @Override
    public List<EpochEntry> entries() {
        return epochs.all();
    }

    @Override
    public int latestEpoch() {
        return epochs.latestEpoch();
    }

    @Override
    public void assign(int epoch, long startOffset) {
        storeIf(epochs.assign(epoch, startOffset));
    }

    @Override
    public EpochEnd endOf(int epoch, long logEndOffset) {
        return epochs.endOf(epoch, logEndOffset);
    }

    @Override
    public int epochAt(long offset) {
        return epochs.epochAt(offset);
    }

    @Override
    public @Nullable EpochEntry entryOf(int epoch) {
        return epochs.entryOf(epoch);
    }

    @Override
    public void truncateFromEnd(long endOffset) {
        storeIf(epochs.truncateFromEnd(endOffset));
    }

    @Override
    public void truncateFromStart(long startOffset) {
        // Not stored now: when the file is opened, the entries below the log start are folded anew.
        epochs.truncateFromStart(startOffset);
    }

    @Override
    public void clear() {
        boolean changed = !epochs.isEmpty();
        epochs.clear();
        storeIf(changed);
    }

    private void storeIf(boolean changed) {
        if (changed) {
            file.write(epochs.all());
        }
    }
}
