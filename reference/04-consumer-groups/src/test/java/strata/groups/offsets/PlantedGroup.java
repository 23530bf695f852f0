package strata.groups.offsets;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

/** A group that says what a test wants it to say. */
final class PlantedGroup implements Group {
    private final String id;
    boolean isEmpty;
    ErrorCode commitRefusal = ErrorCode.NONE;
    ErrorCode fetchRefusal = ErrorCode.NONE;
    ErrorCode deleteRefusal = ErrorCode.NONE;
    long retainedSinceMs = SINCE_COMMIT;
    final Set<String> subscribed = new TreeSet<>();

    /** Partitions that the member has been given too late to commit. */
    final Set<Integer> stale = new TreeSet<>();

    /** When it was asked whether a request may commit. */
    final List<Long> askedAtMs = new ArrayList<>();

    PlantedGroup(String id) {
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
        return isEmpty ? "Empty" : "Stable";
    }

    @Override
    public String protocolType() {
        return "consumer";
    }

    @Override
    public boolean isEmpty() {
        return isEmpty;
    }

    @Override
    public ErrorCode mayCommit(OffsetCommit.Request request, long nowMs) {
        askedAtMs.add(nowMs);
        return commitRefusal;
    }

    @Override
    public ErrorCode mayCommit(
            OffsetCommit.Request request, TopicId topicId, String topic, int partition) {
        return stale.contains(partition) ? ErrorCode.STALE_MEMBER_EPOCH : ErrorCode.NONE;
    }

    @Override
    public ErrorCode mayCommit(TxnOffsetCommit.Request request) {
        return commitRefusal;
    }

    @Override
    public ErrorCode mayFetch(@Nullable String memberId, int memberEpoch) {
        return fetchRefusal;
    }

    @Override
    public ErrorCode mayDeleteOffsets() {
        return deleteRefusal;
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
        return List.of(new GroupRecord(new GroupKey.ClassicGroup(id), null));
    }

    @Override
    public GroupView view() {
        return new GroupView(id, type().text(), state(), 0, -1, List.of());
    }
}
