package strata.groups.offsets;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import strata.groups.group.Group;
import strata.groups.group.GroupType;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupView;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TxnOffsetCommit;

/** A group as offsets see it: it says what a test wants it to say. */
final class TestGroup implements Group {
    private final String id;
    final Set<String> subscribed = new TreeSet<>();
    boolean isEmpty;
    ErrorCode refusal = ErrorCode.NONE;
    long retainedSinceMs = SINCE_COMMIT;

    TestGroup(String id) {
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
        return refusal;
    }

    @Override
    public ErrorCode mayCommit(TxnOffsetCommit.Request request) {
        return refusal;
    }

    @Override
    public ErrorCode mayFetch(@Nullable String memberId, int memberEpoch) {
        return ErrorCode.NONE;
    }

    @Override
    public ErrorCode mayDeleteOffsets() {
        return ErrorCode.NONE;
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
