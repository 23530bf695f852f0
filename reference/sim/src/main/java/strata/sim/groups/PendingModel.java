package strata.sim.groups;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.PendingOffsets;

/** What open transactions are about to commit, by a list that is searched from end to end. */
final class PendingModel implements PendingOffsets {
    private record Row(long producerId, Pending pending) {}

    private final List<Row> rows = new ArrayList<>();

    @Override
    public boolean has(String groupId, String topic, int partition) {
        GroupKey.Offset key = new GroupKey.Offset(groupId, topic, partition);
        return rows.stream().anyMatch(row -> row.pending().key().equals(key));
    }

    @Override
    public boolean hasAny(String groupId) {
        return groupIds().contains(groupId);
    }

    @Override
    public Collection<String> groupIds() {
        return rows.stream().map(row -> row.pending().key().groupId()).distinct().toList();
    }

    @Override
    public List<Pending> of(String groupId) {
        return rows.stream()
                .map(Row::pending)
                .filter(pending -> pending.key().groupId().equals(groupId))
                .sorted(
                        Comparator.<Pending, String>comparing(pending -> pending.key().topic())
                                .thenComparing(pending -> pending.key().partition()))
                .toList();
    }

    @Override
    public void add(long producerId, Pending pending) {
        rows.removeIf(
                row -> row.producerId() == producerId && row.pending().key().equals(pending.key()));
        rows.add(new Row(producerId, pending));
    }

    @Override
    public List<Pending> ended(long producerId, boolean committed) {
        List<Pending> its =
                rows.stream()
                        .filter(row -> row.producerId() == producerId)
                        .map(Row::pending)
                        .toList();
        rows.removeIf(row -> row.producerId() == producerId);
        return committed ? its : List.of();
    }

    @Override
    public void dropped(GroupKey.Offset key) {
        rows.removeIf(row -> row.pending().key().equals(key));
    }
}
