package strata.groups.consumer;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/**
 * Which member holds which partition: may read it, or has not let it go yet. It follows from what
 * the members have, and is kept beside it to be found fast.
 */
final class Holders {
    /** By topic, then at a partition's number; null for nobody. A topic stays once it was held. */
    private final Map<TopicId, String[]> byTopic = new TreeMap<>();

    /** Who holds a partition; null for nobody. */
    @Nullable
    String of(TopicId topic, int partition) {
        String[] holders = byTopic.get(topic);
        return holders == null || partition >= holders.length ? null : holders[partition];
    }

    void hold(ConsumerMember member) {
        Partitions.Visitor hold = (topic, partition) -> put(topic, partition, member.id());
        member.assigned().forEach(hold);
        member.revoking().forEach(hold);
    }

    void release(ConsumerMember member) {
        Partitions.Visitor release =
                (topic, partition) -> {
                    if (member.id().equals(of(topic, partition))) {
                        put(topic, partition, null);
                    }
                };
        member.assigned().forEach(release);
        member.revoking().forEach(release);
    }

    private void put(TopicId topic, int partition, @Nullable String memberId) {
        String[] holders = byTopic.get(topic);
        if (holders == null || partition >= holders.length) {
            int room = holders == null ? 0 : 2 * holders.length;
            holders = holders == null ? new String[0] : holders;
            holders = Arrays.copyOf(holders, Math.max(partition + 1, room));
            byTopic.put(topic, holders);
        }
        holders[partition] = memberId;
    }
}
