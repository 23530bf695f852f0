package strata.kernel.groups;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;

/**
 * A group, to be looked at.
 *
 * @param type as ListGroups tells it: {@code classic} or {@code consumer}
 * @param state as ListGroups tells it: {@code Empty}, {@code PreparingRebalance}, …
 * @param epoch its generation, or its group epoch
 * @param assignmentEpoch of the consumer protocol; -1 for a classic group
 * @param members in the order of their ids
 */
public record GroupView(
        String groupId,
        String type,
        String state,
        int epoch,
        int assignmentEpoch,
        List<MemberView> members) {

    public GroupView {
        members = List.copyOf(members);
    }

    /**
     * One of its members.
     *
     * @param epoch of the member; a classic group's generation
     * @param owned what it may read now; of a classic group that is not stable: nothing
     * @param target what it is to read in the end; of a classic group: the same
     */
    public record MemberView(
            String memberId,
            @Nullable String instanceId,
            int epoch,
            List<TopicPartition> owned,
            List<TopicPartition> target) {

        public MemberView {
            owned = List.copyOf(owned);
            target = List.copyOf(target);
        }
    }

    /** What each member may read now, by its id. */
    public Map<String, List<TopicPartition>> owners() {
        Map<String, List<TopicPartition>> owners = new LinkedHashMap<>();
        members.forEach(member -> owners.put(member.memberId(), member.owned()));
        return owners;
    }
}
