package strata.groups.offsets;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import strata.kernel.Nullable;

/**
 * The offsets of one group by topic and partition: an open hash table without entries of its own,
 * as a group has few offsets or many, and there are many groups.
 */
final class GroupOffsets {
    private static final int SMALLEST = 4;

    /** The group's id; the one object that all the maps share. */
    final String groupId;

    /**
     * Linear probing. Invariants: its length is a power of two, more than a quarter of it is empty,
     * and from an offset's home slot to its own no slot is empty.
     */
    private CommittedOffset[] slots = new CommittedOffset[SMALLEST];

    private int count;

    GroupOffsets(String groupId) {
        this.groupId = groupId;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** That of a partition; null for none. */
    @Nullable
    CommittedOffset find(String topic, int partition) {
        int at = home(topic, partition);
        while (true) {
            CommittedOffset found = slots[at];
            if (found == null || isOf(found, topic, partition)) {
                return found;
            }
            at = (at + 1) & (slots.length - 1);
        }
    }

    /** Puts one in the place of the partition's former one; returns that, or null for none. */
    @Nullable
    CommittedOffset put(CommittedOffset offset) {
        int at = home(offset.topic.name(), offset.partition);
        while (true) {
            CommittedOffset found = slots[at];
            if (found == null) {
                break;
            }
            if (isOf(found, offset.topic.name(), offset.partition)) {
                slots[at] = offset;
                return found;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = offset;
        count++;
        if (count * 4 > slots.length * 3) {
            resize(slots.length * 2);
        }
        return null;
    }

    /** Takes that of a partition away; returns it, or null for none. */
    @Nullable
    CommittedOffset remove(String topic, int partition) {
        int at = home(topic, partition);
        CommittedOffset found = slots[at];
        while (found != null && !isOf(found, topic, partition)) {
            at = (at + 1) & (slots.length - 1);
            found = slots[at];
        }
        if (found != null) {
            slots[at] = null;
            count--;
            closeGap(at);
            if (slots.length > SMALLEST && count * 8 < slots.length) {
                resize(slots.length / 2);
            }
        }
        return found;
    }

    /** Moves back what could not be in the slot that is empty now, and so on. */
    private void closeGap(int emptied) {
        int mask = slots.length - 1;
        int gap = emptied;
        int at = (gap + 1) & mask;
        for (CommittedOffset moved = slots[at]; moved != null; moved = slots[at]) {
            int home = home(moved.topic.name(), moved.partition);
            // It may move when its home is not between the gap (exclusively) and where it is.
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                slots[gap] = moved;
                slots[at] = null;
                gap = at;
            }
            at = (at + 1) & mask;
        }
    }

    private void resize(int length) {
        CommittedOffset[] old = slots;
        slots = new CommittedOffset[length];
        for (CommittedOffset offset : old) {
            if (offset != null) {
                int at = home(offset.topic.name(), offset.partition);
                while (slots[at] != null) {
                    at = (at + 1) & (length - 1);
                }
                slots[at] = offset;
            }
        }
    }

    private int home(String topic, int partition) {
        int hash = (topic.hashCode() + partition * 0x9e3779b9) * 0x85ebca6b;
        return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }

    private static boolean isOf(CommittedOffset offset, String topic, int partition) {
        return offset.partition == partition && offset.topic.name().equals(topic);
    }

    /** Those that pass, by topic and partition. */
    List<CommittedOffset> matching(Predicate<CommittedOffset> filter) {
        List<CommittedOffset> matching = new ArrayList<>();
        for (CommittedOffset offset : slots) {
            if (offset != null && filter.test(offset)) {
                matching.add(offset);
            }
        }
        matching.sort(null);
        return matching;
    }

    /** All, by topic and partition. */
    List<CommittedOffset> sorted() {
        return matching(offset -> true);
    }
}
