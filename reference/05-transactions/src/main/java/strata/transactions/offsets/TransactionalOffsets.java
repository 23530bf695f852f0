package strata.transactions.offsets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        // LAB 5.8 whether any producer has an offset pending for this very partition
        Map<GroupKey.Offset, Map<Long, Pending>> group = byGroup.get(groupId);
        return group != null && group.containsKey(new GroupKey.Offset(groupId, topic, partition));
    }

    @Override
    public boolean hasAny(String groupId) {
        // LAB 5.8 whether any producer has an offset pending for the group
        return byGroup.containsKey(groupId);
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
        // LAB 5.8 it takes the place of the same producer's for the same key, of no other's
        GroupKey.Offset key = pending.key();
        byProducer.computeIfAbsent(producerId, any -> new LinkedHashMap<>()).put(key, pending);
        byGroup.computeIfAbsent(key.groupId(), any -> new LinkedHashMap<>())
                .computeIfAbsent(key, any -> new LinkedHashMap<>())
                .put(producerId, pending);
    }

    @Override
    public List<Pending> ended(long producerId, boolean committed) {
        // LAB 5.8 nothing of it is pending any more; of a commit, tell all in the records' order
        Map<GroupKey.Offset, Pending> its = byProducer.remove(producerId);
        if (its == null) {
            return List.of();
        }
        its.keySet().forEach(key -> forget(key, producerId));
        List<Pending> ended = new ArrayList<>();
        if (committed) {
            ended.addAll(its.values());
            ended.sort(BY_RECORD);
        }
        return ended;
    }

    // LAB 5.8 REMOVE
    /** Takes what a producer has pending for a key out of its group. */
    private void forget(GroupKey.Offset key, long producerId) {
        Map<GroupKey.Offset, Map<Long, Pending>> group = byGroup.get(key.groupId());
        Map<Long, Pending> ofKey = group == null ? null : group.get(key);
        if (group == null || ofKey == null) {
            return;
        }
        ofKey.remove(producerId);
        if (ofKey.isEmpty()) {
            group.remove(key);
        }
        if (group.isEmpty()) {
            byGroup.remove(key.groupId());
        }
    }

    @Override
    public void dropped(GroupKey.Offset key) {
        // LAB 5.8 no producer has an offset pending for the key any more
        Map<GroupKey.Offset, Map<Long, Pending>> group = byGroup.get(key.groupId());
        Map<Long, Pending> ofKey = group == null ? null : group.get(key);
        if (ofKey == null) {
            return;
        }
        for (long producerId : List.copyOf(ofKey.keySet())) {
            forget(key, producerId);
            Map<GroupKey.Offset, Pending> its = byProducer.get(producerId);
            if (its != null) {
                its.remove(key);
                if (its.isEmpty()) {
                    byProducer.remove(producerId);
                }
            }
        }
    }
}
