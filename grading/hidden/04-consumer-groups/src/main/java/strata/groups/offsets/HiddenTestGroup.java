package strata.groups.offsets;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.groups.group.Group;
import strata.groups.group.GroupType;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupView;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TxnOffsetCommit;

/** A group that says what a test tells it to. */
final class HiddenTestGroup implements Group {
    private final String id;
    boolean empty;
    ErrorCode commit = ErrorCode.NONE;
    ErrorCode fetch = ErrorCode.NONE;
    ErrorCode delete = ErrorCode.NONE;

    /** Partitions of which it lets nothing be committed. */
    final Set<Integer> refused = new LinkedHashSet<>();

    final Set<String> subscribed = new LinkedHashSet<>();
    long retainedSinceMs = SINCE_COMMIT;

    HiddenTestGroup(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public GroupType type() {
        return GroupType.CLASSIC;
    }

    @Override
    public String state() {
        return empty ? "Empty" : "Stable";
    }

    @Override
    public String protocolType() {
        return "consumer";
    }

    @Override
    public boolean isEmpty() {
        return empty;
    }

    @Override
    public ErrorCode mayCommit(OffsetCommit.Request request, long nowMs) {
        return commit;
    }

    @Override
    public ErrorCode mayCommit(
            OffsetCommit.Request request, TopicId topicId, String topic, int partition) {
        return refused.contains(partition) ? ErrorCode.STALE_MEMBER_EPOCH : ErrorCode.NONE;
    }

    @Override
    public ErrorCode mayCommit(TxnOffsetCommit.Request request) {
        return commit;
    }

    @Override
    public ErrorCode mayFetch(@Nullable String memberId, int memberEpoch) {
        return fetch;
    }

    @Override
    public ErrorCode mayDeleteOffsets() {
        return delete;
    }

    @Override
    public boolean subscribesTo(String topic) {
        return subscribed.contains(topic);
    }

    @Override
    public long retainedSinceMs() {
        return retainedSinceMs;
    }

    @Override
    public List<GroupRecord> tombstones() {
        return List.of(
                new GroupRecord(new GroupKey.Target(id), null),
                new GroupRecord(new GroupKey.ConsumerGroup(id), null));
    }

    @Override
    public GroupView view() {
        return new GroupView(id, "classic", state(), 0, -1, List.of());
    }
}
