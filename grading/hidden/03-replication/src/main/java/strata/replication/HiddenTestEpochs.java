package strata.replication;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.LeaderEpochs;

/** What leader epochs should be: a list in memory, made anew with each change. */
final class HiddenTestEpochs implements LeaderEpochs {
    private List<EpochEntry> entries = List.of();
    private final List<String> calls = new ArrayList<>();
    private int changes;

    @Override
    public List<EpochEntry> entries() {
        return entries;
    }

    @Override
    public int latestEpoch() {
        return entries.stream().mapToInt(EpochEntry::epoch).max().orElse(-1);
    }

    @Override
    public void assign(int epoch, long startOffset) {
        if (epoch > latestEpoch()) {
            List<EpochEntry> next = new ArrayList<>(below(startOffset));
            next.add(new EpochEntry(epoch, startOffset));
            become(next);
        }
    }

    @Override
    public EpochEnd endOf(int epoch, long logEndOffset) {
        if (epoch < 0 || epoch > latestEpoch()) {
            return EpochEnd.UNKNOWN;
        }
        int found = epoch;
        long endOffset = logEndOffset;
        for (EpochEntry entry : entries) {
            if (entry.epoch() > epoch) {
                endOffset = entry.startOffset();
                break;
            }
            found = entry.epoch();
        }
        return new EpochEnd(found, endOffset);
    }

    @Override
    public int epochAt(long offset) {
        int found = -1;
        for (EpochEntry entry : entries) {
            found = entry.startOffset() <= offset ? entry.epoch() : found;
        }
        return found;
    }

    @Override
    public @Nullable EpochEntry entryOf(int epoch) {
        return entries.stream().filter(entry -> entry.epoch() == epoch).findFirst().orElse(null);
    }

    @Override
    public void truncateFromEnd(long endOffset) {
        become(below(endOffset));
    }

    @Override
    public void truncateFromStart(long startOffset) {
        calls.add("the start is " + startOffset);
        if (below(startOffset).isEmpty()) {
            return;
        }
        List<EpochEntry> next = new ArrayList<>();
        next.add(new EpochEntry(epochAt(startOffset), startOffset));
        entries.stream().filter(entry -> entry.startOffset() > startOffset).forEach(next::add);
        become(next);
    }

    @Override
    public void clear() {
        become(List.of());
    }

    /** How it was told of another start, since this was last asked. */
    List<String> calls() {
        List<String> told = List.copyOf(calls);
        calls.clear();
        return told;
    }

    /** How many calls have changed something so far. */
    int changes() {
        return changes;
    }

    private List<EpochEntry> below(long offset) {
        return entries.stream().filter(entry -> entry.startOffset() < offset).toList();
    }

    private void become(List<EpochEntry> next) {
        changes += next.equals(entries) ? 0 : 1;
        entries = List.copyOf(next);
    }

    /** As {@code 1 from 0, 3 from 5}. */
    @Override
    public String toString() {
        return text(entries);
    }

    static String text(List<EpochEntry> entries) {
        StringBuilder text = new StringBuilder();
        for (EpochEntry entry : entries) {
            text.append(text.isEmpty() ? "" : ", ");
            text.append(entry.epoch()).append(" from ").append(entry.startOffset());
        }
        return text.isEmpty() ? "none" : text.toString();
    }
}
