package strata.transactions.offsets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Todo;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.PendingOffsets;

/**
 * The offsets that open transactions are about to commit in one partition of {@code
 * __consumer_offsets}. Several producers may have one pending for the same key, each its own: whose
 * record came last wins, if both commit.
 *
 * <p>Invariant: both maps hold the same offsets, and no map in them is empty.
 */
public final class TransactionalOffsets implements PendingOffsets {
    private static final Comparator<Pending> BY_RECORD = Comparator.comparingLong(Pending::offset);
    private static final Comparator<Pending> BY_PARTITION =
            Comparator.<Pending, String>comparing(pending -> pending.key().topic())
                    .thenComparingInt(pending -> pending.key().partition())
                    .thenComparing(BY_RECORD);

    /** By producer id: what its transaction is about to commit. */
    private final Map<Long, Map<GroupKey.Offset, Pending>> byProducer = new LinkedHashMap<>();

    /** By group id and key: what is pending for it, by producer id. */
    private final Map<String, Map<GroupKey.Offset, Map<Long, Pending>>> byGroup =
            new LinkedHashMap<>();

    @Override
    public boolean has(String groupId, String topic, int partition) {
        throw Todo.step(
                "5.8", "whether any producer has an offset pending for this very partition");
    }

    @Override
    public boolean hasAny(String groupId) {
        throw Todo.step("5.8", "whether any producer has an offset pending for the group");
    }

    @Override
    public Collection<String> groupIds() {
        return Collections.unmodifiableCollection(byGroup.keySet());
    }

    @Override
    public List<Pending> of(String groupId) {
        List<Pending> all = new ArrayList<>();
        Map<GroupKey.Offset, Map<Long, Pending>> group = byGroup.get(groupId);
        if (group != null) {
            group.values().forEach(ofKey -> all.addAll(ofKey.values()));
        }
        all.sort(BY_PARTITION);
        return all;
    }

    @Override
    public void add(long producerId, Pending pending) {
        throw Todo.step(
                "5.8", "it takes the place of the same producer's for the same key, of no other's");
    }

    @Override
    public List<Pending> ended(long producerId, boolean committed) {
        throw Todo.step(
                "5.8",
                "nothing of it is pending any more; of a commit, tell all in the records' order");
    }

    @Override
    public void dropped(GroupKey.Offset key) {
        throw Todo.step("5.8", "no producer has an offset pending for the key any more");
    }
}
